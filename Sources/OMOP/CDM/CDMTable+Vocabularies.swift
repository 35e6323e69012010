extension CDMTable {
    /// The tables of the vocabularies and the cohorts, in the notation of `CDMTable`.
    static let vocabularies = """
        concept key concept_id
            concept_id integer!
            concept_name varchar(255)!
            domain_id varchar(20)! > domain
            vocabulary_id varchar(20)! > vocabulary
            concept_class_id varchar(20)! > concept_class
            standard_concept varchar(1)
            concept_code varchar(50)!
            valid_start_date date!
            valid_end_date date!
            invalid_reason varchar(1)
            index idx_concept_concept_id concept_id
            index idx_concept_code concept_code
            index idx_concept_vocabluary_id vocabulary_id
            index idx_concept_domain_id domain_id
            index idx_concept_class_id concept_class_id
        vocabulary key vocabulary_id
            vocabulary_id varchar(20)!
            vocabulary_name varchar(255)!
            vocabulary_reference varchar(255)
            vocabulary_version varchar(255)
            vocabulary_concept_id integer! > concept
            index idx_vocabulary_vocabulary_id vocabulary_id
        domain key domain_id
            domain_id varchar(20)!
            domain_name varchar(255)!
            domain_concept_id integer! > concept
            index idx_domain_domain_id domain_id
        concept_class key concept_class_id
            concept_class_id varchar(20)!
            concept_class_name varchar(255)!
            concept_class_concept_id integer! > concept
            index idx_concept_class_class_id concept_class_id
        concept_relationship
            concept_id_1 integer! > concept
            concept_id_2 integer! > concept
            relationship_id varchar(20)! > relationship
            valid_start_date date!
            valid_end_date date!
            invalid_reason varchar(1)
            index idx_concept_relationship_id_1 concept_id_1
            index idx_concept_relationship_id_2 concept_id_2
            index idx_concept_relationship_id_3 relationship_id
        relationship key relationship_id
            relationship_id varchar(20)!
            relationship_name varchar(255)!
            is_hierarchical varchar(1)!
            defines_ancestry varchar(1)!
            reverse_relationship_id varchar(20)!
            relationship_concept_id integer! > concept
            index idx_relationship_rel_id relationship_id
        concept_synonym
            concept_id integer! > concept
            concept_synonym_name varchar(1000)!
            language_concept_id integer! > concept
            index idx_concept_synonym_id concept_id
        concept_ancestor
            ancestor_concept_id integer! > concept
            descendant_concept_id integer! > concept
            min_levels_of_separation integer!
            max_levels_of_separation integer!
            index idx_concept_ancestor_id_1 ancestor_concept_id
            index idx_concept_ancestor_id_2 descendant_concept_id
        source_to_concept_map
            source_code varchar(50)!
            source_concept_id integer! > concept
            source_vocabulary_id varchar(20)!
            source_code_description varchar(255)
            target_concept_id integer! > concept
            target_vocabulary_id varchar(20)! > vocabulary
            valid_start_date date!
            valid_end_date date!
            invalid_reason varchar(1)
            index idx_source_to_concept_map_3 target_concept_id
            index idx_source_to_concept_map_1 source_vocabulary_id
            index idx_source_to_concept_map_2 target_vocabulary_id
            index idx_source_to_concept_map_c source_code
        drug_strength
            drug_concept_id integer! > concept
            ingredient_concept_id integer! > concept
            amount_value numeric
            amount_unit_concept_id integer > concept
            numerator_value numeric
            numerator_unit_concept_id integer > concept
            denominator_value numeric
            denominator_unit_concept_id integer > concept
            box_size integer
            valid_start_date date!
            valid_end_date date!
            invalid_reason varchar(1)
            index idx_drug_strength_id_1 drug_concept_id
            index idx_drug_strength_id_2 ingredient_concept_id
        cohort
            cohort_definition_id integer!
            subject_id integer!
            cohort_start_date date!
            cohort_end_date date!
        cohort_definition
            cohort_definition_id integer!
            cohort_definition_name varchar(255)!
            cohort_definition_description text
            definition_type_concept_id integer! > concept
            cohort_definition_syntax text
            subject_concept_id integer! > concept
            cohort_initiation_date date
        """
}
