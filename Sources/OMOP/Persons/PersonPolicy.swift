/// How a case's patient becomes a person of PERSON, and what speaks against it.
public struct PersonPolicy: Sendable {
    /// Where persons come from besides the person map.
    public enum Source: String, Sendable, Hashable, CaseIterable {
        /// Persons that PERSON lacks are made from the headers: for a database of its own.
        case create
        /// Only persons whose `person_source_value` is the Patient ID or its pseudonym.
        case lookup
        /// Only persons whom the person map names by `person_id`.
        case map
    }

    /// What the site knows about patients.
    public var map: PersonMap
    /// Where other persons come from.
    public var source: Source
    /// The issuer whose Patient IDs stand in `person_source_value`; nil when the site has only one.
    ///
    /// Patients of other issuers are not looked up there.
    public var lookupIssuer: String?
    /// Which dates are written.
    public var dates: DatePolicy
    /// What becomes of persons and dates that do not fit.
    public var checks: PersonChecks
    /// Patient IDs that more than one issuer gave (`PatientIdentity.sharedIDs(among:)`): what says nothing of the issuer does not settle them.
    public var sharedIDs: Set<String>

    /// Makes a policy.
    public init(
        map: PersonMap = PersonMap(), source: Source = .create, lookupIssuer: String? = nil, dates: DatePolicy = .full,
        checks: PersonChecks = PersonChecks(), sharedIDs: Set<String> = []
    ) {
        self.map = map
        self.source = source
        self.lookupIssuer = lookupIssuer
        self.dates = dates
        self.checks = checks
        self.sharedIDs = sharedIDs
    }

    /// What the map says about a patient.
    func match(_ patient: PatientIdentity) -> PatientMatch<PersonMap.Row> {
        guard let id = patient.ownID else { return .none }
        return map.table.match(patient: id, issuer: patient.ownIssuer, isShared: sharedIDs.contains(id))
    }
}

/// Something about a case that does not fit its person; the raw values are those of the codes.
public enum PersonCheck: String, Sendable, Hashable, CaseIterable {
    /// Patient's Sex is another than the person's gender.
    case sex = "sex-mismatch"
    /// The year of birth of the header is another than the person's.
    case birthYear = "birth-year-mismatch"
    /// The image is older than the person.
    case dateBeforeBirth = "date-before-birth"
    /// The image was made after the person's death (table DEATH).
    case dateAfterDeath = "date-after-death"
    /// The image was made outside the person's observation periods.
    case outsideObservation = "outside-observation-period"
}

/// What becomes of each check.
public struct PersonChecks: Sendable, Hashable {
    /// What becomes of a case.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// Its values stay out of the CDM until the person is settled.
        case hold
        /// It is written, and the finding reported.
        case note
        /// It is written.
        case ignore
    }

    private var verdicts: [PersonCheck: Verdict]

    /// The defaults, changed where told: all hold, except that dates outside the observation periods are noted, since OMOP allows such rows.
    public init(_ changes: [PersonCheck: Verdict] = [:]) {
        let defaults = PersonCheck.allCases.map { ($0, $0 == .outsideObservation ? Verdict.note : .hold) }
        verdicts = Dictionary(uniqueKeysWithValues: defaults).merging(changes) { _, change in change }
    }

    /// What becomes of a check.
    public subscript(check: PersonCheck) -> Verdict { verdicts[check] ?? .hold }
}
