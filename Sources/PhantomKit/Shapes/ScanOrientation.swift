import Foundation
import Voxels

/// How a phantom's grid lies in the patient.
public enum ScanOrientation: String, Sendable, CaseIterable {
    /// Rows to the left, columns to the back, slices to the head.
    case axial
    /// Axial, rotated by 20° about the left-right axis.
    case oblique
    /// Oblique, then rotated by 35° about the feet-head axis.
    case doublyOblique
    /// Rows reversed and slices towards the feet: right-handed, so that a reader which sorts along the slice normal gets the same indices.
    case flipped
    /// Slices towards the feet with axial rows: left-handed, so that a reader which sorts along the slice normal gets the slices in reverse.
    case reversed

    /// The grid's axes in LPS.
    public var direction: Grid.Direction {
        switch self {
        case .axial: .axial
        case .oblique: Grid.Direction.axial.turned(aboutX: 20)
        case .doublyOblique: Grid.Direction.axial.turned(aboutX: 20).turned(aboutZ: 35)
        case .flipped: Grid.Direction(x: [1, 0, 0], y: [0, -1, 0], z: [0, 0, -1])
        case .reversed: Grid.Direction(x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, -1])
        }
    }
}

extension Grid {
    /// Makes a grid whose middle (a voxel centre or, for even sizes, a corner) lies at `centre` in LPS mm.
    public init(size: Index3, spacing: SIMD3<Double>, centre: SIMD3<Double>, direction: Direction) {
        self.init(size: size, spacing: spacing, direction: direction)
        let middle = SIMD3(Double(size.x - 1), Double(size.y - 1), Double(size.z - 1)) / 2
        origin = centre - position(of: middle)
    }
}

extension Grid.Direction {
    func turned(aboutX degrees: Double) -> Grid.Direction {
        let (cosine, sine) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
        return mapped { SIMD3($0.x, cosine * $0.y - sine * $0.z, sine * $0.y + cosine * $0.z) }
    }

    func turned(aboutZ degrees: Double) -> Grid.Direction {
        let (cosine, sine) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
        return mapped { SIMD3(cosine * $0.x - sine * $0.y, sine * $0.x + cosine * $0.y, $0.z) }
    }

    private func mapped(_ turn: (SIMD3<Double>) -> SIMD3<Double>) -> Grid.Direction {
        Grid.Direction(x: turn(x), y: turn(y), z: turn(z))
    }
}
