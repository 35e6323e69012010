import Foundation
import Kernels
import TestSupport
import Testing
import Voxels

@testable import Features

/// The pruned search for the highest sphere mean against all means, summed in the same order: equal bits.
struct SphereMeansTwinTests {
    /// Images on which bounds are tight, loose, or of no use.
    private static let images: [(name: String, intensity: @Sendable (Index3, inout RepeatableGenerator) -> Float)] = [
        ("noise", { _, generator in Float.random(in: -90...160, using: &generator) }),
        ("whole numbers", { _, generator in Float.random(in: -1000...3000, using: &generator).rounded() }),
        ("flat", { _, _ in 0.1 }),
        ("flat whole number", { _, _ in 7 }),
        ("negative ramp", { index, _ in -3 * Float(index.x) - 0.7 * Float(index.y) + 0.01 * Float(index.z) }),
        ("noise far from zero", { _, generator in 1e7 + Float.random(in: 0...9, using: &generator).rounded() }),
        ("one bright voxel", { index, _ in index == Index3(8, 6, 5) ? 1e6 : 0.3 }),
        ("two plateaus", { index, _ in index.x < 20 ? 100.1 : 100.2 }),
        ("near overflow", { _, generator in Float.random(in: -3e36...3e36, using: &generator) }),
    ]

    @Test(arguments: images.indices, [SIMD3<Double>(0.8, 0.8, 1), [2, 2, 2], [0.6, 3, 20], [9, 1, 4], [0.25, 0.9, 2.1]])
    func maximaHaveTheBitsOfAllMeans(index: Int, spacing: SIMD3<Double>) throws {
        let (name, intensity) = Self.images[index]
        var generator = RepeatableGenerator(seed: UInt64(index))
        let size = Index3(43, 15, 11)
        let box = Box(lower: .zero, upper: size)
        let values = RegionFixtures.indices(of: box).map { intensity($0, &generator) }
        let grid = Grid(size: size, spacing: spacing)
        // The mask touches every border of the image.
        let mask = Mask(grid: grid, box: box, values: values.map { _ in Int.random(in: 0..<9, using: &generator) > 0 ? 1 : 0 })
        let region = PreparedRegion(image: Volume(grid: grid, box: box, values: values), morphologicalMask: mask, intensityMask: mask)
        let voxels = RegionFixtures.voxels(of: mask)
        let peak = try #require(voxels.map { region.image[$0] }.max())
        let means = voxels.map { plainMean(region.image, around: $0) }
        let results = LocalIntensity.results(of: region)
        let local = zip(voxels, means).filter { region.image[$0.0] == peak }.map(\.1).max()
        #expect(results["loc_peak_glob"]?.number?.bitPattern == means.max()?.bitPattern, "\(name)")
        #expect(results["loc_peak_loc"]?.number?.bitPattern == local?.bitPattern, "\(name)")
    }

    /// Voxels so small that every sphere holds the whole image: what is summed is bounded by the image, and every mean is its mean.
    @Test func spheresLargerThanTheImage() throws {
        let size = Index3(7, 5, 3)
        let grid = Grid(size: size, spacing: SIMD3(repeating: 1e-6))
        let chords = LocalIntensity.chords(spacing: grid.spacing, size: size)
        #expect(chords.count == 11 * 7)
        #expect(chords.allSatisfy { $0.reach == size.x })
        let box = Box(lower: .zero, upper: size)
        let values = RegionFixtures.indices(of: box).map { Float($0.x * $0.x + 10 * $0.y - 7 * $0.z) }
        let mask = Mask(grid: grid, box: box, values: [UInt8](repeating: 1, count: box.count))
        let region = PreparedRegion(image: Volume(grid: grid, box: box, values: values), morphologicalMask: mask, intensityMask: mask)
        let mean = Double(values.reduce(0, +)) / Double(values.count)
        let results = LocalIntensity.results(of: region)
        #expect(results["loc_peak_glob"]?.number == mean)
        #expect(results["loc_peak_loc"]?.number == mean)
    }

    /// The mean around a voxel of a whole image: differences of running sums, chord by chord, two chords at a time.
    private func plainMean(_ image: Volume, around centre: Index3) -> Double {
        let size = image.grid.size
        var differences: [Double] = []
        var members = 0
        for chord in LocalIntensity.chords(spacing: image.grid.spacing, size: size) {
            let (y, z) = (centre.y + chord.y, centre.z + chord.z)
            guard (0..<size.y).contains(y), (0..<size.z).contains(z) else { continue }
            let lower = max(centre.x - chord.reach, 0)
            let upper = min(centre.x + chord.reach + 1, size.x)
            func sum(before end: Int) -> Double { (0..<end).reduce(0.0) { $0 + Double(image[Index3($1, y, z)]) } }
            differences.append(sum(before: upper) - sum(before: lower))
            members += upper - lower
        }
        var total = 0.0
        for place in stride(from: 0, to: differences.count, by: 2) {
            total += place + 1 < differences.count ? differences[place] + differences[place + 1] : differences[place]
        }
        return total / Double(members)
    }
}
