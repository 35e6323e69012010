import Foundation

/// What is needed before rows are written: tables and rights, persons and their periods, vocabularies, room for ids and on the disk; and what will be
/// found fault with.
struct Preflight {
    let connection: any SQLDatabase
    let present: PresentTables
    /// How rows come into the database; what tables there are tells it where nobody has written yet.
    let mode: OutputMode

    init(_ connection: any SQLDatabase, _ present: PresentTables) throws(OMOPError) {
        self.connection = connection
        self.present = present
        let stored = present.readable.contains("voxmark_property") ? try connection.property("mode") : nil
        let isSite = !Self.isOwn(present) && present.all.contains("person")
        mode = stored.flatMap(OutputMode.init) ?? (isSite ? .append : .standAlone)
    }

    /// Tables of a CDM without which nothing can be written.
    static let necessary = ["person", "observation_period", "measurement", "concept", "vocabulary", "cdm_source"]

    private static func isOwn(_ present: PresentTables) -> Bool { present.all.contains("voxmark_case") }

    /// Whether runs have written into the database.
    var isWritten: Bool { Self.isOwn(present) }

    /// Whether its tables will be made.
    private var isNew: Bool { !isWritten && present.all.isDisjoint(with: Self.necessary) }

    func add(to report: inout DatabaseCheck.Report, load: PlannedLoad?) throws(OMOPError) {
        checkTables(&report)
        if let load { try checkMode(&report, load) }
        if let server = connection as? PostgresDatabase { try checkServer(server, &report, load) }
        try checkVocabulary(&report)
        try checkIDs(&report, load)
        checkDisk(&report, load)
        if let load { try checkPersons(&report, load) }
        try tellExpectedFailures(&report)
    }

    // MARK: Tables

    private func checkTables(_ report: inout DatabaseCheck.Report) {
        if isNew {
            report.notes.append(CheckFinding("new-database", .preflight, "there is no table yet: the first run makes them"))
            return
        }
        for table in Self.necessary where !present.all.contains(table) {
            report.findings.append(
                CheckFinding("missing-table", .preflight, "the CDM table \(table) is missing; make the tables of OMOP CDM 5.4 first"))
        }
    }

    /// What a run would be refused for.
    private func checkMode(_ report: inout DatabaseCheck.Report, _ load: PlannedLoad) throws(OMOPError) {
        func find(_ check: String, _ message: String) { report.findings.append(CheckFinding(check, .preflight, message)) }
        if load.mode != mode {
            if connection is SQLiteDatabase {
                find("other-mode", "the tables are a site's, and rows are appended to a site's CDM in PostgreSQL only; name a new file")
            } else if isNew {
                find("other-mode", "there is no CDM that could be appended to (--append); check --cdm-schema")
            } else if mode == .append {
                find("other-mode", "the tables are a site's: append to them (--append), or name a new --cdm-schema")
            } else {
                find("other-mode", "the database is one of our own: leave out --append, or name the site's --cdm-schema")
            }
        }
        guard isWritten, present.readable.contains("voxmark_property") else { return }
        let dates = try connection.property(DatabaseSetting.dates.rawValue) ?? DatabaseSetting.dates.formerValue
        if dates != load.policy.dates.recorded {
            find("other-dates", "the dates in the database are \(dates), the plan's \(load.policy.dates.recorded); see --date-shift")
        }
    }

    /// Rights, and whether a site's CDM is one that rows can be appended to.
    private func checkServer(
        _ server: PostgresDatabase, _ report: inout DatabaseCheck.Report, _ load: PlannedLoad?
    ) throws(OMOPError) {
        let rights = PostgresRights(server, mode: load?.mode ?? mode)
        if let load {
            let extends = load.policy.checks[.outsideObservation] == .extend
            report.findings += try rights.missing(isWritten: isWritten, extendsPeriods: extends).map(\.finding)
            if try server.rows("SELECT pg_is_in_recovery()", row: { $0.integer(0) == 1 }) == [true] {
                report.findings.append(
                    CheckFinding("not-writable", .preflight, "the server is a standby, which can only be read; name the primary"))
            }
        } else {
            let wanted = Set(Self.necessary + DatabaseRule.all.flatMap(\.tables))
            report.findings += try present.unreadable.intersection(wanted).sorted().map { table throws(OMOPError) in
                try rights.lack("SELECT", table).finding
            }
        }
        guard mode == .append else { return }
        do throws(OMOPError) {
            try server.transaction { () throws(OMOPError) in try SiteCDM(server).check() }
        } catch {
            report.findings.append(CheckFinding("site-cdm", .preflight, error.message))
        }
    }

    // MARK: Vocabulary

    /// A stand-alone database has what it needs by itself; of a site's, missing concepts that are necessary are findings.
    private func checkVocabulary(_ report: inout DatabaseCheck.Report) throws(OMOPError) {
        guard present.readable.isSuperset(of: ["concept", "vocabulary"]) else { return }
        for finding in try VocabularyCheck(connection).findings {
            let one = CheckFinding("vocabulary \(finding.kind.rawValue)", .preflight, finding.message)
            if finding.isNecessary { report.findings.append(one) } else { report.notes.append(one) }
        }
    }

