import Foundation
import Voxels

/// How the length of the vector between two voxels is measured, in voxels (IBSI 1, "Distances").
public enum DistanceNorm: String, Sendable, Hashable, CaseIterable {
    /// The largest component (PVMT).
    case chebyshev
    /// The root of the sum of squares (G9EV).
    case euclidean
    /// The sum of the components (LIFZ).
    case manhattan

    /// The length of a step between voxels.
    public func length(of step: SIMD3<Int>) -> Double {
        let (x, y, z) = (abs(step.x), abs(step.y), abs(step.z))
        switch self {
        case .chebyshev: return Double(max(x, y, z))
        case .euclidean: return Double(x * x + y * y + z * z).squareRoot()
        case .manhattan: return Double(x + y + z)
        }
    }
}

/// How the distance between voxels weighs their share in a texture matrix (IBSI 6CK8).
public enum DistanceWeighting: String, Sendable, Hashable, CaseIterable {
    /// w = 1.
    case none
    /// w = 1/‖m‖.
    case inverse
    /// w = exp(−‖m‖²).
    case gaussian

    /// The weight of a distance in voxels, above 0; the Gaussian of a distance of 28 or more is too small for a number, and 0.
    public func weight(of distance: Double) -> Double {
        switch self {
        case .none: 1
        case .inverse: 1 / distance
        case .gaussian: exp(-distance * distance)
        }
    }
}

/// Which voxels texture matrices compare, and how much each counts (IBSI 1, "Distances and distance weighting" of the texture families).
///
/// Distances are in voxels, whatever the spacing. IBSI's reference values have Chebyshev distance 1 without weights, and IBSI cautions against the rest.
public struct TextureDistances: Sendable, Hashable {
    /// The distances that are used, each from 1.
    public static let range = 1...16

    /// The distance δ of co-occurring voxels.
    public var cooccurrence: Int
    /// The distance δ up to which voxels are in the neighbourhood of grey tone differences.
    public var greyToneDifference: Int
    /// The distance δ up to which voxels are in the neighbourhood of grey level dependences.
    public var dependence: Int
    /// The norm of these distances.
    public var norm: DistanceNorm
    /// The weights of co-occurrence and run length matrices when directions are merged, and of neighbours in grey tone differences.
    public var weighting: DistanceWeighting
    /// The norm of the distance that weighs.
    public var weightingNorm: DistanceNorm

    /// Chooses distances; without arguments those of IBSI's reference values.
    public init(
        cooccurrence: Int = 1, greyToneDifference: Int = 1, dependence: Int = 1, norm: DistanceNorm = .chebyshev,
        weighting: DistanceWeighting = .none, weightingNorm: DistanceNorm = .euclidean
    ) {
        self.cooccurrence = cooccurrence
        self.greyToneDifference = greyToneDifference
        self.dependence = dependence
        self.norm = norm
        self.weighting = weighting
        self.weightingNorm = weightingNorm
    }

    /// A step from a voxel to another with its weight.
    struct Step: Sendable, Hashable {
        let offset: SIMD3<Int>
        let weight: Double
    }

    /// The steps of co-occurrence, each opposite pair once, those within a slice first.
    ///
    /// With the Chebyshev norm these are the 13 directions times δ; with the others all vectors of length δ, for the Euclidean norm those longer
    /// than δ − 1 and not longer than δ.
    var cooccurrenceSteps: [Step] {
        let offsets: [SIMD3<Int>]
        if norm == .chebyshev {
            offsets = Direction.all.map { $0 &* cooccurrence }
        } else {
            let shell = Self.offsets(within: cooccurrence).filter { offset in
                let length = norm.length(of: offset)
                return length > Double(cooccurrence - 1) && length <= Double(cooccurrence)
            }
            let half = shell.filter { ($0.z, $0.y, $0.x) > (0, 0, 0) }
            offsets = half.filter { $0.z == 0 } + half.filter { $0.z > 0 }
        }
        return offsets.map(step)
    }

    /// The 13 directions of runs, those within a slice first.
    var runSteps: [Step] { Direction.all.map(step) }

    /// The steps to the neighbours of grey tone differences.
    var greyToneDifferenceSteps: [Step] { neighbours(within: greyToneDifference).map(step) }

    /// The steps to the neighbours of grey level dependences.
    var dependenceSteps: [SIMD3<Int>] { neighbours(within: dependence) }

    /// Whether a weight of co-occurrence or of grey tone differences is too small for a number of full precision: far distances have such
    /// Gaussian weights, and a matrix of theirs would have no entropy.
    public var hasVanishingWeights: Bool {
        (cooccurrenceSteps + greyToneDifferenceSteps).contains { $0.weight < .leastNormalMagnitude }
    }

    /// Whether co-occurrence is that of the reference values.
    var hasPlainCooccurrence: Bool { norm == .chebyshev && cooccurrence == 1 && weighting == .none }
    /// Whether run lengths are those of the reference values.
    var hasPlainRunLengths: Bool { weighting == .none }
    /// Whether neighbourhoods are those of the reference values.
    var hasPlainNeighbourhoods: Bool { norm == .chebyshev && greyToneDifference == 1 && dependence == 1 && weighting == .none }

    private func step(_ offset: SIMD3<Int>) -> Step {
        Step(offset: offset, weight: weighting.weight(of: weightingNorm.length(of: offset)))
    }

    private func neighbours(within distance: Int) -> [SIMD3<Int>] {
        Self.offsets(within: distance).filter { $0 != .zero && norm.length(of: $0) <= Double(distance) }
    }

    /// The offsets of a cube around a voxel, x fastest.
    private static func offsets(within distance: Int) -> [SIMD3<Int>] {
        let edge = 2 * distance + 1
        return (0..<edge * edge * edge).map { place in
            SIMD3<Int>(place % edge, place / edge % edge, place / (edge * edge)) &- distance
        }
    }
}
