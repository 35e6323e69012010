extension Preflight {
    /// Tells whose images a run would hold, and what it would note about them.
    func checkPersons(_ report: inout DatabaseCheck.Report, _ load: PlannedLoad) throws(OMOPError) {
        let isKnown = isWritten && present.readable.contains("voxmark_property")
        let expected = isKnown ? try connection.property("key fingerprint") : nil
        switch (load.fingerprint, expected) {
        case (nil, nil):
            let message = "the pseudonyms' key is not there yet, the run makes it: patients are looked up by Patient ID only"
            report.notes.append(CheckFinding("no-key", .preflight, message))
        case (nil, _):
            let message = "the key of the database's pseudonyms is not there: name it with --key-file; patients are not looked up"
            return report.findings.append(CheckFinding("no-key", .preflight, message))
        case (let own?, let other?) where own != other:
            let message = "the database's pseudonyms were made with another key: name that of its first run with --key-file; "
            return report.findings.append(CheckFinding("wrong-key", .preflight, message + "patients are not looked up"))
        default: break
        }
        try settle(&report, load)
    }

    private func settle(_ report: inout DatabaseCheck.Report, _ load: PlannedLoad) throws(OMOPError) {
        guard present.unreadable.isDisjoint(with: ["person", "observation_period"]) else {
            report.notes.append(CheckFinding("planned persons", .preflight, "PERSON cannot be read: patients are not looked up"))
            return
        }
        let outcome = try PlannedPersons(connection, tables: present.readable, policy: load.policy).settle(load.images)
        for reason in HeldReason.allCases {
            guard let held = outcome.held[reason] else { continue }
            let message = "\(held.text) will be held: \(reason.message([]))"
            report.findings.append(CheckFinding("planned \(reason.rawValue)", .preflight, count: held.images, message))
        }
        for check in PersonCheck.allCases {
            guard let noted = outcome.noted[check] else { continue }
            let after = load.policy.checks[check] == .extend ? "; the nearest period will be extended" : "; the rows are written"
            report.notes.append(
                CheckFinding("planned \(check.rawValue)", .preflight, count: noted.images, "\(noted.text): \(check.meaning)\(after)"))
        }
        if !outcome.unobserved.isEmpty {
            report.findings.append(
                CheckFinding(
                    "planned no-observation-period", .preflight, count: outcome.unobserved.count,
                    "\(outcome.unobserved.count) persons of the plan have no observation period: OHDSI's tools leave them out"))
        }
        if !outcome.new.isEmpty {
            report.notes.append(
                CheckFinding(
                    "planned new-person", .preflight, count: outcome.new.count,
                    "\(outcome.new.count) of \(outcome.patients) patients are not in PERSON: they will be made"))
        }
    }
}

extension PersonCheck {
    /// What it finds about an image.
    fileprivate var meaning: String {
        switch self {
        case .sex: "Patient's Sex is another than the person's gender"
        case .birthYear: "the header's year of birth is another than the person's"
        case .dateBeforeBirth: "the date lies before the person's birth"
        case .dateAfterDeath: "the date lies after the person's death"
        case .outsideObservation: "the date lies outside the person's observation periods"
        }
    }
}
