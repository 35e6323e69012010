import Foundation
import Recipes
import TestSupport
import Testing
import Voxels

@testable import Extraction
@testable import Features

/// The number of threads changes no bit, on a region that is cut into several parts everywhere.
@Suite struct ThreadInvariantTests {
    static let recipes = [
        "few levels": "discretisation: {texture: {bin-number: 32}, ivh: {bin-number: 100}}",
        "many levels": "discretisation: {texture: {bin-number: 900}, ivh: {bin-size: 10, minimum: region}}",
        "cubic": """
        interpolation: {spacing: [0.9, 1.1, 1.2], image: cubic, mask: linear, partial-volume: 0.5, rounding: none}
        resegmentation: {range: [-700, 700], outliers: 3}
        discretisation: {texture: {bin-size: 25, minimum: range}, ivh: {bin-size: 2.5, minimum: range}}
        """,
        "in-plane": """
        interpolation: {spacing: [1.3, 0.8], image: linear, mask: nearest, partial-volume: 0.5, rounding: integer}
        discretisation: {texture: {bin-number: 64}, ivh: none}
        """,
    ]

    @Test(arguments: recipes.keys.sorted())
    func sameBitsForAnyNumberOfThreads(name: String) throws {
        let scene = ThreadScene()
        let recipe = try Self.recipe(name)
        let one = try extract(image: scene.image, mask: scene.mask, recipe: recipe)
        #expect(one.features.count > 400)
        #expect(one.features.allSatisfy { $0.value.number != nil })
        for threads in [2, 3, 64] {
            let several = try extract(image: scene.image, mask: scene.mask, recipe: recipe, threads: threads)
            #expect(several.intensityVoxelCount == one.intensityVoxelCount)
            let differing = zip(one.features, several.features).filter { $0.column != $1.column || !haveSameBits($0.value, $1.value) }
            #expect(differing.isEmpty, "\(threads) threads: \(differing.map(\.0.column.tag))")
            #expect(several.features.count == one.features.count)
        }
    }

    @Test func sameBitsWhereverTheRegionLies() throws {
        let recipe = try Self.recipe("few levels")
        let here = try extract(image: ThreadScene().image, mask: ThreadScene().mask, recipe: recipe)
        let moved = ThreadScene(shift: [7, 5, 3])
        let there = try extract(image: moved.image, mask: moved.mask, recipe: recipe, threads: 3)
        #expect(zip(here.features, there.features).allSatisfy { haveSameBits($0.value, $1.value) })
    }

    @Test func theRegionIsCutIntoSeveralParts() throws {
        let scene = ThreadScene()
        let region = try interpolate(image: scene.image, mask: scene.mask, recipe: Self.recipe("many levels")) { _ in .zero }
        guard case .levels(let discretised) = try discretise(region, by: .fixedBinNumber(900), range: nil) else {
            Issue.record("the region has grey levels")
            return
        }
        let levels = TextureLevels(discretised)
        #expect(levels.usedCount > CooccurrenceTables.levelLimit)
        #expect(levels.slabs().count > 2)
        #expect(levels.parts(ofBytes: 15 * CooccurrenceAccumulator.bytes(levels)).count > 2)
    }

    private func haveSameBits(_ one: FeatureValue, _ other: FeatureValue) -> Bool {
        guard let a = one.number, let b = other.number else { return one == other }
        return a.bitPattern == b.bitPattern
    }

    private static func recipe(_ name: String) throws -> Recipe {
        try Recipe.parse(
            """
            voxmark: 1
            name: threads
            block: 20
            \(recipes[name] ?? "")
            features: {families: all, aggregations: all}
            """)
    }
}

/// Smooth noise with an ellipsoid of about 150,000 voxels.
private struct ThreadScene {
    let image: Volume
    let mask: Mask

    init(shift: Index3 = .zero) {
        let size = Index3(96, 90, 84)
        let grid = Grid(size: size, spacing: [1, 1, 1])
        var generator = RepeatableGenerator(seed: 9)
        var values = [Float](repeating: 0, count: grid.size.product)
        var inside = [UInt8](repeating: 0, count: grid.size.product)
        for z in 0..<size.z - 3 {
            for y in 0..<size.y - 5 {
                for x in 0..<size.x - 7 {
                    let place = grid.bounds.offset(of: Index3(x, y, z) &+ shift)
                    let wave = sin(Float(x) / 5) * cos(Float(y) / 7) * sin(Float(z) / 3)
                    values[place] = 400 * wave + Float.random(in: -150...150, using: &generator)
                    let offset = (SIMD3(Double(x), Double(y), Double(z)) - SIMD3(44, 42, 40)) / SIMD3(35, 33, 31)
                    inside[place] = offset.dot(offset) < 1 && !(x > 50 && y > 50) ? 1 : 0
                }
            }
        }
        image = Volume(grid: grid, box: grid.bounds, values: values)
        mask = Mask(grid: grid, box: grid.bounds, values: inside)
    }
}
