/// The one row of `cdm_source`, written when the database is made and never changed: OHDSI's Strategus derives a database's identity from it.
public struct CDMSource: Sendable, Hashable {
    /// The database's name (≤ 255 characters).
    public var name: String
    /// Its short name (≤ 25 characters).
    public var abbreviation: String
    /// Who holds it (≤ 255 characters).
    public var holder: String
    /// What is in it.
    public var description: String
    /// The day of its making, for both release dates.
    public var releaseDate: CalendarDate

    /// Describes a database.
    public init(
        name: String = "Voxmark radiomics", abbreviation: String = "voxmark", holder: String = "not stated",
        description: String = "IBSI radiomic features of regions of interest; values below zero are legitimate for many of them",
        releaseDate: CalendarDate
    ) {
        self.name = name
        self.abbreviation = abbreviation
        self.holder = holder
        self.description = description
        self.releaseDate = releaseDate
    }
}

extension SQLiteDatabase {
    /// Makes the tables of an empty database; one that holds other tables, or an older or newer version of ours, is refused; call it in a transaction.
    func prepareSchema(_ source: CDMSource, key: PseudonymKey, path: String) throws(OMOPError) {
        let tables = try rows("SELECT name FROM sqlite_master WHERE type = 'table'") { $0.text(0) ?? "" }
        guard !tables.isEmpty else { return try createSchema(source, key) }
        guard tables.contains("voxmark_property") else {
            throw OMOPError(.schema, "\(path) holds tables that Voxmark did not make; name a new file for the database")
        }
        let version = try property("schema version")
        guard version == String(VoxmarkTables.version) else {
            throw OMOPError(
                .schema,
                "\(path) has version \(version ?? "none") of Voxmark's tables, this program version \(VoxmarkTables.version); name a new file"
            )
        }
        guard try property("key fingerprint") == key.fingerprint else {
            throw OMOPError(
                .wrongKey, "the pseudonyms in \(path) were made with another key; give the key file of its first run, or a new database"
            )
        }
    }

    private func createSchema(_ source: CDMSource, _ key: PseudonymKey) throws(OMOPError) {
        try execute(CDMTables.statements)
        try execute(VoxmarkTables.statements)
        try run("INSERT INTO voxmark_property VALUES ('schema version', ?)", .text(String(VoxmarkTables.version)))
        try run("INSERT INTO voxmark_property VALUES ('key fingerprint', ?)", .text(key.fingerprint))
        try insertStandardVocabulary()
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
