import Foundation
import Logging
import OMOP

/// Writes what came of cases into the database, each with its ledger entry, and reports it once it is written.
///
/// It belongs to the writer's queue.
struct CaseWriter {
    let work: BatchWork
    let database: OMOPDatabase
    let writers: [OMOPWriter]
    let run: RunRecord
    let replaces: Bool

    /// Enters what has happened.
    ///
    /// - Parameter reports: gets the reports of the cases that ended, to be given when the transaction is written.
    func enter(_ delivery: Delivery, _ reports: inout [CaseReport]) throws(OMOPError) {
        switch delivery {
        case .began(let begun, let worker):
            for place in begun.cases { try database.markRunning(work.task(begun.bundle, place), attempt: begun.attempt, worker: worker) }
        case .returned(let returned):
            for place in returned.cases { try database.requeue(work.task(returned.bundle, place)) }
        case .settledElsewhere(let other, let cases):
            for (place, one) in cases.sorted(by: { $0.key < $1.key }) { reports.append(try tell(place, other, one.key, one.settled)) }
        case .ended(let ended):
            for place in ended.settled { reports.append(try keep(place, ended)) }
            for (place, result) in ended.results.sorted(by: { $0.key < $1.key }) { reports.append(try commit(place, result, ended)) }
        }
    }

    /// Keeps a case that an earlier run has settled.
    private func keep(_ place: Int, _ ended: EndedCases) throws(OMOPError) -> CaseReport {
        let item = work.bundles[ended.work.bundle]
        let one = item.bundle.cases[place]
        guard let digests = ended.digests else { preconditionFailure("a case is settled by its digests") }
        let keys = work.keys[item.recipe]
        let key = keys.key(of: one, on: item.bundle.image, digests: digests)
        let task = work.task(ended.work.bundle, place)
        guard let known = try database.settled(key) else { return gone(place, ended.work, key) }
        if known.state == .failed || known.state == .refused {
            try database.dequeue(task)
        } else {
            try database.keepDone(key, subject: work.subject(ended.work.bundle, place), task: task, replaces: replaces)
        }
        var report = try tell(place, ended.work, key, known)
        if known.state == .done {
            report.findings += try database.contradictions(of: key, item.bundle.image.patient, item.bundle.image.dates)
        }
        return report
    }

    /// The report of a case that another process has taken out since the run began; it stays in the queue.
    private func gone(_ place: Int, _ done: Schedule.Work, _ key: String) -> CaseReport {
        let item = work.bundles[done.bundle]
        var report = CaseReport(item.bundle.cases[place], place: place, of: item, work.keys[item.recipe], key: key)
        report.verdict = .failed
        report.reason = Reason("taken-out", "it was done when the run began, and another process has taken it out since; run again")
        return report
    }

    /// The report of a case that the ledger knows.
    private func tell(_ place: Int, _ done: Schedule.Work, _ key: String, _ known: SettledCase) throws(OMOPError) -> CaseReport {
        let item = work.bundles[done.bundle]
        var report = CaseReport(item.bundle.cases[place], place: place, of: item, work.keys[item.recipe], key: key)
        switch known.state {
        case .failed, .refused, .held:
            report.verdict = known.state == .failed ? .failed : known.state == .refused ? .refused : .held
            report.reason = Reason(known.code ?? "", known.message ?? "")
            report.isKnown = true
        case .done: report.findings = try database.remarks(of: key)
        }
        return report
    }

    private func commit(_ place: Int, _ result: CaseResult, _ ended: EndedCases) throws(OMOPError) -> CaseReport {
        let item = work.bundles[ended.work.bundle]
        let one = item.bundle.cases[place]
        let keys = work.keys[item.recipe]
        let key =
            ended.digests.map { keys.key(of: one, on: item.bundle.image, digests: $0) }
            ?? work.task(ended.work.bundle, place)
        var report = CaseReport(one, place: place, of: item, keys, key: key)
        report.findings = result.remarks
        report.seconds = result.seconds.computing
        report.stages = result.seconds
        let redaction = Redaction(of: item.bundle)
        var record = record(place, result, ended, key: key)
        record.outcome = result.ledgerOutcome(one, item.bundle, ended.digests, item.configuration(of: work), redaction)
        do throws(OMOPError) {
            report.take(result, try writers[item.recipe].commit(record))
        } catch {
            guard error.code.concernsOneCase else { throw error }
            let rejected = CaseResult(outcome: .notComputed(Reason(error.code.rawValue, error.message)), remarks: result.remarks)
            record.outcome = rejected.ledgerOutcome(one, item.bundle, ended.digests, item.configuration(of: work), redaction)
            report.take(rejected, try writers[item.recipe].commit(record))
        }
        return report
    }

