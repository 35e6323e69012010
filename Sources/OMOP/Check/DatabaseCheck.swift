import Foundation

/// Reads a database again and verifies what `DatabaseRule` declares; nothing is written.
public struct DatabaseCheck {
    /// What came of a check.
    public struct Report: Sendable, Hashable, Encodable {
        /// The database as messages name it: its file, or its name and server.
        public let database: String
        /// The rules that were verified, and those passed over since the database lacks their tables, or they cannot be read.
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

    let connection: any SQLDatabase
    private let present: PresentTables

    /// Opens a database: an output's, or a site's CDM that Voxmark has not written into yet.
    ///
    /// - Throws: `OMOPError` when there is none, or it cannot be reached or read.
    public init(_ address: DatabaseAddress) throws(OMOPError) {
        switch address {
        case .file(let path): try self.init(path: path)
        case .server(let address):
            let database = try PostgresDatabase(address)
            try database.beginSnapshot()
            self.init(database, try PresentTables(database))
        }
    }

    /// Opens a database in a file.
    public init(path: String) throws(OMOPError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw OMOPError(.noDatabase, "there is no database \(path); name the output folder of a run, or a database")
        }
        let database = try SQLiteDatabase(path: path, readOnly: true, busyTimeoutMilliseconds: 5_000)
        // Tells a file that is no database from one without tables.
        self.init(database, try PresentTables(database))
    }

    init(_ connection: any SQLDatabase, _ present: PresentTables) {
        self.connection = connection
        self.present = present
    }

    private static let exampleCount = 3

    /// Verifies all rules that the database has the tables for, and looks at what is needed before writing.
    ///
    /// - Parameter load: what is to be written; nil when nothing is planned.
    public func run(before load: PlannedLoad? = nil) throws(OMOPError) -> Report {
        var report = Report(database: connection.place)
        let wanted = Set(Preflight.necessary + DatabaseRule.all.flatMap(\.tables))
        let tables = present.readable.intersection(wanted)
        guard load != nil || !present.all.isDisjoint(with: wanted) else {
            throw OMOPError(
                .noDatabase, "\(connection.place) has no table of a CDM or of a run; check the name, and --cdm-schema and --results-schema")
        }
        for table in tables { report.rows[table] = try count("SELECT * FROM \(table)") }
        for rule in DatabaseRule.all {
            guard tables.isSuperset(of: rule.tables) else {
                report.passedOver.append(rule.name)
                continue
            }
            report.verified.append(rule.name)
            guard let finding = try finding(rule) else { continue }
            if rule.isNote { report.notes.append(finding) } else { report.findings.append(finding) }
        }
        if tables.contains("voxmark_property"), try connection.property(PostgresDatabase.droppedKeys) != nil {
            report.findings.append(
                CheckFinding(
                    "dropped-keys", .keys,
                    "a bulk load has not come to its end, and its keys and indices are away; run it again, which brings them back"))
        }
        try Preflight(connection, present).add(to: &report, load: load)
        return report
    }

    private func finding(_ rule: DatabaseRule) throws(OMOPError) -> CheckFinding? {
        let broken = try count(rule.sql)
        guard broken > 0 else { return nil }
        let examples = try connection.rows("SELECT example FROM (\(rule.sql)) AS found ORDER BY example LIMIT \(Self.exampleCount)") {
            $0.text(0) ?? ""
        }
        return CheckFinding(rule.name, rule.group, count: broken, rule.meaning, examples: examples)
    }

    private func count(_ sql: String) throws(OMOPError) -> Int {
        try connection.rows("SELECT count(*) FROM (\(sql)) AS found") { $0.integer(0) ?? 0 }.first ?? 0
    }
}
