import Foundation

/// Writes the cases of one recipe into a database, each with its ledger entry in one transaction.
///
/// The writers of one database belong to one thread at a time.
public final class OMOPWriter {
    /// The database that it writes into.
    public let output: OMOPDatabase
    let run: RunIdentity
    let concepts: [FeatureConcept]
    private let persons: PersonTable
    private let rows: RegionRows
    private let instances: InstanceTable
    private let imaging: ImagingRows
    private let siteStudies: SiteStudies?

    /// Makes a writer, and registers the concepts of the recipe.
    ///
    /// - Throws: `OMOPError` when a concept id or configuration belongs to another recipe.
    public init(_ database: OMOPDatabase, run: RunIdentity) throws(OMOPError) {
        let connection = database.connection
        let concepts = try FeatureConcept.all(of: run)
        try connection.transaction { () throws(OMOPError) in
            try connection.register(concepts, of: run)
            try connection.relate(concepts, by: database.concepts.standards)
        }
        output = database
        self.run = run
        self.concepts = concepts
        persons = try PersonTable(connection)
        instances = InstanceTable(connection, key: database.key)
        imaging = try ImagingRows(connection, siteKey: database.siteKey)
        siteStudies = database.siteKey.map { SiteStudies(connection, key: $0) }
        rows = try RegionRows(connection, run: run, concepts: concepts, written: database.concepts, eventField: imaging.eventField)
    }

    var database: any SQLDatabase { output.connection }

    /// Writes all rows of a case and its ledger entry in one transaction, or nothing; its row in the queue goes away with it.
    ///
    /// A case that is done stays as it is; an earlier failed, refused or held attempt is replaced. A computed case without a person, a date or a
    /// year of birth is held: its values are kept aside for the CSV files and are not measurements.
    ///
    /// The case becomes the current one of its subject. Earlier ones that are not done go away; those that are done are kept as superseded, or
    /// go away too when the case replaces them and was computed (`CaseRemoval` says what stays).
    public func commit(_ record: CaseRecord) throws(OMOPError) -> CommitReport {
        let resolution = PersonResolution(record.patient, record.dates, policy: output.policy.persons, key: output.key)
        return try database.transaction { () throws(OMOPError) in
            if let task = record.task { try output.runs.dequeue(task) }
            var standing = try CaseStanding(of: record, pseudonym: resolution.pseudonym, in: database)
            if let state = standing.state, state != .done {
                try CaseRemoval(database).forget(record.key)
                standing = try CaseStanding(of: record, pseudonym: resolution.pseudonym, in: database)
            }
            let report = try settle(record, resolution, standing)
            let isComputed = report.state == .done || report.state == .held
            if report.wasDone { try output.ledger.takeOver(record.key, as: record.subject) }
            try output.ledger.takePlace(record.key, of: standing.others, removing: record.replaces && isComputed)
            return report
        }
    }

    private func settle(
        _ record: CaseRecord, _ resolution: PersonResolution, _ standing: CaseStanding
    ) throws(OMOPError) -> CommitReport {
        if standing.state == .done {
            return CommitReport(state: .done, code: nil, message: nil, wasDone: true, findings: resolution.findings, measurements: 0)
        }
        switch record.outcome {
        case .computed(let regions): return try write(regions, of: record, resolution, standing)
        case .refused(let code, let message): return try enter(record, .refused, code, message, resolution)
        case .failed(let code, let message): return try enter(record, .failed, code, message, resolution)
        }
    }

