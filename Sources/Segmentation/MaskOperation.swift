/// How a region is made of others, which are known by their names.
public enum MaskOperation: Sendable, Hashable, Codable {
    /// The voxels of any of the regions.
    case union([String])
    /// The voxels that all of the regions have.
    case intersection([String])
    /// The voxels of the first region that none of the others has.
    case difference([String])
    /// The voxels outside a region whose centres lie at most `outside` mm from the centre of a voxel of it, and those inside at most `inside`
    /// mm from one that is not; of these, those of `within`, if that is given.
    case ring(of: String, outside: Double, inside: Double, within: String?)
    /// The largest part of a region whose voxels touch each other by face, edge or corner; of equal ones the first, x fastest.
    case largestComponent(of: String)

    /// The names of the regions that it is made of, each once, in order.
    public var operands: [String] {
        let names: [String] =
            switch self {
            case .union(let names), .intersection(let names), .difference(let names): names
            case .ring(let name, _, _, let within): [name] + (within.map { [$0] } ?? [])
            case .largestComponent(let name): [name]
            }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}

/// A region that a recipe makes of others.
public struct MaskDefinition: Sendable, Hashable {
    /// The name of the new region.
    public let name: String
    /// What it is made of.
    public let operation: MaskOperation

    /// Names an operation.
    public init(name: String, operation: MaskOperation) {
        self.name = name
        self.operation = operation
    }
}
