extension CDMTable {
    /// The tables of the clinical data, in the notation of `CDMTable`.
    static let clinicalData = """
        person key person_id
            person_id integer!
            gender_concept_id integer! > concept
            year_of_birth integer!
            month_of_birth integer
            day_of_birth integer
            birth_datetime timestamp
            race_concept_id integer! > concept
            ethnicity_concept_id integer! > concept
            location_id integer > location
            provider_id integer > provider
            care_site_id integer > care_site
            person_source_value varchar(50)
            gender_source_value varchar(50)
            gender_source_concept_id integer > concept
            race_source_value varchar(50)
            race_source_concept_id integer > concept
            ethnicity_source_value varchar(50)
            ethnicity_source_concept_id integer > concept
            index idx_person_id person_id
            index idx_gender gender_concept_id
        observation_period key observation_period_id
            observation_period_id integer!
            person_id integer! > person
            observation_period_start_date date!
            observation_period_end_date date!
            period_type_concept_id integer! > concept
            index idx_observation_period_id_1 person_id
        visit_occurrence key visit_occurrence_id
            visit_occurrence_id integer!
            person_id integer! > person
            visit_concept_id integer! > concept
            visit_start_date date!
            visit_start_datetime timestamp
            visit_end_date date!
            visit_end_datetime timestamp
            visit_type_concept_id integer! > concept
            provider_id integer > provider
            care_site_id integer > care_site
            visit_source_value varchar(50)
            visit_source_concept_id integer > concept
            admitted_from_concept_id integer > concept
            admitted_from_source_value varchar(50)
            discharged_to_concept_id integer > concept
            discharged_to_source_value varchar(50)
            preceding_visit_occurrence_id integer > visit_occurrence
            index idx_visit_person_id_1 person_id
            index idx_visit_concept_id_1 visit_concept_id
        visit_detail key visit_detail_id
            visit_detail_id integer!
            person_id integer! > person
            visit_detail_concept_id integer! > concept
            visit_detail_start_date date!
            visit_detail_start_datetime timestamp
            visit_detail_end_date date!
            visit_detail_end_datetime timestamp
            visit_detail_type_concept_id integer! > concept
            provider_id integer > provider
            care_site_id integer > care_site
            visit_detail_source_value varchar(50)
            visit_detail_source_concept_id integer > concept
            admitted_from_concept_id integer > concept
            admitted_from_source_value varchar(50)
            discharged_to_source_value varchar(50)
            discharged_to_concept_id integer > concept
            preceding_visit_detail_id integer > visit_detail
            parent_visit_detail_id integer > visit_detail
            visit_occurrence_id integer! > visit_occurrence
            index idx_visit_det_person_id_1 person_id
            index idx_visit_det_concept_id_1 visit_detail_concept_id
            index idx_visit_det_occ_id visit_occurrence_id
        condition_occurrence key condition_occurrence_id
            condition_occurrence_id integer!
            person_id integer! > person
            condition_concept_id integer! > concept
            condition_start_date date!
            condition_start_datetime timestamp
            condition_end_date date
            condition_end_datetime timestamp
            condition_type_concept_id integer! > concept
            condition_status_concept_id integer > concept
            stop_reason varchar(20)
            provider_id integer > provider
            visit_occurrence_id integer > visit_occurrence
            visit_detail_id integer > visit_detail
            condition_source_value varchar(50)
            condition_source_concept_id integer > concept
            condition_status_source_value varchar(50)
            index idx_condition_person_id_1 person_id
            index idx_condition_concept_id_1 condition_concept_id
            index idx_condition_visit_id_1 visit_occurrence_id
        drug_exposure key drug_exposure_id
            drug_exposure_id integer!
            person_id integer! > person
            drug_concept_id integer! > concept
            drug_exposure_start_date date!
            drug_exposure_start_datetime timestamp
            drug_exposure_end_date date!
            drug_exposure_end_datetime timestamp
            verbatim_end_date date
            drug_type_concept_id integer! > concept
            stop_reason varchar(20)
            refills integer
            quantity numeric
            days_supply integer
            sig text
            route_concept_id integer > concept
            lot_number varchar(50)
            provider_id integer > provider
            visit_occurrence_id integer > visit_occurrence
            visit_detail_id integer > visit_detail
            drug_source_value varchar(50)
            drug_source_concept_id integer > concept
            route_source_value varchar(50)
            dose_unit_source_value varchar(50)
            index idx_drug_person_id_1 person_id
            index idx_drug_concept_id_1 drug_concept_id
            index idx_drug_visit_id_1 visit_occurrence_id
        procedure_occurrence key procedure_occurrence_id
            procedure_occurrence_id integer!
            person_id integer! > person
            procedure_concept_id integer! > concept
            procedure_date date!
            procedure_datetime timestamp
            procedure_end_date date
            procedure_end_datetime timestamp
            procedure_type_concept_id integer! > concept
            modifier_concept_id integer > concept
            quantity integer
            provider_id integer > provider
            visit_occurrence_id integer > visit_occurrence
            visit_detail_id integer > visit_detail
            procedure_source_value varchar(50)
            procedure_source_concept_id integer > concept
            modifier_source_value varchar(50)
            index idx_procedure_person_id_1 person_id
            index idx_procedure_concept_id_1 procedure_concept_id
            index idx_procedure_visit_id_1 visit_occurrence_id
        device_exposure key device_exposure_id
            device_exposure_id integer!
            person_id integer! > person
            device_concept_id integer! > concept
            device_exposure_start_date date!
            device_exposure_start_datetime timestamp
            device_exposure_end_date date
            device_exposure_end_datetime timestamp
            device_type_concept_id integer! > concept
            unique_device_id varchar(255)
            production_id varchar(255)
            quantity integer
            provider_id integer > provider
            visit_occurrence_id integer > visit_occurrence
            visit_detail_id integer > visit_detail
            device_source_value varchar(50)
            device_source_concept_id integer > concept
            unit_concept_id integer > concept
            unit_source_value varchar(50)
            unit_source_concept_id integer > concept
            index idx_device_person_id_1 person_id
            index idx_device_concept_id_1 device_concept_id
            index idx_device_visit_id_1 visit_occurrence_id
        measurement key measurement_id
            measurement_id integer!
            person_id integer! > person
            measurement_concept_id integer! > concept
            measurement_date date!
            measurement_datetime timestamp
            measurement_time varchar(10)
            measurement_type_concept_id integer! > concept
            operator_concept_id integer > concept
            value_as_number numeric
            value_as_concept_id integer > concept
            unit_concept_id integer > concept
            range_low numeric
            range_high numeric
            provider_id integer > provider
            visit_occurrence_id integer > visit_occurrence
            visit_detail_id integer > visit_detail
            measurement_source_value varchar(50)
            measurement_source_concept_id integer > concept
            unit_source_value varchar(50)
            unit_source_concept_id integer > concept
            value_source_value varchar(50)
            measurement_event_id integer
            meas_event_field_concept_id integer > concept
            index idx_measurement_person_id_1 person_id
            index idx_measurement_concept_id_1 measurement_concept_id
            index idx_measurement_visit_id_1 visit_occurrence_id
        observation key observation_id
            observation_id integer!
            person_id integer! > person
            observation_concept_id integer! > concept
            observation_date date!
            observation_datetime timestamp
            observation_type_concept_id integer! > concept
            value_as_number numeric
            value_as_string varchar(60)
            value_as_concept_id integer > concept
            qualifier_concept_id integer > concept
            unit_concept_id integer > concept
            provider_id integer > provider
            visit_occurrence_id integer > visit_occurrence
            visit_detail_id integer > visit_detail
            observation_source_value varchar(50)
            observation_source_concept_id integer > concept
            unit_source_value varchar(50)
            qualifier_source_value varchar(50)
            value_source_value varchar(50)
            observation_event_id integer
            obs_event_field_concept_id integer > concept
            index idx_observation_person_id_1 person_id
            index idx_observation_concept_id_1 observation_concept_id
            index idx_observation_visit_id_1 visit_occurrence_id
        death
            person_id integer! > person
            death_date date!
            death_datetime timestamp
            death_type_concept_id integer > concept
            cause_concept_id integer > concept
            cause_source_value varchar(50)
            cause_source_concept_id integer > concept
            index idx_death_person_id_1 person_id
        note key note_id
            note_id integer!
            person_id integer! > person
            note_date date!
            note_datetime timestamp
            note_type_concept_id integer! > concept
            note_class_concept_id integer! > concept
            note_title varchar(250)
            note_text text!
            encoding_concept_id integer! > concept
            language_concept_id integer! > concept
            provider_id integer > provider
            visit_occurrence_id integer > visit_occurrence
            visit_detail_id integer > visit_detail
            note_source_value varchar(50)
            note_event_id integer
            note_event_field_concept_id integer > concept
            index idx_note_person_id_1 person_id
            index idx_note_concept_id_1 note_type_concept_id
            index idx_note_visit_id_1 visit_occurrence_id
        note_nlp key note_nlp_id
            note_nlp_id integer!
            note_id integer!
            section_concept_id integer > concept
            snippet varchar(250)
            "offset" varchar(50)
            lexical_variant varchar(250)!
            note_nlp_concept_id integer > concept
            note_nlp_source_concept_id integer > concept
            nlp_system varchar(250)
            nlp_date date!
            nlp_datetime timestamp
            term_exists varchar(1)
            term_temporal varchar(50)
            term_modifiers varchar(2000)
            index idx_note_nlp_note_id_1 note_id
            index idx_note_nlp_concept_id_1 note_nlp_concept_id
        specimen key specimen_id
            specimen_id integer!
            person_id integer! > person
            specimen_concept_id integer! > concept
            specimen_type_concept_id integer! > concept
            specimen_date date!
            specimen_datetime timestamp
            quantity numeric
            unit_concept_id integer > concept
            anatomic_site_concept_id integer > concept
            disease_status_concept_id integer > concept
            specimen_source_id varchar(50)
            specimen_source_value varchar(50)
            unit_source_value varchar(50)
            anatomic_site_source_value varchar(50)
            disease_status_source_value varchar(50)
            index idx_specimen_person_id_1 person_id
            index idx_specimen_concept_id_1 specimen_concept_id
        fact_relationship
            domain_concept_id_1 integer! > concept
            fact_id_1 integer!
            domain_concept_id_2 integer! > concept
            fact_id_2 integer!
            relationship_concept_id integer! > concept
            index idx_fact_relationship_id1 domain_concept_id_1
            index idx_fact_relationship_id2 domain_concept_id_2
            index idx_fact_relationship_id3 relationship_concept_id
        """
}
