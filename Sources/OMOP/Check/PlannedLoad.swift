/// What is to be written into a database, as far as a plan knows before anything is computed.
public struct PlannedLoad: Sendable {
    /// Whose the images are and when they were made, one for each image.
    let images: [PersonResolution]
    /// How many cases and measurements there will be at most.
    let cases: Int, rows: Int
    /// What tells the key of the pseudonyms; nil when there is none yet.
    let fingerprint: String?
    /// How the rows are to be written.
    let mode: OutputMode
    /// What the site chooses about persons and dates.
    let policy: PersonPolicy

    /// Describes a plan.
    ///
    /// - Parameters:
    ///   - images: whose images they are and when they were made.
    ///   - cases: how many cases there are.
    ///   - rows: how many measurements they have if every feature has a value.
    ///   - key: the key of the output's pseudonyms; nil when the run is to make one, which no database knows yet.
    ///   - policy: what the site chooses about persons and dates.
    ///   - mode: whether the database is ours or a site's.
    public init(
        images: [(patient: PatientIdentity, dates: ImageDates)], cases: Int, rows: Int, key: PseudonymKey?,
        policy: PersonPolicy = PersonPolicy(), mode: OutputMode = .standAlone
    ) {
        self.cases = cases
        self.rows = rows
        self.policy = policy
        self.mode = mode
        fingerprint = key?.fingerprint
        let key = key ?? PseudonymKey(anyLength: (0..<32).map { _ in UInt8.random(in: 0...255) })
        self.images = images.map { PersonResolution($0.patient, $0.dates, policy: policy, key: key) }
    }
}
