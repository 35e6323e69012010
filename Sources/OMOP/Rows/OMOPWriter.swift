import Foundation

/// Writes cases into a stand-alone OMOP CDM 5.4 database in SQLite, each with its ledger entry in one transaction.
///
/// A writer belongs to one thread at a time; several processes may write the same database.
public final class OMOPWriter {
    let database: SQLiteDatabase
    let run: RunIdentity
    let concepts: [FeatureConcept]
    private let key: PseudonymKey
    private let personMap: PersonMap
    private let ledger: Ledger
    private let persons: PersonTable
    private let rows: RegionRows
    private let instances: InstanceTable

    /// Opens a database, or makes one with its tables, its vocabulary and one `cdm_source` row; registers the concepts of the run.
    ///
    /// Throws when the file is another program's, when its pseudonyms were made with another key, and when a concept id belongs to another recipe.
    public init(path: String, source: CDMSource, run: RunIdentity, key: PseudonymKey, personMap: PersonMap = PersonMap()) throws(OMOPError)
    {
        let database = try SQLiteDatabase(path: path)
        let concepts = try FeatureConcept.all(of: run)
        try database.transaction { () throws(OMOPError) in
            try database.prepareSchema(source, key: key, path: path)
            try database.register(concepts, of: run)
        }
        self.database = database
        self.run = run
        self.concepts = concepts
        self.key = key
        self.personMap = personMap
        ledger = Ledger(database)
        persons = PersonTable(database)
        instances = InstanceTable(database, key: key)
        rows = try RegionRows(database, run: run, concepts: concepts)
    }

    /// How a case stands, nil when it is new.
    public func state(of key: String) throws(OMOPError) -> CaseState? {
        try ledger.state(of: key)
    }

    /// The keys of the cases of the run's recipe, selection and numerics version that are done.
    public func doneCases() throws(OMOPError) -> Set<String> {
        try ledger.doneCases(of: run)
    }

    /// What was remarked about the regions of a case when it was computed.
    public func remarks(of key: String) throws(OMOPError) -> [Remark] {
        try ledger.remarks(of: key)
    }

    /// Writes all rows of a case and its ledger entry in one transaction, or nothing.
    ///
    /// A case that is done stays as it is; an earlier failed, refused or held attempt is replaced. A computed case without a person, a date or a
    /// year of birth is held: its values are kept aside for the CSV files and are not measurements.
    public func commit(_ record: CaseRecord) throws(OMOPError) -> CommitReport {
        let resolution = PersonResolution(record.patient, record.dates, map: personMap, key: key)
        return try database.transaction { () throws(OMOPError) in
            if try ledger.state(of: record.key) == .done {
                return CommitReport(state: .done, code: nil, message: nil, wasDone: true, findings: resolution.findings, measurements: 0)
            }
            try ledger.forget(record.key)
            switch record.outcome {
            case .computed(let regions): return try write(regions, of: record, resolution)
            case .refused(let code, let message): return try enter(record, .refused, code, message, resolution)
            case .failed(let code, let message): return try enter(record, .failed, code, message, resolution)
            }
        }
    }

    /// Commits what `body` writes in one transaction: several cases together cost the disk no more than one.
    ///
    /// - Returns: what `body` threw; the cases that were complete before stay written.
    /// - Throws: what `body` or the database threw when nothing of it is written.
    public func committingTogether(_ body: () throws(OMOPError) -> Void) throws(OMOPError) -> OMOPError? {
        try database.transaction { () throws(OMOPError) in
            do throws(OMOPError) {
                try body()
                return nil
            } catch {
                guard database.isInTransaction else { throw error }
                return error
            }
        }
    }

    /// Ends a run: makes the index by concept that analysts' queries need; later runs keep it up to date.
    public func finish() throws(OMOPError) {
        try database.execute(CDMTables.conceptIndex)
    }

    private func write(_ regions: [RegionRecord], of record: CaseRecord, _ resolution: PersonResolution) throws(OMOPError) -> CommitReport {
        var findings = resolution.findings
        var subject: RegionRows.Subject?
        if resolution.held == nil, let pseudonym = resolution.pseudonym, let evidence = resolution.evidence, let date = resolution.date {
            let person = try persons.person(pseudonym, evidence)
            findings += person.findings
            try persons.observe(person.id, on: date)
            subject = RegionRows.Subject(person: person.id, date: date)
        }
        let state: CaseState = subject == nil ? .held : .done
        let message = resolution.held?.message(resolution.findings)
        _ = try enter(record, state, resolution.held?.rawValue, message, resolution)
        try instances.write(record.image)
        let measurements = try rows.write(
            regions, of: record, image: key.pseudonym(uid: record.image.seriesUID), masks: regions.map { key.pseudonym(uid: $0.maskUID) },
            date: resolution.date, subject: subject)
        return CommitReport(
            state: state, code: resolution.held?.rawValue, message: message, wasDone: false, findings: findings,
            measurements: measurements)
    }

    private func enter(
        _ record: CaseRecord, _ state: CaseState, _ code: String?, _ message: String?, _ resolution: PersonResolution
    ) throws(OMOPError) -> CommitReport {
        try ledger.enter(record, state: state, code: code, message: message, pseudonym: resolution.pseudonym, run: run)
        return CommitReport(state: state, code: code, message: message, wasDone: false, findings: resolution.findings, measurements: 0)
    }
}
