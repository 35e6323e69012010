-- From a measurement to the files it was made of: the pseudonyms of the SOP instances, the digests of all files, recipe and engine.
SELECT m.measurement_id,
       r.label AS region,
       r.mask AS mask_instance,
       r.mask_digest,
       i.sop_instance AS image_instance,
       i.file_digest,
       r.recipe_digest,
       r.numerics_version,
       r.software_version
FROM measurement m
JOIN voxmark_region r ON r.region_id = m.measurement_event_id AND m.meas_event_field_concept_id = 2049999001
JOIN voxmark_image_instance i USING (image_digest)
WHERE m.measurement_id = (SELECT min(measurement_id) FROM measurement)
ORDER BY i.file_number;