    private func write(
        _ regions: [RegionRecord], of record: CaseRecord, _ resolution: PersonResolution, _ standing: CaseStanding
    ) throws(OMOPError) -> CommitReport {
        var findings = resolution.findings
        let linked = try PersonLinker(database, policy: output.policy.persons).link(resolution)
        findings += linked.findings
        let person = try person(linked.link, resolution, &findings)
        let state: CaseState = person == nil ? .held : .done
        let reason = linked.link.reason
        let message = reason?.message(resolution.findings)
        let finished = Date().timestamp
        _ = try enter(record, state, reason?.rawValue, message, resolution, finished: finished)
        if let reason {
            try Quarantine(database).enter(resolution, reason)
        } else if standing.isInQuarantine, let pseudonym = resolution.pseudonym {
            try Quarantine(database).leave(pseudonym)
        }
        if !regions.isEmpty, !standing.hasImage {
            try instances.write(record.image)
            try AcquisitionTable(database).write(record.image)
        }
        let image = output.key.pseudonym(uid: record.image.seriesUID)
        let study = output.key.pseudonym(uid: record.image.studyUID ?? record.image.seriesUID)
        try siteStudies?.note(record.image, as: study, on: resolution.studyDate)
        let subject = try person.map { person throws(OMOPError) in
            try self.subject(person, record, image: image, study: study, &findings)
        }
        let measurements = try rows.write(
            regions,
            of: RegionRows.Source(
                record: record, image: image, study: study, date: resolution.date, subject: subject?.subject, finished: finished),
            masks: regions.map { output.key.pseudonym(uid: $0.maskUID) })
        if let study = subject?.unsettled { try imaging.settle(study) }
        return CommitReport(
            state: state, code: reason?.rawValue, message: message, wasDone: false, findings: findings, measurements: measurements)
    }

    /// Whose measurements they are, and of which day: a person whom headers make, made when new, or one of the site, who is left as he is.
    private func person(
        _ link: PersonLink, _ resolution: PersonResolution, _ findings: inout [PersonFinding]
    ) throws(OMOPError) -> (id: Int, date: CalendarDate, isNew: Bool)? {
        guard let date = resolution.date else { return nil }
        switch link {
        case .held: return nil
        case .known(let person): return (person, date, false)
        case .ours:
            guard let pseudonym = resolution.pseudonym, let evidence = resolution.evidence else { return nil }
            let person = try persons.person(pseudonym, evidence)
            findings += person.findings
            try persons.observe(person.id, on: date, isNew: person.isNew)
            return (person.id, date, person.isNew)
        }
    }

    /// Makes visit and image of a case unless they are there.
    ///
    /// - Returns: what measurements lead to, and the study where the image is a further one.
    private func subject(
        _ person: (id: Int, date: CalendarDate, isNew: Bool), _ record: CaseRecord, image: String, study: String,
        _ findings: inout [PersonFinding]
    ) throws(OMOPError) -> (subject: RegionRows.Subject, unsettled: StudyRows.Study?) {
        let modality = record.hasRegions ? record.image.modality : nil
        let entry = try imaging.entry(of: study, person: person.id, on: person.date, modality: modality)
        if let finding = entry.finding { findings.append(finding) }
        let described = ImagingRows.Image(
            study: StudyRows.Study(person: person.id, uid: study), series: image, date: person.date.description,
            modality: record.image.modality, digest: record.image.digest)
        // An image is there for the regions on it.
        guard record.hasRegions else {
            return (RegionRows.Subject(person: person.id, date: person.date, visit: entry.visit, image: nil), nil)
        }
        let made = try imaging.image(described, entry, isNew: person.isNew)
        let subject = RegionRows.Subject(person: person.id, date: person.date, visit: entry.visit, image: made.id)
        return (subject, made.isNew && !entry.isNew ? described.study : nil)
    }

    private func enter(
        _ record: CaseRecord, _ state: CaseState, _ code: String?, _ message: String?, _ resolution: PersonResolution,
        finished: String = Date().timestamp
    ) throws(OMOPError) -> CommitReport {
        try output.ledger.enter(
            record, state: state, code: code, message: message, pseudonym: resolution.pseudonym, run: run, finished: finished)
        return CommitReport(state: state, code: code, message: message, wasDone: false, findings: resolution.findings, measurements: 0)
    }
}

extension CaseRecord {
    fileprivate var hasRegions: Bool {
        guard case .computed(let regions) = outcome else { return false }
        return !regions.isEmpty
    }
}
