import Segmentation

extension Recipe {
    /// How masks become regions, and which regions are made of others.
    public struct Masks: Sendable, Hashable {
        /// The part of Maximum Fractional Value from which a voxel of a FRACTIONAL segment belongs to the region (above 0, at most 1), for
        /// PROBABILITY and OCCUPANCY alike.
        public var fractionalThreshold: Double
        /// Whether a mask in another or an unknown frame of reference is placed by its coordinates instead of being refused.
        public var trustsUnknownFrame: Bool
        /// The regions that are made of others, in order; a later one may be made of an earlier one.
        public var regions: [MaskDefinition]

        /// Describes the reading of masks; the defaults are those of a recipe that says nothing.
        public init(fractionalThreshold: Double = 0.5, trustsUnknownFrame: Bool = false, regions: [MaskDefinition] = []) {
            self.fractionalThreshold = fractionalThreshold
            self.trustsUnknownFrame = trustsUnknownFrame
            self.regions = regions
        }
    }
}

extension Recipe.Masks {
    /// What differs from the defaults, so that recipes from before these keys keep their digest and their configuration.
    var canonical: [(String, String)] {
        var lines: [(String, String)] = []
        if fractionalThreshold != 0.5 { lines.append(("masks.fractional-threshold", plain(fractionalThreshold))) }
        if trustsUnknownFrame { lines.append(("masks.unknown-frame", "trust")) }
        for (index, region) in regions.enumerated() {
            lines.append(("regions.\(1000 + index)", "\(escaped(region.name)) \(region.operation.canonical)"))
        }
        return lines
    }
}

extension MaskOperation {
    fileprivate var canonical: String {
        switch self {
        case .union(let names): "union of \(list(names))"
        case .intersection(let names): "intersection of \(list(names))"
        case .difference(let names): "difference of \(list(names))"
        case .ring(let name, let outside, let inside, let within):
            "ring of \(escaped(name)) outside \(plain(outside)) inside \(plain(inside))" + (within.map { " within \(escaped($0))" } ?? "")
        case .largestComponent(let name): "largest component of \(escaped(name))"
        }
    }

    private func list(_ names: [String]) -> String { names.map(escaped).joined(separator: " ") }
}
