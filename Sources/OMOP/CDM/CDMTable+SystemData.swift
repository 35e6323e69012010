extension CDMTable {
    /// The tables of health systems, health economics, what is derived from clinical data, and the CDM itself, in the notation of `CDMTable`.
    static let systemData = """
        location key location_id
            location_id integer!
            address_1 varchar(50)
            address_2 varchar(50)
            city varchar(50)
            state varchar(2)
            zip varchar(9)
            county varchar(20)
            location_source_value varchar(50)
            country_concept_id integer > concept
            country_source_value varchar(80)
            latitude numeric
            longitude numeric
            index idx_location_id_1 location_id
        care_site key care_site_id
            care_site_id integer!
            care_site_name varchar(255)
            place_of_service_concept_id integer > concept
            location_id integer > location
            care_site_source_value varchar(50)
            place_of_service_source_value varchar(50)
            index idx_care_site_id_1 care_site_id
        provider key provider_id
            provider_id integer!
            provider_name varchar(255)
            npi varchar(20)
            dea varchar(20)
            specialty_concept_id integer > concept
            care_site_id integer > care_site
            year_of_birth integer
            gender_concept_id integer > concept
            provider_source_value varchar(50)
            specialty_source_value varchar(50)
            specialty_source_concept_id integer > concept
            gender_source_value varchar(50)
            gender_source_concept_id integer > concept
            index idx_provider_id_1 provider_id
        payer_plan_period key payer_plan_period_id
            payer_plan_period_id integer!
            person_id integer! > person
            payer_plan_period_start_date date!
            payer_plan_period_end_date date!
            payer_concept_id integer > concept
            payer_source_value varchar(50)
            payer_source_concept_id integer > concept
            plan_concept_id integer > concept
            plan_source_value varchar(50)
            plan_source_concept_id integer > concept
            sponsor_concept_id integer > concept
            sponsor_source_value varchar(50)
            sponsor_source_concept_id integer > concept
            family_source_value varchar(50)
            stop_reason_concept_id integer > concept
            stop_reason_source_value varchar(50)
            stop_reason_source_concept_id integer > concept
            index idx_period_person_id_1 person_id
        cost key cost_id
            cost_id integer!
            cost_event_id integer!
            cost_domain_id varchar(20)! > domain
            cost_type_concept_id integer! > concept
            currency_concept_id integer > concept
            total_charge numeric
            total_cost numeric
            total_paid numeric
            paid_by_payer numeric
            paid_by_patient numeric
            paid_patient_copay numeric
            paid_patient_coinsurance numeric
            paid_patient_deductible numeric
            paid_by_primary numeric
            paid_ingredient_cost numeric
            paid_dispensing_fee numeric
            payer_plan_period_id integer
            amount_allowed numeric
            revenue_code_concept_id integer > concept
            revenue_code_source_value varchar(50)
            drg_concept_id integer > concept
            drg_source_value varchar(3)
            index idx_cost_event_id cost_event_id
        drug_era key drug_era_id
            drug_era_id integer!
            person_id integer! > person
            drug_concept_id integer! > concept
            drug_era_start_date date!
            drug_era_end_date date!
            drug_exposure_count integer
            gap_days integer
            index idx_drug_era_person_id_1 person_id
            index idx_drug_era_concept_id_1 drug_concept_id
        dose_era key dose_era_id
            dose_era_id integer!
            person_id integer! > person
            drug_concept_id integer! > concept
            unit_concept_id integer! > concept
            dose_value numeric!
            dose_era_start_date date!
            dose_era_end_date date!
            index idx_dose_era_person_id_1 person_id
            index idx_dose_era_concept_id_1 drug_concept_id
        condition_era key condition_era_id
            condition_era_id integer!
            person_id integer! > person
            condition_concept_id integer! > concept
            condition_era_start_date date!
            condition_era_end_date date!
            condition_occurrence_count integer
            index idx_condition_era_person_id_1 person_id
            index idx_condition_era_concept_id_1 condition_concept_id
        episode key episode_id
            episode_id integer!
            person_id integer! > person
            episode_concept_id integer! > concept
            episode_start_date date!
            episode_start_datetime timestamp
            episode_end_date date
            episode_end_datetime timestamp
            episode_parent_id integer
            episode_number integer
            episode_object_concept_id integer! > concept
            episode_type_concept_id integer! > concept
            episode_source_value varchar(50)
            episode_source_concept_id integer > concept
        episode_event
            episode_id integer! > episode
            event_id integer!
            episode_event_field_concept_id integer! > concept
        metadata key metadata_id
            metadata_id integer!
            metadata_concept_id integer! > concept
            metadata_type_concept_id integer! > concept
            name varchar(250)!
            value_as_string varchar(250)
            value_as_concept_id integer > concept
            value_as_number numeric
            metadata_date date
            metadata_datetime timestamp
            index idx_metadata_concept_id_1 metadata_concept_id
        cdm_source
            cdm_source_name varchar(255)!
            cdm_source_abbreviation varchar(25)!
            cdm_holder varchar(255)!
            source_description text
            source_documentation_reference varchar(255)
            cdm_etl_reference varchar(255)
            source_release_date date!
            cdm_release_date date!
            cdm_version varchar(10)
            cdm_version_concept_id integer! > concept
            vocabulary_version varchar(20)!
        """
}
