import TestSupport
import Testing

@testable import OMOP

@Suite(
    "The CDM's own tables on PostgreSQL", .postgres, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct CDMTableOracleTests {
    @Test("39 tables, 28 primary keys, 176 foreign keys and 70 indices, as the official scripts of version 5.4 have them")
    func counts() throws {
        let database = try TestPostgres().open()
        try database.execute("CREATE SCHEMA \"c'd\"\"m\"")
        let schema = "c'd\"m"
        try database.execute(CDMTable.script(in: schema.quotedIdentifier))
        try database.execute(CDMTable.foreignKeys(in: schema.quotedIdentifier))
        let count = { (sql: String) throws in try database.rows(sql, .text(schema)) { $0.integer(0) ?? -1 }.first }
        #expect(try count("SELECT count(*) FROM information_schema.tables WHERE table_schema = ?") == 39)
        let constraints = "SELECT count(*) FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace WHERE nspname = ? AND contype ="
        #expect(try count("\(constraints) 'p'") == 28)
        #expect(try count("\(constraints) 'f'") == 176)
        #expect(try count("SELECT count(*) FROM pg_indexes WHERE schemaname = ?") == 28 + 70)
    }

    @Test("types and NOT NULLs of MEASUREMENT and CDM_SOURCE", arguments: ["measurement", "cdm_source"])
    func columns(table: String) throws {
        let database = try TestPostgres().open()
        try database.execute(CDMTable.script(in: "public"))
        let found = try database.table(
            """
            SELECT column_name || ' ' || data_type || coalesce('(' || character_maximum_length || ')', '')
            || CASE is_nullable WHEN 'NO' THEN '!' ELSE '' END
            FROM information_schema.columns WHERE table_name = '\(table)' ORDER BY ordinal_position
            """)
        #expect(found == Self.official[table]?.split(whereSeparator: \.isNewline).map(String.init))
    }

    /// As PostgreSQL 15 describes the tables of the official script.
    private static let official = [
        "measurement": """
        measurement_id integer!
        person_id integer!
        measurement_concept_id integer!
        measurement_date date!
        measurement_datetime timestamp without time zone
        measurement_time character varying(10)
        measurement_type_concept_id integer!
        operator_concept_id integer
        value_as_number numeric
        value_as_concept_id integer
        unit_concept_id integer
        range_low numeric
        range_high numeric
        provider_id integer
        visit_occurrence_id integer
        visit_detail_id integer
        measurement_source_value character varying(50)
        measurement_source_concept_id integer
        unit_source_value character varying(50)
        unit_source_concept_id integer
        value_source_value character varying(50)
        measurement_event_id integer
        meas_event_field_concept_id integer
        """,
        "cdm_source": """
        cdm_source_name character varying(255)!
        cdm_source_abbreviation character varying(25)!
        cdm_holder character varying(255)!
        source_description text
        source_documentation_reference character varying(255)
        cdm_etl_reference character varying(255)
        source_release_date date!
        cdm_release_date date!
        cdm_version character varying(10)
        cdm_version_concept_id integer!
        vocabulary_version character varying(20)!
        """,
    ]
}
