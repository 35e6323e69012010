import Foundation

/// What is needed before rows are written: persons and their periods, vocabularies, room for ids and on the disk; and what will be found fault with.
struct Preflight {
    private let connection: SQLiteDatabase
    private let tables: Set<String>
    private let path: String

    init(_ connection: SQLiteDatabase, tables: Set<String>, path: String) {
        self.connection = connection
        self.tables = tables
        self.path = path
    }

    /// True for a database that Voxmark made, which makes persons and extends periods by itself.
    private var isOwn: Bool { tables.contains("voxmark_case") }

    func add(to report: inout DatabaseCheck.Report, load: PlannedLoad?) throws(OMOPError) {
        try checkVocabulary(&report)
        try checkIDs(&report, load)
        checkDisk(&report, load)
        if let load { try checkPersons(&report, load) }
        try tellExpectedFailures(&report)
    }

    // MARK: Vocabulary

    /// A stand-alone database has what it needs by itself; of a site's, missing concepts that are necessary are findings.
    private func checkVocabulary(_ report: inout DatabaseCheck.Report) throws(OMOPError) {
        guard tables.isSuperset(of: ["concept", "vocabulary"]) else { return }
        for finding in try VocabularyCheck(connection).findings {
            let one = CheckFinding("vocabulary \(finding.kind.rawValue)", .preflight, finding.message)
            if finding.isNecessary { report.findings.append(one) } else { report.notes.append(one) }
        }
    }

    // MARK: Room

    private func checkIDs(_ report: inout DatabaseCheck.Report, _ load: PlannedLoad?) throws(OMOPError) {
        for (table, column, needed) in [
            ("measurement", "measurement_id", load?.rows), ("image_feature", "image_feature_id", load?.rows),
            ("voxmark_region", "region_id", load?.cases), ("visit_occurrence", "visit_occurrence_id", load?.cases),
        ] where tables.contains(table) {
            let highest = try connection.rows("SELECT coalesce(max(\(column)), 0) FROM \(table)") { $0.integer(0) ?? 0 }.first ?? 0
            let room = Int(Int32.max) - highest
            guard room < needed ?? 1_000_000 else { continue }
            report.findings.append(
                CheckFinding(
                    "id-room \(table)", .preflight,
                    "\(table) has room for \(max(room, 0)) ids below 2³¹" + (needed.map { ", and up to \($0) are planned" } ?? "")
                        + "; begin a new database, or give rows with high ids others"))
        }
    }

    /// What a measurement with its image feature takes in SQLite, with indices, when there are too few to measure it.
    private static let bytesPerRow = 600.0

    private func checkDisk(_ report: inout DatabaseCheck.Report, _ load: PlannedLoad?) {
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

    // MARK: Persons

    /// Persons that are missing are made, and periods extended, in a database of Voxmark's own; in a site's they are the site's.
    private func checkPersons(_ report: inout DatabaseCheck.Report, _ load: PlannedLoad) throws(OMOPError) {
        var found: [CheckFinding] = []
        let nameless = load.images.count { !$0.hasPatientID }
        if nameless > 0 {
            report.findings.append(
                CheckFinding("no-patient-id", .preflight, count: nameless, "images without Patient ID: their cases will be held"))
        }
        let undated = load.images.count { $0.date == nil }
        if undated > 0 {
            report.findings.append(CheckFinding("no-date", .preflight, count: undated, "images without a date: their cases will be held"))
        }
        guard load.hasKey, tables.isSuperset(of: ["person", "observation_period"]) else {
            if !load.hasKey {
                report.notes.append(
                    CheckFinding(
                        "no-key", .preflight, "the pseudonyms' key is not there yet: patients are not looked up; name it with --key-file"))
            }
            return
        }
        let known = try persons(load)
        let patients = Set(load.images.compactMap(\.pseudonym))
        let unknown = patients.count { known[$0] == nil }
        if unknown > 0 {
            let after = isOwn ? "they will be made" : "add them to PERSON, or name them in a person map"
            found.append(
                CheckFinding(
                    "unknown-person", .preflight, count: unknown, "\(unknown) of \(patients.count) patients are not in PERSON: \(after)"))
        }
        found += try periods(load, known)
        if isOwn { report.notes += found } else { report.findings += found }
    }

    /// The ids of the patients that PERSON has.
    private func persons(_ load: PlannedLoad) throws(OMOPError) -> [String: Int] {
        var known: [String: Int] = [:]
        for pseudonym in Set(load.images.compactMap(\.pseudonym)) {
            let ids = try connection.rows("SELECT person_id FROM person WHERE person_source_value = ?", .text(pseudonym)) { $0.integer(0) }
            if let id = ids.first { known[pseudonym] = id }
        }
        return known
    }

    private func periods(_ load: PlannedLoad, _ known: [String: Int]) throws(OMOPError) -> [CheckFinding] {
        var without: Set<Int> = []
        var outside = 0
        for image in load.images {
            guard let person = image.pseudonym.flatMap({ known[$0] }) else { continue }
            let days = try connection.rows(
                "SELECT observation_period_start_date, observation_period_end_date FROM observation_period WHERE person_id = ?",
                .integer(person)
            ) { (start: $0.text(0) ?? "", end: $0.text(1) ?? "") }
            if days.isEmpty { without.insert(person) }
            guard let date = image.date?.description, !days.isEmpty else { continue }
            if !days.contains(where: { $0.start <= date && date <= $0.end }) { outside += 1 }
        }
        let after = isOwn ? "; it will be extended" : "; extend it, or have it noted only"
        return [
            without.isEmpty
                ? nil
                : CheckFinding(
                    "planned-without-period", .preflight, count: without.count, "persons of the plan have no observation period"),
            outside == 0
                ? nil
                : CheckFinding(
                    "planned-outside-period", .preflight, count: outside,
                    "images of the plan lie outside their person's observation period\(after)"),
        ].compactMap { $0 }
    }

    // MARK: DataQualityDashboard

    /// What DataQualityDashboard will find fault with, whatever is done; DocC page “Vocabulary” says why.
    private func tellExpectedFailures(_ report: inout DatabaseCheck.Report) throws(OMOPError) {
        guard isOwn, (report.rows["measurement"] ?? 0) > 0 else { return }
        let mode =
            try connection.rows(
                "SELECT value FROM voxmark_property WHERE name = ?", .text(DatabaseSetting.conceptMode.rawValue)
            ) { $0.text(0) ?? "" }.first ?? DatabaseSetting.conceptMode.formerValue
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
