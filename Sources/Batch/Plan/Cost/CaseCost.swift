/// What computing something is predicted to take, before a pixel is read.
public struct CaseCost: Sendable, Hashable, Codable {
    /// The most memory that the worker process needs, itself included, in bytes; meant as an upper bound.
    public var peakBytes: Int
    /// How long it takes with one thread, in seconds.
    public var seconds: Double

    /// Describes a cost.
    public init(peakBytes: Int, seconds: Double) {
        self.peakBytes = peakBytes
        self.seconds = seconds
    }

    /// What a case counts as of which a plan says nothing: 1 GiB and ten seconds.
    public static let unknown = CaseCost(peakBytes: 1 << 30, seconds: 10)

    /// What a case costs that is refused before a pixel is read: the worker process alone.
    public static let refused = CaseCost(peakBytes: CostTable.processBytes, seconds: 0)

    /// The cost of doing one after the other in one process.
    public static func + (one: CaseCost, other: CaseCost) -> CaseCost {
        CaseCost(peakBytes: max(one.peakBytes, other.peakBytes), seconds: one.seconds + other.seconds)
    }
}

extension CaseBundle {
    /// What computing the bundle's cases one after the other in one process is predicted to take.
    public var cost: CaseCost { cases.reduce(.refused) { $0 + $1.cost } }
}

extension Plan {
    /// What computing all cases one after the other in one process is predicted to take.
    public var cost: CaseCost { bundles.reduce(.refused) { $0 + $1.cost } }
}
