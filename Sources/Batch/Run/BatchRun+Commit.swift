import Foundation
import Logging
import OMOP

extension BatchRun {
    /// Writes the cases of bundles in one transaction, each with its ledger entry, and reports them when they are written.
    ///
    /// - Throws: what ended the writing; the cases before stay written and are reported, unless the whole transaction was lost.
    func commit(
        _ finished: [(number: Int, result: BundleResult)], to writer: OMOPWriter, each: (CaseReport) -> Void
    ) throws(OMOPError) {
        var reports: [CaseReport] = []
        let fault = try writer.output.committingTogether { () throws(OMOPError) in
            for (number, result) in finished { try commit(result, of: plan.bundles[number], to: writer) { reports.append($0) } }
        }
        for report in reports {
            log.info("case", metadata: report.metadata)
            each(report)
        }
        if let fault { throw fault }
    }

    private func commit(
        _ bundleResult: BundleResult, of bundle: CaseBundle, to writer: OMOPWriter, each: (CaseReport) -> Void
    ) throws(OMOPError) {
        let redaction = Redaction(of: bundle)
        for (one, result) in zip(bundle.cases, bundleResult.results) {
            each(try commit(one, of: bundle, result, digests: bundleResult.digests, bundleResult.instances, redaction, to: writer))
        }
    }

    private func commit(
        _ one: PlannedCase, of bundle: CaseBundle, _ result: CaseResult?, digests: BundleDigests?, _ instances: [ImageInstance],
        _ redaction: Redaction,
        to writer: OMOPWriter
    ) throws(OMOPError) -> CaseReport {
        guard let digests else { return report(one, bundle, key: nil, result: result) }
        let key = keys.key(of: one, on: bundle.image, digests: digests)
        guard let result else {
            try writer.output.keepDone(key, subject: keys.subject(of: one, in: bundle))
            return report(one, bundle, key: key, result: nil, remarks: try writer.output.remarks(of: key))
        }
        let image = bundle.image
        var record = CaseRecord(
            key: key, subject: keys.subject(of: one, in: bundle), patient: image.patient, dates: image.dates,
            image: ImageIdentity(
                seriesUID: image.seriesInstanceUID ?? digests.image, digest: digests.image, modality: image.modality,
                intensityUnit: image.intensityUnit, properties: image.properties, instances: instances),
            outcome: .computed([]), started: Date(timeIntervalSinceNow: -result.seconds), runID: self.record.id)
        record.outcome = result.ledgerOutcome(label: one.label, redaction)
        let commit: CommitReport
        do throws(OMOPError) {
            commit = try writer.commit(record)
        } catch {
            guard error.code.concernsOneCase else { throw error }
            let rejected = CaseResult(
                outcome: .notComputed(Reason(error.code.rawValue, error.message)), remarks: result.remarks,
                seconds: result.seconds)
            record.outcome = rejected.ledgerOutcome(label: one.label, redaction)
            _ = try writer.commit(record)
            return report(one, bundle, key: key, result: rejected)
        }
        return report(one, bundle, key: key, result: result, commit: commit)
    }

    private func report(
        _ one: PlannedCase, _ bundle: CaseBundle, key: String?, result: CaseResult?, commit: CommitReport? = nil,
        remarks: [Remark] = []
    ) -> CaseReport {
        var verdict = CaseVerdict.alreadyDone
        var reason: Reason?
        switch result?.outcome {
        case .notComputed(let why): (verdict, reason) = (why.verdict, why)
        case .computed where commit?.state == .held:
            (verdict, reason) = (.held, Reason(commit?.code ?? "held", commit?.message ?? "person or date is missing"))
        case .computed: verdict = commit?.wasDone == true ? .alreadyDone : .done
        case nil: break
        }
        return CaseReport(
            verdict: verdict, key: key, recipe: keys.run.recipe, modality: bundle.image.modality, place: bundle.place, label: one.label,
            reason: reason,
            findings: (result?.remarks ?? remarks) + (commit?.findings.map(Remark.init) ?? []),
            measurements: commit?.measurements ?? 0,
            seconds: result?.seconds ?? 0)
    }
}

extension CaseBundle {
    /// Where image and mask lie, relative to the archive: what their paths share, then what is different in braces.
    var place: String {
        let (one, other) = (image.place.components, mask.place.components)
        let shared = zip(one, other).prefix { $0 == $1 }.count
        let rest = [one, other].map { $0.dropFirst(shared).joined(separator: "/") }.filter { !$0.isEmpty }
        let leading = one.prefix(shared).joined(separator: "/")
        guard rest.count == 2 else { return ([leading] + rest).filter { !$0.isEmpty }.joined(separator: "/") }
        return (leading.isEmpty ? "" : leading + "/") + "{\(rest.joined(separator: ", "))}"
    }
}

extension String {
    /// The parts of a path; that of the root is empty.
    fileprivate var components: [Substring] { split(separator: "/", omittingEmptySubsequences: false) }
}

extension CaseResult {
    fileprivate func ledgerOutcome(label: String, _ redaction: Redaction) -> CaseRecord.Outcome {
        switch outcome {
        case .computed(let region): .computed([region])
        case .notComputed(let reason) where reason.verdict == .failed:
            .failed(code: reason.code, message: "\(label): \(redaction.text(reason.message))")
        case .notComputed(let reason): .refused(code: reason.code, message: "\(label): \(redaction.text(reason.message))")
        }
    }
}

extension CaseReport {
    /// What never became a case.
    init(_ leftover: Plan.Leftover) {
        self.init(
            verdict: leftover.reason.verdict, key: nil, recipe: nil, modality: leftover.modality, place: leftover.place, label: "",
            reason: leftover.reason, findings: [], measurements: 0, seconds: 0)
    }

    /// The same case as done, when it was held and its values became measurements at the end of the run.
    func released(_ measurements: [String: Int]) -> CaseReport? {
        guard verdict == .held, let key, let count = measurements[key] else { return nil }
        return CaseReport(
            verdict: .done, key: key, recipe: recipe, modality: modality, place: place, label: label, reason: nil, findings: findings,
            measurements: count, seconds: seconds)
    }

    /// What a log may know: nothing that tells who or where.
    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["verdict": "\(verdict.rawValue)", "measurements": "\(measurements)"]
        if let key { metadata["case"] = "\(key.prefix(16))" }
        if let reason { metadata["code"] = "\(reason.code)" }
        if !findings.isEmpty { metadata["remarks"] = "\(Set(findings.map(\.code)).sorted().joined(separator: ","))" }
        metadata["milliseconds"] = "\(Int(seconds * 1000))"
        return metadata
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
