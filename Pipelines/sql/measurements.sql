-- How many measurements, and for whom.
SELECT p.person_id AS person,
       p.year_of_birth AS born,
       gender.concept_name AS gender,
       group_concat(DISTINCT r.modality) AS modalities,
       count(DISTINCT r.region_id) AS regions,
       count(*) AS measurements,
       min(m.measurement_date) AS first_date,
       max(m.measurement_date) AS last_date
FROM measurement m
JOIN voxmark_region r ON r.region_id = m.measurement_event_id AND m.meas_event_field_concept_id = 2049999001
JOIN person p ON p.person_id = m.person_id
JOIN concept gender ON gender.concept_id = p.gender_concept_id
GROUP BY p.person_id
ORDER BY p.person_id;

-- Which feature, of which region, in which unit: size, mean and a texture feature of the first region of each modality.
SELECT m.person_id AS person,
       m.measurement_date AS date,
       r.modality,
       r.label AS region,
       c.concept_code AS feature,
       round(m.value_as_number, 4) AS value,
       coalesce(unit.concept_code, m.unit_source_value) AS unit
FROM measurement m
JOIN voxmark_region r ON r.region_id = m.measurement_event_id AND m.meas_event_field_concept_id = 2049999001
JOIN concept c ON c.concept_id = m.measurement_source_concept_id
LEFT JOIN concept unit ON unit.concept_id = nullif(m.unit_concept_id, 0)
WHERE m.measurement_source_value IN (
        'morph_volume', 'morph2d_area_pixel', 'stat_mean', 'cm_joint_entr_3D_comb', 'cm_joint_entr_2D_comb')
  AND r.region_id IN (SELECT min(region_id) FROM voxmark_region WHERE person_id IS NOT NULL GROUP BY modality)
ORDER BY r.modality, m.measurement_id;

-- What was not computed, and why.
SELECT recipe,
       state,
       code,
       count(*) AS cases
FROM voxmark_case
WHERE state <> 'done'
GROUP BY recipe, state, code
ORDER BY recipe, state, code;

-- Computed how: a concept id is 2,050,000,000 + 4096 * (128 * block + configuration) + slot, so it leads to recipe and configuration.
SELECT k.recipe,
       k.shorthand AS computed,
       count(*) AS measurements
FROM measurement m
JOIN voxmark_configuration k
  ON k.block = (m.measurement_source_concept_id - 2050000000) / (4096 * 128)
 AND k.configuration = (m.measurement_source_concept_id - 2050000000) / 4096 % 128
GROUP BY k.block, k.configuration;
