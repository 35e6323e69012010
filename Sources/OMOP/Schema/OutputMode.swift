/// How a run's rows come into a database; the raw values are those that the database remembers.
public enum OutputMode: String, Sendable, Hashable, CaseIterable {
    /// A database of our own with everything that makes it queryable: persons and their observation periods are made from the headers.
    case standAlone = "stand-alone"
    /// A site's own CDM 5.4: persons are looked up, and what the site holds is neither changed nor taken away.
    case append

    /// Refuses what a policy asks for that only the other mode allows.
    func check(_ policy: PersonPolicy, place: String) throws(OMOPError) {
        switch self {
        case .standAlone where policy.checks[.outsideObservation] == .extend:
            throw OMOPError(
                .schema,
                "\(place) is no site's CDM, whose observation periods could be extended: append to it (--append), or choose another verdict"
            )
        case .append where policy.source == .create:
            throw OMOPError(
                .schema, "persons of a site's CDM (\(place)) are looked up, never made: choose --persons lookup or --persons map")
        default: break
        }
    }
}
