/// What a bundle is predicted to cost in a worker process.
public struct CaseCost: Sendable, Hashable, Codable {
    /// The worker's memory at its peak in bytes.
    public let peakBytes: Int
    /// How long it takes with one thread in seconds.
    public let seconds: Double
}

extension CaseBundle {
    /// What the bundle is predicted to cost.
    var cost: CaseCost { CaseCost(peakBytes: 64 << 20, seconds: Double(image.files.count)) }
}
