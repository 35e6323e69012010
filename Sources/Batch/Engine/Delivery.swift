import OMOP

/// What the supervisor hands to the writer.
enum Delivery: Sendable {
    /// Work on a bundle has begun.
    case began(Schedule.Work, worker: Int)
    /// Cases of a bundle have ended, one way or another.
    case ended(EndedCases)
    /// Another process has settled cases of a bundle while this one ran, by their places in the bundle.
    case settledElsewhere(Schedule.Work, [Int: SettledElsewhere])
    /// Cases that were begun go back to the queue.
    case returned(Schedule.Work)
}

/// A case that another process has settled: its key, and how the ledger says it ended.
struct SettledElsewhere: Sendable, Hashable {
    let key: String
    let settled: SettledCase
}

/// What came of some cases of a bundle in one worker.
struct EndedCases: Sendable {
    let work: Schedule.Work
    /// The number of the worker.
    let worker: Int
    /// nil when the files could not be read, or the worker was lost before.
    let digests: BundleDigests?
    /// How long the digests took in seconds.
    let digestSeconds: Double?
    /// The content digests that were not known before.
    let fresh: [String: KnownDigest]
    /// What was read of the image.
    let image: ReadImage
    /// What came of the cases, by their places in the bundle.
    let results: [Int: CaseResult]
    /// The cases whose outcome is known from an earlier run, by their places in the bundle.
    let settled: [Int]
}
