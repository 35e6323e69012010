/// Brings one part's rows into a database, in one transaction.
///
/// Rows are copied as sets between the two files, which are attached to each other as `main` and `part`; new ids follow the highest ones. Cases
/// belong together by key, persons by pseudonym, images by digest.
struct PartMerge {
    private let path: String
    private let database: SQLiteDatabase
    private let run: RunRecord

    init(_ path: String, into database: SQLiteDatabase, run: RunRecord) {
        self.path = path
        self.database = database
        self.run = run
    }

    /// Brings everything in.
    ///
    /// - Returns: how many cases were written, and how many were there.
    func merge() throws(OMOPError) -> (added: Int, known: Int) {
        try database.run("ATTACH DATABASE ? AS part", .text(path))
        defer { try? database.execute("DETACH DATABASE part") }
        try makeMaps()
        return try database.transaction { () throws(OMOPError) in
            try mergeVocabulary()
            try mergeRuns()
            try chooseCases()
            let added = try count("temp.merge_case")
            try CaseRemoval(database).forgetAll(of: "SELECT case_key FROM temp.merge_case")
            try mergePersons()
            try mergePeriods()
            try mergeCases()
            try mergeRegions()
            try mergeImages()
            try supersede()
            try mergeQuarantine()
            return (added, try count("part.voxmark_case") - added)
        }
    }

    /// The tables that lead from the part's ids to those of the output.
    private func makeMaps() throws(OMOPError) {
        try database.execute(
            """
            CREATE TEMP TABLE IF NOT EXISTS merge_case (case_key TEXT NOT NULL PRIMARY KEY);
            CREATE TEMP TABLE IF NOT EXISTS merge_person (old_id integer NOT NULL PRIMARY KEY, new_id integer NOT NULL);
            CREATE TEMP TABLE IF NOT EXISTS merge_region (old_id integer NOT NULL PRIMARY KEY, new_id integer NOT NULL);
            """)
    }

    private func count(_ table: String) throws(OMOPError) -> Int {
        try database.rows("SELECT count(*) FROM \(table)") { $0.integer(0) ?? 0 }.first ?? 0
    }

    // MARK: Vocabulary and runs

    private func mergeVocabulary() throws(OMOPError) {
        try database.keepSettings(ofPart: path)
        try checkConfigurations()
        try checkConcepts()
        for table in ["voxmark_configuration", "concept"] {
            try database.execute("INSERT INTO main.\(table) SELECT * FROM part.\(table) WHERE true ON CONFLICT DO NOTHING")
        }
        try database.run(
            "INSERT INTO main.voxmark_property SELECT * FROM part.voxmark_property WHERE name = ? ON CONFLICT DO NOTHING",
            .text(DatabaseSetting.imageEventField.rawValue))
        try database.execute("INSERT INTO main.cdm_source SELECT * FROM part.cdm_source WHERE NOT EXISTS (SELECT 1 FROM main.cdm_source)")
    }

    private func checkConfigurations() throws(OMOPError) {
        let owners = try database.rows(
            """
            SELECT block, configuration, m.recipe, m.digest, p.recipe, p.digest
            FROM part.voxmark_configuration p JOIN main.voxmark_configuration m USING (block, configuration)
            WHERE m.recipe <> p.recipe OR m.digest <> p.digest LIMIT 1
            """
        ) { row in
            "block \(row.integer(0) ?? 0), configuration \(row.integer(1) ?? 0) belongs to recipe \(row.text(2) ?? "") (digest "
                + "\(row.text(3) ?? "")), not to \(row.text(4) ?? "") (digest \(row.text(5) ?? "")) of \(path)"
        }
        if let owner = owners.first { throw OMOPError(.conceptTaken, "\(owner); merge it into another output folder") }
    }

    private func checkConcepts() throws(OMOPError) {
        let owners = try database.rows(
            """
            SELECT p.concept_id, p.concept_code, m.concept_id, m.vocabulary_id, m.concept_code, m.concept_name
            FROM part.concept p
            JOIN main.concept m ON m.concept_id = p.concept_id OR (m.vocabulary_id = p.vocabulary_id AND m.concept_code = p.concept_code)
            WHERE m.concept_id <> p.concept_id OR m.vocabulary_id <> p.vocabulary_id OR m.concept_code <> p.concept_code LIMIT 1
            """
        ) { row in
            "concept \(row.integer(0) ?? 0) (\(row.text(1) ?? "")) of \(path) cannot be used: concept \(row.integer(2) ?? 0) of vocabulary "
                + "\(row.text(3) ?? ""), \(row.text(4) ?? "") “\(row.text(5) ?? "")”, owns the id or the code"
        }
        if let owner = owners.first { throw OMOPError(.conceptTaken, "\(owner); merge it into another output folder") }
    }

