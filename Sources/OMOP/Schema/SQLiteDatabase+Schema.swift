extension SQLiteDatabase {
    /// Makes the tables of an empty database; one that holds other tables, or an older or newer version of ours, is refused; call it in a transaction.
    func prepareSchema(_ source: CDMSource, key: PseudonymKey) throws(OMOPError) {
        guard try !isEmpty else {
            try createTables(fingerprint: key.fingerprint)
            return try write(source)
        }
        guard try fingerprintOfCheckedSchema() == key.fingerprint else {
            throw OMOPError(
                .wrongKey, "the pseudonyms in \(path) were made with another key; give the key file of its first run, or a new database"
            )
        }
    }

    /// True when there is no table.
    var isEmpty: Bool {
        get throws(OMOPError) { try rows("SELECT 1 FROM sqlite_master WHERE type = 'table' LIMIT 1") { _ in true }.isEmpty }
    }

    /// What tells the key of the pseudonyms of a database that has our tables in this version; any other is refused.
    func fingerprintOfCheckedSchema() throws(OMOPError) -> String {
        guard try !rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'voxmark_property'", row: { _ in true }).isEmpty else {
            throw OMOPError(.schema, "\(path) holds tables that Voxmark did not make; name a new file for the database")
        }
        let version = try property("schema version")
        guard version == String(VoxmarkTables.version) else {
            throw OMOPError(
                .schema,
                "\(path) has version \(version ?? "none") of Voxmark's tables, this program version \(VoxmarkTables.version); name a new file"
            )
        }
        return try property("key fingerprint") ?? ""
    }

    /// Checks a database for damage whose last run did not come to its end, so that none is built upon; reading all pages takes its time.
    func checkUnlessEndedWell() throws(OMOPError) {
        if let state = try RunTable(self).newestState(), state == .running || state == .ended { try checkForDamage() }
    }

    /// Makes all tables and writes the vocabulary that holds for every recipe.
    func createTables(fingerprint: String) throws(OMOPError) {
        try execute(CDMTables.statements)
        try execute(ImagingTables.statements)
        try execute(VoxmarkTables.statements)
        try execute(Quarantine.table)
        try run("INSERT INTO voxmark_property VALUES ('schema version', ?)", .text(String(VoxmarkTables.version)))
        try run("INSERT INTO voxmark_property VALUES ('key fingerprint', ?)", .text(fingerprint))
        try insertStandardVocabulary()
    }

    private func write(_ source: CDMSource) throws(OMOPError) {
        for (text, limit) in [(source.name, 255), (source.abbreviation, 25), (source.holder, 255)] where text.unicodeScalars.count > limit {
            throw OMOPError(.textTooLong, "“\(text)” is longer than the \(limit) characters of its column of cdm_source")
        }
        try run(
            "INSERT INTO cdm_source VALUES (?, ?, ?, ?, NULL, NULL, ?, ?, '5.4', ?, ?)", .text(source.name), .text(source.abbreviation),
            .text(source.holder), .text(source.description), .text(source.releaseDate.description), .text(source.releaseDate.description),
            .integer(StandardConcept.cdmVersion), .text(LocalVocabulary.version))
    }

    private func property(_ name: String) throws(OMOPError) -> String? {
        try rows("SELECT value FROM voxmark_property WHERE name = ?", .text(name)) { $0.text(0) }.first ?? nil
    }
}
