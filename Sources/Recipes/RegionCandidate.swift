/// What a mask object says about one of its regions, from which a selection chooses.
public struct RegionCandidate: Sendable, Hashable {
    /// ROI Name, Segment Label, or the name that a dictionary gives a label.
    public var name: String
    /// Segment Number or label; nil where regions have none that is meant for choosing.
    public var number: Int?
    /// The codes of category and type, such as `SCT:10200004`.
    public var codes: [String]

    /// Describes a region.
    public init(name: String, number: Int? = nil, codes: [String] = []) {
        self.name = name
        self.number = number
        self.codes = codes
    }
}