    /// The part's runs come before the merge, which stays the newest run.
    private func mergeRuns() throws(OMOPError) {
        try database.execute(
            """
            UPDATE main.voxmark_run AS m SET state = p.state, finished = p.finished FROM part.voxmark_run p WHERE p.run_id = m.run_id;
            INSERT INTO main.voxmark_run (run_id, run_number, command, state, started, finished, software_version, numerics_version, shard,
            plan_digest, planned)
            SELECT run_id, (SELECT max(run_number) FROM main.voxmark_run) + row_number() OVER (ORDER BY run_number), command, state, started,
            finished, software_version, numerics_version, shard, plan_digest, planned
            FROM part.voxmark_run p WHERE NOT EXISTS (SELECT 1 FROM main.voxmark_run m WHERE m.run_id = p.run_id)
            """)
        try database.run(
            "UPDATE main.voxmark_run SET run_number = (SELECT max(run_number) + 1 FROM main.voxmark_run) WHERE run_id = ?", .text(run.id))
    }

    // MARK: Persons

    private func mergePersons() throws(OMOPError) {
        let unknown = "NOT EXISTS (SELECT 1 FROM main.person m WHERE m.person_source_value = o.person_source_value)"
        let ids = try newIDs("person", "person_id", count: try count("part.person o WHERE \(unknown)"))
        try copy(
            "person", "WHERE \(unknown)", replacing: ["person_id": "\(ids) + row_number() OVER (ORDER BY o.person_source_value)"])
        try database.execute(
            """
            DELETE FROM temp.merge_person;
            INSERT INTO temp.merge_person SELECT p.person_id, m.person_id FROM part.person p JOIN main.person m USING (person_source_value);
            INSERT INTO main.voxmark_person_evidence SELECT new_id, item, source, value
            FROM part.voxmark_person_evidence JOIN temp.merge_person ON old_id = person_id WHERE true ON CONFLICT DO NOTHING
            """)
        let persons = try PersonTable(database)
        let known = try database.rows("SELECT new_id FROM temp.merge_person") { $0.integer(0) ?? 0 }
        for person in known { try persons.settle(person) }
    }

    /// Patients in quarantine, but for those whose cases another part has settled.
    private func mergeQuarantine() throws(OMOPError) {
        try database.execute(
            """
            INSERT INTO main.voxmark_quarantine SELECT * FROM part.voxmark_quarantine WHERE true ON CONFLICT DO NOTHING;
            DELETE FROM main.voxmark_quarantine WHERE NOT EXISTS (SELECT 1 FROM main.voxmark_case c
            WHERE c.person_source_value = main.voxmark_quarantine.person_source_value AND state = 'held')
            """)
    }

    private func mergePeriods() throws(OMOPError) {
        try database.execute(
            """
            UPDATE main.observation_period AS m SET
            observation_period_start_date = CASE WHEN p.earliest < observation_period_start_date THEN p.earliest ELSE observation_period_start_date END,
            observation_period_end_date = CASE WHEN p.latest > observation_period_end_date THEN p.latest ELSE observation_period_end_date END
            FROM (SELECT new_id, o.observation_period_start_date AS earliest, o.observation_period_end_date AS latest
                FROM part.observation_period o JOIN temp.merge_person ON old_id = o.person_id) p WHERE p.new_id = m.person_id
            """)
        let joined = "JOIN temp.merge_person ON old_id = o.person_id"
        let unknown = "NOT EXISTS (SELECT 1 FROM main.observation_period m WHERE m.person_id = new_id)"
        let ids = try newIDs(
            "observation_period", "observation_period_id", count: try count("part.observation_period o \(joined) WHERE \(unknown)"))
        try copy(
            "observation_period", "\(joined) WHERE \(unknown)",
            replacing: ["observation_period_id": "\(ids) + row_number() OVER (ORDER BY new_id)", "person_id": "new_id"])
    }

    // MARK: Cases

    /// The part's cases that are new, or done where the output's are not, or tried later.
    private func chooseCases() throws(OMOPError) {
        try database.execute(
            """
            DELETE FROM temp.merge_case;
            INSERT INTO temp.merge_case SELECT p.case_key
            FROM part.voxmark_case p LEFT JOIN main.voxmark_case m ON m.case_key = p.case_key
            WHERE m.case_key IS NULL OR (m.state <> 'done' AND (p.state = 'done' OR p.finished > m.finished))
            """)
    }

