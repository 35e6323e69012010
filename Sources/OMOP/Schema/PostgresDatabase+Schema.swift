extension PostgresDatabase {
    /// Makes what is missing, or checks what is there; call it in a transaction.
    ///
    /// A stand-alone database gets the 39 tables of the CDM with all keys and indices, and our own; a site's CDM is checked and gets nothing but
    /// our vocabulary's rows, while our own tables go to the schema of the results.
    func prepareSchema(_ source: CDMSource, key: PseudonymKey, mode: OutputMode) throws(OMOPError) {
        guard try !hasOwnTables else { return try checkOwnTables(key: key, mode: mode) }
        try requireEncoding()
        switch mode {
        case .standAlone: try createStandAlone(source)
        case .append:
            try SiteCDM(self).check()
            try SiteCDM(self).refuseOtherResults()
            try createOwnTables(besideSite: true)
            try SiteCDM(self).insertOwnVocabulary()
        }
        try enterProperties(fingerprint: key.fingerprint)
        try run("INSERT INTO voxmark_property VALUES ('mode', ?)", .text(mode.rawValue))
    }

    /// Units, names and recipes have letters that other encodings lack; SQL_ASCII keeps whatever bytes it gets.
    private func requireEncoding() throws(OMOPError) {
        let encoding = try rows("SELECT getdatabaseencoding()") { $0.text(0) ?? "" }.first ?? ""
        guard ["UTF8", "SQL_ASCII"].contains(encoding) else {
            throw OMOPError(
                .schema, "\(place) has the encoding \(encoding), which lacks letters that are written; make a database with ENCODING 'UTF8'"
            )
        }
    }

    /// Whether runs have written into the database.
    var hasOwnTables: Bool {
        get throws(OMOPError) { try hasTable("voxmark_property", in: resultsSchema) }
    }

    /// Refuses tables of ours of another version, key or mode, and a site's CDM that is no longer complete.
    func checkOwnTables(key: PseudonymKey, mode: OutputMode) throws(OMOPError) {
        try check(fingerprintOfThisVersion(), is: key)
        let stored = try property("mode") ?? ""
        guard stored == mode.rawValue else {
            throw OMOPError(
                .schema,
                "\(place), schema \(resultsSchema), was begun in mode \(stored), not \(mode.rawValue): "
                    + "\(mode == .standAlone ? "append to it (--append)" : "leave out --append"), or name another --results-schema"
            )
        }
        if mode == .append { try SiteCDM(self).check() }
    }

    private func createStandAlone(_ source: CDMSource) throws(OMOPError) {
        for table in CDMTable.all where try hasTable(table.name, in: cdmSchema) {
            throw OMOPError(
                .schema,
                "schema \(cdmSchema) of \(place) holds a table of a CDM (\(table.name)) that Voxmark did not make; "
                    + "append to it (--append), or name a new --cdm-schema")
        }
        try createSchema(cdmSchema)
        let schema = cdmSchema.quotedIdentifier
        try execute(CDMTable.script(in: schema))
        try execute(
            """
            CREATE INDEX idx_person_source_value ON \(schema).person (person_source_value);
            CREATE INDEX idx_measurement_event_id ON \(schema).measurement (measurement_event_id)
            """)
        try insertStandardVocabulary()
        try write(source)
        try execute(CDMTable.foreignKeys(in: schema))
        try createOwnTables(besideSite: false)
    }

    private func createOwnTables(besideSite: Bool) throws(OMOPError) {
        try createSchema(resultsSchema)
        var others: Set<String> = []
        for (name, _) in ImagingTables.images where try hasTable(name, in: cdmSchema) { others.insert(name) }
        let (cdm, results) = (cdmSchema.quotedIdentifier, resultsSchema.quotedIdentifier)
        // New tables go to the first schema of the path.
        try execute("SET LOCAL search_path = \(results), \(cdm)")
        try execute(VoxmarkTables.statements(.postgres, besideSite: besideSite, without: others))
        try execute("SET LOCAL search_path = \(cdm), \(results)")
    }

    /// Makes a schema that is not there; IF NOT EXISTS would ask for the right to make one also where it is.
    private func createSchema(_ name: String) throws(OMOPError) {
        guard
            try rows("SELECT 1 FROM pg_namespace WHERE nspname = ?", .text(name), row: { _ in true })
                .isEmpty
        else { return }
        try execute("CREATE SCHEMA \(name.quotedIdentifier)")
    }

    /// Whether a schema has a table, also one that the user may not read.
    func hasTable(_ name: String, in schema: String) throws(OMOPError) -> Bool {
        try !columns(of: name, in: schema).isEmpty
    }

    /// The columns of a table, none where there is no such table.
    func columns(of table: String, in schema: String) throws(OMOPError) -> Set<String> {
        Set(
            try rows(
                """
                SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
                WHERE nspname = ? AND relname = ? AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'f')
                """, .text(schema), .text(table)
            ) { $0.text(0) ?? "" })
    }
}
