-- For SQLite and PostgreSQL. In strict concept mode join measurement_source_concept_id; the second query is then empty, as FeatureExtraction's is.

-- Distribution of the values by concept and unit, as Achilles 1815 has it: of an even number, the median is the lower one of the two in the middle.
SELECT c.concept_code AS feature, u.concept_code AS unit, count(*) AS n, round(min(value), 2) AS least,
       round(max(CASE WHEN 2 * place BETWEEN n AND n + 1 THEN value END), 2) AS median, round(max(value), 2) AS greatest
FROM (SELECT m.*, CAST(value_as_number AS numeric) AS value,
             count(*) OVER (PARTITION BY measurement_concept_id, unit_concept_id) AS n,
             row_number() OVER (PARTITION BY measurement_concept_id, unit_concept_id ORDER BY value_as_number) AS place
      FROM measurement m) m
JOIN concept c ON c.concept_id = measurement_concept_id
JOIN concept u ON u.concept_id = unit_concept_id
WHERE measurement_source_value IN ('morph_volume', 'morph_diam', 'stat_mean', 'ih_entropy')
GROUP BY c.concept_code, u.concept_code
ORDER BY feature;

-- The latest value of each person and concept, as FeatureExtraction takes it: the last day, then the first unit, then the smallest value.
SELECT person_id, concept_code AS feature, measurement_date AS latest, regions, round(value, 2) AS value
FROM (SELECT m.*, CAST(value_as_number AS numeric) AS value,
             count(*) OVER (PARTITION BY person_id, measurement_concept_id, measurement_date) AS regions,
             row_number() OVER (PARTITION BY person_id, measurement_concept_id
                                ORDER BY measurement_date DESC, unit_concept_id, value_as_number) AS place
      FROM measurement m
      WHERE measurement_concept_id <> 0 AND value_as_number IS NOT NULL AND unit_concept_id IS NOT NULL) m
JOIN concept ON concept_id = measurement_concept_id
WHERE place = 1 AND measurement_source_value = 'morph_volume'
ORDER BY latest, person_id, feature;

-- Orphans and duplicates, modelled on DataQualityDashboard: nothing should be found. 2049999001 says that a value is that of a region.
SELECT 'person or concept missing' AS finding, count(*) AS rows_found
FROM measurement m LEFT JOIN person p ON p.person_id = m.person_id LEFT JOIN concept ON concept_id = measurement_concept_id
WHERE p.person_id IS NULL OR concept_id IS NULL
UNION ALL
SELECT 'region or image feature missing', count(*)
FROM measurement m LEFT JOIN voxmark_region ON region_id = measurement_event_id
     LEFT JOIN image_feature ON image_feature_event_id = measurement_id
WHERE meas_event_field_concept_id = 2049999001 AND (region_id IS NULL OR image_feature_id IS NULL)
UNION ALL
SELECT 'outside observation period', count(*)
FROM measurement m
WHERE NOT EXISTS (SELECT 1 FROM observation_period o WHERE o.person_id = m.person_id
                  AND measurement_date BETWEEN observation_period_start_date AND observation_period_end_date)
UNION ALL
SELECT 'value twice', count(*)
FROM (SELECT 1 AS one FROM measurement WHERE meas_event_field_concept_id = 2049999001
      GROUP BY measurement_event_id, meas_event_field_concept_id, measurement_source_concept_id HAVING count(*) > 1) twice;
