/// How a run's rows come into a database.
public enum OutputMode: Sendable, Hashable {
    /// A database of our own with everything that makes it queryable: persons and their observation periods are made from the headers.
    case standAlone
    /// A site's own CDM 5.4: persons are looked up, and what the site holds is neither changed nor taken away.
    case append(PeriodPolicy)

    /// What becomes of an image that lies outside of its person's observation periods at a site.
    public enum PeriodPolicy: String, Sendable, Hashable, CaseIterable {
        /// Its rows are written, with a remark: they exist, but are no index events.
        case remark
        /// Its values are held.
        case hold
        /// The nearest observation period is extended to the image's day.
        case extend
    }

    /// The name that the database remembers.
    var name: String { self == .standAlone ? "stand-alone" : "append" }
}
