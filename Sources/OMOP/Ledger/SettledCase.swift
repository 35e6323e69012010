/// How a case stands in the ledger.
public enum CaseState: String, Sendable, Hashable, CaseIterable, Encodable {
    /// Its rows are written.
    case done
    /// Something went wrong; it is tried again by a retry.
    case failed
    /// Its input cannot be processed; it is tried again by a retry.
    case refused
    /// Its values are in the CSV files only, since person or date is missing; it is tried again on the next run.
    case held
}

/// How the ledger says a case ended.
public struct SettledCase: Sendable, Hashable {
    /// How it stands.
    public let state: CaseState
    /// Why it is not done.
    public let code: String?
    /// Why it is not done, for the user.
    public let message: String?
    /// The version of the program that did it.
    public let softwareVersion: String
}

/// How long the stages of a case took in seconds; nil for a stage that it did not come to.
public struct StageSeconds: Sendable, Hashable, Encodable {
    /// Reading the files for their digests.
    public var digest: Double?
    /// Reading and decoding image and mask.
    public var load: Double?
    /// Making the region.
    public var segment: Double?
    /// Interpolating, re-segmenting, discretising.
    public var prepare: Double?
    /// Computing features.
    public var features: Double?
    /// Writing rows.
    public var write: Double?

    /// Describes the stages.
    public init(
        digest: Double? = nil, load: Double? = nil, segment: Double? = nil, prepare: Double? = nil, features: Double? = nil,
        write: Double? = nil
    ) {
        self.digest = digest
        self.load = load
        self.segment = segment
        self.prepare = prepare
        self.features = features
        self.write = write
    }

    /// The stages in the order of the table's columns.
    var columns: [Double?] { [digest, load, segment, prepare, features, write] }
}