    // MARK: Room

    /// Within the range of a site, where one was chosen.
    private func checkIDs(_ report: inout DatabaseCheck.Report, _ load: PlannedLoad?) throws(OMOPError) {
        let isRecorded = present.readable.contains("voxmark_property")
        let chosen = isRecorded ? try connection.property(IDRange.property).flatMap { IDRange($0) } : nil
        for (table, column, needed) in [
            ("measurement", "measurement_id", load?.rows), ("image_feature", "image_feature_id", load?.rows),
            ("voxmark_region", "region_id", load?.cases), ("visit_occurrence", "visit_occurrence_id", load?.cases),
        ] where present.readable.contains(table) {
            let range = table.hasPrefix("voxmark_") ? IDRange.all : chosen ?? .all
            let within = range == .all ? "" : " WHERE \(column) BETWEEN \(range.first) AND \(range.last)"
            let highest = try connection.rows("SELECT coalesce(max(\(column)), 0) FROM \(table)\(within)") { $0.integer(0) ?? 0 }
            let room = range.last - max(highest.first ?? 0, range.first - 1)
            guard room < needed ?? min(1_000_000, (range.last - range.first) / 10) else { continue }
            report.findings.append(
                CheckFinding(
                    "id-room \(table)", .preflight,
                    "\(table) has room for \(max(room, 0)) ids up to \(range.last)" + (needed.map { ", and up to \($0) are planned" } ?? "")
                        + "; begin a new database, or in a site's CDM name a range of free ids in the run (--ids FROM-TO)"))
        }
    }

    /// What a measurement with its image feature takes, with indices, when there are too few to measure it.
    private static let bytesPerRow = 600.0

    private func checkDisk(_ report: inout DatabaseCheck.Report, _ load: PlannedLoad?) {
        guard connection is SQLiteDatabase else {
            let needed = load.map { "; about \(Self.gigabytes(Self.bytesPerRow * Double($0.rows))) are needed there" } ?? ""
            report.notes.append(CheckFinding("disk-room", .preflight, "the room on the server's disk cannot be seen from here\(needed)"))
            return
        }
        let path = connection.place
        let folder = URL(filePath: path).deletingLastPathComponent().path
        if access(path, W_OK) != 0 || access(folder, W_OK) != 0 {
            let note = CheckFinding("not-writable", .preflight, "\(path) or its folder cannot be written by this user")
            if load == nil { report.notes.append(note) } else { report.findings.append(note) }
        }
        guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder),
            let free = (attributes[.systemFreeSize] as? NSNumber)?.doubleValue
        else { return }
        let stored = Double(report.rows["measurement"] ?? 0)
        let size = ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.doubleValue ?? 0
        let each = stored >= 100_000 ? size / stored : Self.bytesPerRow
        let needed = each * Double(load?.rows ?? 0)
        let text = "\(Self.gigabytes(free)) free beside the database" + (load == nil ? "" : ", about \(Self.gigabytes(needed)) needed")
        if free < needed * 1.1 {
            report.findings.append(CheckFinding("disk-room", .preflight, "\(text); free some, or name another place"))
        } else {
            report.notes.append(CheckFinding("disk-room", .preflight, text))
        }
    }

    private static func gigabytes(_ bytes: Double) -> String { "\((bytes / 1e8).rounded() / 10) GB" }

    // MARK: DataQualityDashboard

    /// What DataQualityDashboard will find fault with, whatever is done; DocC page “Vocabulary” says why.
    private func tellExpectedFailures(_ report: inout DatabaseCheck.Report) throws(OMOPError) {
        guard isWritten, present.readable.contains("voxmark_property"), (report.rows["measurement"] ?? 0) > 0 else { return }
        let mode = try connection.property(DatabaseSetting.conceptMode.rawValue) ?? DatabaseSetting.conceptMode.formerValue
        func expect(_ check: String, _ why: String) {
            report.notes.append(CheckFinding("expected-dqd-failure \(check)", .preflight, why))
        }
        if mode == ConceptMode.strict.rawValue {
            expect("standardConceptRecordCompleteness measurement_concept_id", "concept mode strict writes 0")
            expect("sourceValueCompleteness measurement_source_value", "concept mode strict maps to 0")
        } else {
            expect("isStandardValidConcept measurement_concept_id", "concept mode practical writes custom concepts, which are not standard")
        }
        expect("isStandardValidConcept meas_event_field_concept_id", "the fields of our tables have local concepts")
        for (table, column) in [
            ("measurement", "unit_concept_id"), ("visit_occurrence", "visit_concept_id"), ("procedure_occurrence", "procedure_concept_id"),
        ] where (report.rows[table] ?? 0) > 0 {
            let zeros = try connection.rows("SELECT count(*) FROM \(table) WHERE \(column) = 0") { $0.integer(0) ?? 0 }.first ?? 0
            let share = 100 * Double(zeros) / Double(report.rows[table] ?? 1)
            if share > 5 {
                expect("standardConceptRecordCompleteness \(column)", "\((share * 10).rounded() / 10) % of \(table) have 0, more than 5 %")
            }
        }
    }
}
