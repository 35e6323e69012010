import Extraction
import Features
import Foundation
import PhantomKit
import Voxels

/// An ellipsoid of textured soft tissue in a volume of whole HU, 0.8 × 0.8 × 1 mm, the same for every run.
struct SyntheticRegion: Sendable {
    /// The ellipsoid with the surroundings that local intensity looks at.
    let image: Volume
    /// The ellipsoid's voxels on its bounding box.
    let mask: Mask
    /// The ellipsoid.
    let shape: Shape

    /// Makes an ellipsoid of about this many voxels.
    init(_ size: RegionSize) {
        let spacing = SIMD3(0.8, 0.8, 1)
        let ratios = SIMD3(90.0, 75.0, 71.0)
        let unit = 4.0 / 3 * Double.pi * ratios.x * ratios.y * ratios.z
        let semiAxes = ratios * cbrt(Double(size.voxels) / unit)
        let margin = LocalIntensity.margin(spacing: spacing)
        var extent = Index3.zero
        for axis in 0..<3 { extent[axis] = 2 * Int(semiAxes[axis].rounded(.up)) + 2 * margin[axis] + 1 }
        let grid = Grid(size: extent, spacing: spacing, centre: .zero, direction: .axial)
        shape = Shape(.ellipsoid(semiAxes: semiAxes * spacing))
        let whole = shape.mask(on: grid)
        mask = whole.rebased(to: whole.boundingBox)
        image = Volume(grid: grid, box: grid.bounds, values: Self.intensities(extent))
    }

    /// The region as the features take it, without interpolation.
    var prepared: PreparedRegion { PreparedRegion(image: image, morphologicalMask: mask, intensityMask: mask) }

    /// Slow waves and noise around 40 HU.
    private static func intensities(_ size: Index3) -> [Float] {
        let waves = (0..<max(size.x, size.y, size.z)).map { wave(Float($0) / 9) }
        var noise = Noise()
        var values: [Float] = []
        values.reserveCapacity(size.x * size.y * size.z)
        for z in 0..<size.z {
            for y in 0..<size.y {
                for x in 0..<size.x {
                    values.append((40 + 35 * waves[x] * waves[y] + 25 * waves[z] + 40 * noise.next()).rounded())
                }
            }
        }
        return values
    }

    /// A wave of period 4 between −1 and 1, made of parabolas.
    private static func wave(_ place: Float) -> Float {
        let phase = place - 4 * (place / 4).rounded(.down) - 2
        return phase < 0 ? 1 - (phase + 1) * (phase + 1) : (phase - 1) * (phase - 1) - 1
    }
}

/// Numbers between −1 and 1 that follow a fixed sequence (SplitMix64), dense around 0.
private struct Noise {
    private var state: UInt64 = 20_261_122

    mutating func next() -> Float {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        let halves = (Float(mixed >> 40), Float(mixed & 0xFF_FFFF))
        return (halves.0 + halves.1) / Float(1 << 24) - 1
    }
}
