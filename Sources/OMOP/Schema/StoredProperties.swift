/// What the tables say about themselves, whatever the database.
extension SQLDatabase {
    /// What tells the key of the pseudonyms of a database whose tables are of this version; any other version is refused.
    func fingerprintOfThisVersion() throws(OMOPError) -> String {
        let version = try property("schema version")
        guard version == String(VoxmarkTables.version) else {
            throw OMOPError(
                .schema,
                "\(place) has version \(version ?? "none") of Voxmark's tables, this program version \(VoxmarkTables.version); name a new database"
            )
        }
        return try property("key fingerprint") ?? ""
    }

    /// Refuses a database whose pseudonyms were made with another key.
    func check(_ fingerprint: String, is key: PseudonymKey) throws(OMOPError) {
        guard fingerprint == key.fingerprint else {
            throw OMOPError(
                .wrongKey,
                "the pseudonyms in \(place) were made with another key; give the key file of its first run, or a new database"
            )
        }
    }

    /// Enters version and key in new tables.
    func enterProperties(fingerprint: String) throws(OMOPError) {
        try run(
            "INSERT INTO voxmark_property VALUES ('schema version', ?)",
            .text(String(VoxmarkTables.version)))
        try run("INSERT INTO voxmark_property VALUES ('key fingerprint', ?)", .text(fingerprint))
    }

    /// Writes the one row of `cdm_source` of a database that we make.
    func write(_ source: CDMSource) throws(OMOPError) {
        for (text, limit) in [(source.name, 255), (source.abbreviation, 25), (source.holder, 255)]
        where text.unicodeScalars.count > limit {
            throw OMOPError(
                .textTooLong, "“\(text)” is longer than the \(limit) characters of its column of cdm_source"
            )
        }
        try run(
            "INSERT INTO cdm_source VALUES (?, ?, ?, ?, NULL, NULL, ?, ?, '5.4', ?, ?)",
            .text(source.name), .text(source.abbreviation),
            .text(source.holder), .text(source.description), .text(source.releaseDate.description),
            .text(source.releaseDate.description),
            .integer(StandardConcept.cdmVersion), .text(LocalVocabulary.version))
    }

    /// What the tables say under a name; nil for nothing.
    func property(_ name: String) throws(OMOPError) -> String? {
        try rows("SELECT value FROM voxmark_property WHERE name = ?", .text(name)) { $0.text(0) }.first
            ?? nil
    }
}
