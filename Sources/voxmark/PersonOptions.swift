import ArgumentParser
import OMOP

/// How patients become persons, which dates are written, and where the link table goes.
struct PersonOptions: ParsableArguments {
    @Option(
        name: .customLong("person-map"),
        help: ArgumentHelp(
            "What the site knows about patients: CSV with patient_id and as needed issuer, person_id, year_of_birth, sex.",
            valueName: "file"), completion: .file(extensions: ["csv"]))
    var personMap: String?

    @Option(
        help: ArgumentHelp(
            """
            Whom to take for persons that the map names by no person_id: create those that PERSON lacks, lookup by person_source_value (the \
            Patient ID or its pseudonym) only, or map for nobody else. (default: create, with --append lookup)
            """, valueName: "source"))
    var persons: PersonPolicy.Source?

    @Option(
        name: .customLong("lookup-issuer"),
        help: ArgumentHelp("The issuer whose Patient IDs stand in person_source_value.", valueName: "issuer"))
    var lookupIssuer: String?

    @Option(
        name: .customLong("date-shift"),
        help: ArgumentHelp(
            "Shift each person's dates as the site's CDM does: CSV with patient_id, days and as needed issuer. (default: full dates)",
            valueName: "file"), completion: .file(extensions: ["csv"]))
    var dateShift: String?

    @Option(
        name: .customLong("person-check"),
        help: ArgumentHelp(
            """
            What becomes of a case that contradicts its person, such as sex-mismatch=note; hold, note or ignore, and with --append \
            outside-observation-period=extend, which extends the nearest period. (default: hold, but note for outside-observation-period)
            """, valueName: "check=verdict"), transform: PersonOptions.check)
    var checks: [(check: PersonCheck, verdict: PersonChecks.Verdict)] = []

    @Option(
        name: .customLong("link-table"),
        help: ArgumentHelp(
            "Write which pseudonym stands for which patient and UID, to a file outside the results that only you can read.",
            valueName: "file"), completion: .file(extensions: ["csv"]))
    var linkTable: String?

    func validate() throws {
        if persons == .map && personMap == nil { throw ValidationError("--persons map needs a --person-map") }
        guard Set(checks.map(\.check)).count == checks.count else { throw ValidationError("--person-check names a check twice") }
    }

    /// Refuses what does not go with where the rows go.
    ///
    /// - Parameter atSite: whether they are appended to a site's CDM.
    func validate(atSite: Bool) throws {
        if atSite, persons == .create { throw ValidationError("--append looks persons up: --persons lookup or --persons map") }
        if lookupIssuer != nil, source(atSite: atSite) != .lookup { throw ValidationError("--lookup-issuer needs --persons lookup") }
        if !atSite, checks.contains(where: { $0.verdict == .extend }) {
            throw ValidationError("--person-check \(PersonCheck.outsideObservation.rawValue)=extend goes with --append")
        }
    }

    /// The policy that the options ask for.
    ///
    /// - Parameters:
    ///   - patients: all patients of the plan, which tell the IDs that several issuers gave.
    ///   - shared: the IDs of which that is known from a larger plan.
    ///   - atSite: whether the rows are appended to a site's CDM.
    func policy(among patients: [PatientIdentity], sharing shared: [String] = [], atSite: Bool) throws(OMOPError) -> PersonPolicy {
        let dates = try dateShift.map { path throws(OMOPError) in DatePolicy.shifted(try DateShifts(file: path)) } ?? .full
        return PersonPolicy(
            map: try personMap.map { path throws(OMOPError) in try PersonMap(file: path) } ?? PersonMap(), source: source(atSite: atSite),
            lookupIssuer: lookupIssuer, dates: dates,
            checks: PersonChecks(Dictionary(checks.map { ($0.check, $0.verdict) }) { first, _ in first }),
            sharedIDs: PatientIdentity.sharedIDs(among: patients).union(shared))
    }

    private func source(atSite: Bool) -> PersonPolicy.Source { persons ?? (atSite ? .lookup : .create) }

    private static func check(_ text: String) throws -> (check: PersonCheck, verdict: PersonChecks.Verdict) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let check = PersonCheck(rawValue: parts[0]), let verdict = PersonChecks.Verdict(rawValue: parts[1]) else {
            let checks = PersonCheck.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(text)' is no check and verdict: \(checks); hold, note, ignore, extend")
        }
        guard verdict != .extend || check == .outsideObservation else {
            throw ValidationError("'\(text)': extend is for \(PersonCheck.outsideObservation.rawValue) only")
        }
        return (check, verdict)
    }
}

extension PersonPolicy.Source: ExpressibleByArgument {}
