import Foundation
import Voxels

/// What is known of a shape without counting voxels.
public struct ShapeFacts: Sendable, Hashable {
    /// The volume in mm³.
    public let volume: Double
    /// The area of the surface in mm², that of a cavity included.
    public let surfaceArea: Double
    /// Semi-axes or half edges of the body in mm, longest first.
    public let halfLengths: SIMD3<Double>
    /// The variances in mm² of the points of the shape along its principal axes, largest first.
    ///
    /// IBSI's major, minor and least axis lengths (TDIC, P9VJ, 7J51) are four times their square roots.
    public let principalVariances: SIMD3<Double>
    /// The largest distance in mm between two points of the shape (IBSI L0JK).
    public let maximumDiameter: Double
}

extension Shape {
    /// The closed-form answers for this shape.
    public var facts: ShapeFacts {
        let volume = solid.volume - (cavity?.volume ?? 0)
        let moment = solid.secondMoment - (cavity?.secondMoment ?? .zero)
        return ShapeFacts(
            volume: volume,
            surfaceArea: solid.surfaceArea + (cavity?.surfaceArea ?? 0),
            halfLengths: solid.halfLengths.descending,
            principalVariances: (moment / volume).descending,
            maximumDiameter: solid.maximumDiameter)
    }
}

extension Solid {
    var volume: Double {
        let lengths = halfLengths
        let product = lengths.x * lengths.y * lengths.z
        return switch self {
        case .ellipsoid: 4 / 3 * Double.pi * product
        case .box: 8 * product
        }
    }

    /// The integrals of x², y² and z² over the body in mm⁵.
    var secondMoment: SIMD3<Double> {
        let squares = halfLengths * halfLengths
        return switch self {
        case .ellipsoid: squares * (volume / 5)
        case .box: squares * (volume / 3)
        }
    }

    var maximumDiameter: Double {
        switch self {
        case .ellipsoid(let semiAxes): 2 * semiAxes.max()
        case .box(let halfEdges): 2 * halfEdges.length
        }
    }

    /// For an ellipsoid 4π·R_G(a²b², b²c², c²a²) (NIST Digital Library of Mathematical Functions, 19.33.1).
    var surfaceArea: Double {
        let lengths = halfLengths
        let products = SIMD3(lengths.x * lengths.y, lengths.y * lengths.z, lengths.z * lengths.x)
        return switch self {
        case .ellipsoid: 4 * Double.pi * carlsonRG(products * products)
        case .box: 8 * products.sum()
        }
    }
}

/// Carlson's symmetric elliptic integral of the second kind for positive arguments (DLMF 19.21.10 with 19.36.1, 19.36.2).
///
/// Both integrals inside come from the duplication theorem, run until the arguments agree to the last bits.
func carlsonRG(_ arguments: SIMD3<Double>) -> Double {
    var point = arguments
    var sum = 0.0
    var scale = 1.0
    while point.max() - point.min() > 1e-9 * point.max() {
        let roots = SIMD3(point.x.squareRoot(), point.y.squareRoot(), point.z.squareRoot())
        let shift = roots.x * roots.y + roots.y * roots.z + roots.z * roots.x
        sum += scale / (roots.z * (point.z + shift))
        scale /= 4
        point = (point + shift) / 4
    }
    let mean = point.sum() / 3
    let first = 1 / mean.squareRoot()
    let second = 3 * sum + scale / (mean * mean.squareRoot())
    let (x, y, z) = (arguments.x, arguments.y, arguments.z)
    return (z * first - (x - z) * (y - z) * second / 3 + (x * y / z).squareRoot()) / 2
}

extension SIMD3 where Scalar == Double {
    var descending: SIMD3<Double> {
        let sorted = [x, y, z].sorted(by: >)
        return SIMD3(sorted[0], sorted[1], sorted[2])
    }
}
