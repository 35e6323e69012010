import Foundation

/// Reads a database again and verifies what `DatabaseRule` declares; nothing is written.
public struct DatabaseCheck {
    /// What came of a check.
    public struct Report: Sendable, Hashable, Encodable {
        /// The database's file.
        public let database: String
        /// The rules that were verified, and those passed over since the database lacks their tables.
        public internal(set) var verified: [String] = [], passedOver: [String] = []
        /// How many rows the tables have.
        public internal(set) var rows: [String: Int] = [:]
        /// What is wrong.
        public internal(set) var findings: [CheckFinding] = []
        /// What is to be known and is not wrong, such as expected failures of DataQualityDashboard.
        public internal(set) var notes: [CheckFinding] = []

        /// Begins a report.
        public init(database: String) {
            self.database = database
        }
    }

    let connection: SQLiteDatabase
    private let path: String

    /// Opens a database: an output's, or a site's CDM that Voxmark has not written into yet.
    ///
    /// - Throws: `OMOPError` when there is none, or it cannot be read.
    public init(path: String) throws(OMOPError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw OMOPError(.noDatabase, "there is no database \(path); name the output folder of a run, or a database")
        }
        connection = try SQLiteDatabase(path: path, readOnly: true, busyTimeoutMilliseconds: 5_000)
        // Reads the file's head: something else than a database is no database without tables.
        _ = try connection.rows("SELECT count(*) FROM sqlite_master") { $0.integer(0) }
        self.path = path
    }

    /// Tables of a CDM without which nothing can be written.
    private static let necessary = ["person", "observation_period", "measurement", "concept", "vocabulary", "cdm_source"]
    private static let exampleCount = 3

    /// Verifies all rules that the database has the tables for, and looks at what is needed before writing.
    ///
    /// - Parameter load: what is to be written; nil when nothing is planned.
    public func run(before load: PlannedLoad? = nil) throws(OMOPError) -> Report {
        var report = Report(database: path)
        let tables = try presentTables()
        for table in Self.necessary where !tables.contains(table) {
            report.findings.append(
                CheckFinding("missing-table", .preflight, "the CDM table \(table) is missing; make the tables of OMOP CDM 5.4 first"))
        }
        for table in tables { report.rows[table] = try count("SELECT * FROM \(table)") }
        for rule in DatabaseRule.all {
            guard tables.isSuperset(of: rule.tables) else {
                report.passedOver.append(rule.name)
                continue
            }
            report.verified.append(rule.name)
            let broken = try count(rule.sql)
            guard broken > 0 else { continue }
            let examples = try connection.rows("SELECT example FROM (\(rule.sql)) AS found ORDER BY example LIMIT \(Self.exampleCount)") {
                $0.text(0) ?? ""
            }
            report.findings.append(CheckFinding(rule.name, rule.group, count: broken, rule.meaning, examples: examples))
        }
        try Preflight(connection, tables: tables, path: path).add(to: &report, load: load)
        return report
    }

    private func count(_ sql: String) throws(OMOPError) -> Int {
        try connection.rows("SELECT count(*) FROM (\(sql)) AS found") { $0.integer(0) ?? 0 }.first ?? 0
    }

    /// The tables of the rules that the database has.
    private func presentTables() throws(OMOPError) -> Set<String> {
        // Tells a file that is no database from one without tables.
        guard try !connection.isEmpty else { return [] }
        let wanted = Set(Self.necessary + DatabaseRule.all.flatMap(\.tables))
        return wanted.filter { (try? connection.prepare("SELECT 1 FROM \($0) LIMIT 1")) != nil }
    }
}