    private func record(_ place: Int, _ result: CaseResult, _ ended: EndedCases, key: String) -> CaseRecord {
        let item = work.bundles[ended.work.bundle]
        let image = item.bundle.image
        var seconds = result.seconds
        if place == ended.results.keys.min() { seconds.digest = ended.digestSeconds }
        return CaseRecord(
            key: key, subject: work.subject(ended.work.bundle, place), patient: image.patient, dates: image.dates,
            image: ImageIdentity(
                seriesUID: image.seriesInstanceUID ?? ended.digests?.image ?? "", studyUID: image.studyInstanceUID,
                accessionNumber: ended.image.accessionNumber,
                digest: ended.digests?.image ?? "", modality: image.modality, intensityUnit: image.intensityUnit,
                properties: image.properties, instances: ended.image.instances, acquisition: ended.image.acquisition),
            outcome: .computed([]), started: Date(timeIntervalSinceNow: -result.seconds.computing), runID: run.id,
            task: work.task(ended.work.bundle, place), attempts: ended.work.attempt, worker: ended.worker, seconds: seconds,
            replaces: replaces)
    }
}

extension BatchWork.Item {
    /// The number n of the configuration of the item's recipe.
    fileprivate func configuration(of work: BatchWork) -> Int { work.setups[recipe].configuration }
}

extension StageSeconds {
    /// What a worker spent on the case, its digests apart.
    var computing: Double { [load, segment, prepare, features].reduce(0) { $0 + ($1 ?? 0) } }
}

extension CaseResult {
    fileprivate func ledgerOutcome(
        _ one: PlannedCase, _ bundle: CaseBundle, _ digests: BundleDigests?, _ configuration: Int, _ redaction: Redaction
    ) -> CaseRecord.Outcome {
        switch outcome {
        case .computed(let region):
            .computed([
                RegionRecord(
                    label: one.label, maskUID: bundle.mask.sopInstanceUID ?? digests?.mask ?? "", maskDigest: digests?.mask ?? "",
                    morphologicalVoxels: region.morphologicalVoxels, intensityVoxels: region.intensityVoxels,
                    geometry: RegionGeometry(maskKind: bundle.mask.kind.rawValue, size: region.gridSize, spacing: region.spacing),
                    features: [ConfiguredFeatures(configuration: configuration, results: region.features)], remarks: remarks)
            ])
        case .notComputed(let reason) where reason.verdict == .failed:
            .failed(code: reason.code, message: "\(one.label): \(redaction.text(reason.message))")
        case .notComputed(let reason): .refused(code: reason.code, message: "\(one.label): \(redaction.text(reason.message))")
        }
    }
}

extension CaseReport {
    fileprivate init(_ one: PlannedCase, place: Int, of item: BatchWork.Item, _ keys: CaseKey, key: String) {
        self.init(
            verdict: .alreadyDone, number: item.firstCase + place, key: key, recipe: keys.run.recipe, modality: item.bundle.image.modality,
            place: item.bundle.place, label: one.label)
    }

    /// Takes over what was computed and what the writer made of it.
    fileprivate mutating func take(_ result: CaseResult, _ commit: CommitReport) {
        findings += commit.findings.map(Remark.init)
        measurements = commit.measurements
        switch result.outcome {
        case .notComputed(let why):
            verdict = why.verdict
            reason = why
        case .computed where commit.state == .held:
            verdict = .held
            reason = Reason(commit.code ?? "held", commit.message ?? "person or date is missing")
        case .computed: verdict = commit.wasDone ? .alreadyDone : .done
        }
    }
}

extension OMOPError.Code {
    /// True for what is wrong with one case's content; everything else stops the run.
    fileprivate var concernsOneCase: Bool {
        switch self {
        case .textTooLong, .outOfRange, .notFinite, .unknownFeature, .duplicateFeature: true
        default: false
        }
    }
}
