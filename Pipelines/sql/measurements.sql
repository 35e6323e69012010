-- How many measurements, and for whom.
SELECT p.person_id AS person,
       p.year_of_birth AS born,
       gender.concept_name AS gender,
       count(DISTINCT m.measurement_event_id) AS regions,
       count(*) AS measurements,
       min(m.measurement_date) AS first_date,
       max(m.measurement_date) AS last_date
FROM measurement m
JOIN person p USING (person_id)
JOIN concept gender ON gender.concept_id = p.gender_concept_id
GROUP BY p.person_id
ORDER BY p.person_id;

-- Which feature, in which unit, computed how: a shape, an intensity and a texture feature of every region.
-- A concept id is 2,050,000,000 + 4096 * (128 * block + configuration) + slot; block and configuration lead to the recipe.
SELECT m.person_id AS person,
       m.measurement_date AS date,
       r.modality,
       r.label AS region,
       m.measurement_source_value AS feature,
       round(m.value_as_number, 4) AS value,
       m.unit_source_value AS unit,
       m.measurement_concept_id AS concept,
       c.recipe || ': ' || c.shorthand AS computed
FROM measurement m
JOIN voxmark_region r ON r.region_id = m.measurement_event_id
JOIN voxmark_configuration c
  ON c.block = (m.measurement_concept_id - 2050000000) / (4096 * 128)
 AND c.configuration = (m.measurement_concept_id - 2050000000) / 4096 % 128
WHERE m.measurement_source_value IN ('morph_volume', 'stat_mean', 'cm_joint_entr_3D_comb')
ORDER BY m.person_id, m.measurement_date, r.label, m.measurement_id;