    private func mergeCases() throws(OMOPError) {
        try copy("voxmark_case", "JOIN temp.merge_case USING (case_key)", replacing: ["case_key": "case_key"])
    }

    private func mergeRegions() throws(OMOPError) {
        let chosen = "JOIN temp.merge_case USING (case_key)"
        let regions = try newIDs("voxmark_region", "region_id", count: try count("part.voxmark_region o \(chosen)"))
        try database.execute(
            """
            DELETE FROM temp.merge_region;
            INSERT INTO temp.merge_region
            SELECT region_id, \(regions) + row_number() OVER (ORDER BY region_id) FROM part.voxmark_region o \(chosen)
            """)
        let person = "(SELECT p.new_id FROM temp.merge_person p WHERE p.old_id = o.person_id)"
        let joined = "JOIN temp.merge_region t ON t.old_id = o.region_id"
        try copy("voxmark_region", joined, replacing: ["region_id": "t.new_id", "person_id": person, "image_occurrence_id": "NULL"])
        try copy("voxmark_region_property", joined, replacing: ["region_id": "t.new_id"])
        try copy("voxmark_held_value", joined, replacing: ["region_id": "t.new_id"])
        try copy(
            "voxmark_image_instance",
            """
            WHERE o.image_digest IN (SELECT r.image_digest FROM part.voxmark_region r JOIN temp.merge_region t ON t.old_id = r.region_id)
            ON CONFLICT DO NOTHING
            """, replacing: [:])
        try copy(
            "voxmark_acquisition",
            """
            WHERE o.image_digest IN (SELECT r.image_digest FROM part.voxmark_region r JOIN temp.merge_region t ON t.old_id = r.region_id)
            ON CONFLICT DO NOTHING
            """, replacing: [:])
        try mergeMeasurements(person)
        let statuses = try newIDs("voxmark_status", "status_id", count: try count("part.voxmark_status o \(chosen)"))
        try copy(
            "voxmark_status", "\(chosen) LEFT JOIN temp.merge_region t ON t.old_id = o.region_id",
            replacing: [
                "status_id": "\(statuses) + row_number() OVER (ORDER BY o.status_id)", "case_key": "case_key", "region_id": "t.new_id",
            ])
    }

    private func mergeMeasurements(_ person: String) throws(OMOPError) {
        let joined = """
            JOIN temp.merge_region t ON t.old_id = o.measurement_event_id
            AND o.meas_event_field_concept_id = \(LocalVocabulary.regionField)
            """
        let ids = try newIDs("measurement", "measurement_id", count: try count("part.measurement o \(joined)"))
        try copy(
            "measurement", joined,
            replacing: [
                "measurement_id": "\(ids) + row_number() OVER (ORDER BY o.measurement_id)", "person_id": person,
                "measurement_event_id": "t.new_id", "visit_occurrence_id": "NULL",
            ])
    }

    /// Images, visits and procedures follow from the regions that came in.
    private func mergeImages() throws(OMOPError) {
        let cases = "SELECT case_key FROM temp.merge_case"
        let imaging = try ImagingRows(database)
        try imaging.write(cases)
        try imaging.linkVisits(cases)
    }

    /// A case that came in takes the place of what the output had of its subject.
    private func supersede() throws(OMOPError) {
        let cases = try database.rows(
            """
            SELECT n.case_key, n.subject FROM main.voxmark_case n JOIN temp.merge_case USING (case_key)
            WHERE n.superseded_by IS NULL AND EXISTS (SELECT 1 FROM main.voxmark_case m WHERE m.subject = n.subject
            AND m.case_key <> n.case_key AND m.superseded_by IS NULL)
            """
        ) { row in (key: row.text(0) ?? "", subject: row.text(1) ?? "") }
        let ledger = Ledger(database)
        for one in cases { try ledger.takePlace(one.key, of: one.subject, removing: false) }
    }

    // MARK: Rows

    /// What is to be added to 1, 2, … for the ids of new rows.
    private func newIDs(_ table: String, _ column: String, count: Int) throws(OMOPError) -> Int {
        var ids = try RowIDs("main.\(table)", column, in: database)
        return try ids.take(count) - 1
    }

    /// Copies rows of the part, called `o`, some columns replaced by expressions.
    private func copy(_ table: String, _ clause: String, replacing: [String: String]) throws(OMOPError) {
        let columns = try database.rows("SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid", .text(table)) { $0.text(0) ?? "" }
        let expressions = columns.map { replacing[$0] ?? "o.\($0)" }.joined(separator: ", ")
        try database.execute(
            "INSERT INTO main.\(table) (\(columns.joined(separator: ", "))) SELECT \(expressions) FROM part.\(table) o \(clause)")
    }
}
