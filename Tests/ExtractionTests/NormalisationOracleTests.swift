import Foundation
import Recipes
import TestSupport
import Testing
import Voxels

@testable import Extraction

/// Normalisation against the plain formulas over all voxels at once.
struct NormalisationOracleTests {
    private let image: Volume
    private let region: Mask

    init() {
        var generator = RepeatableGenerator(seed: 11)
        let grid = Grid(size: [7, 6, 5], spacing: [1, 1, 2])
        // Air around 20, a body from 150 to 250.
        let values = (0..<grid.size.product).map { index in
            index % 3 == 0 ? Float.random(in: -20...40, using: &generator) : Float.random(in: 150...250, using: &generator)
        }
        image = Volume(grid: grid, box: grid.bounds, values: values)
        region = Mask(grid: grid, box: grid.bounds, values: (0..<values.count).map { $0 % 5 == 0 ? 1 : 0 })
    }

    private func normalise(
        _ method: Recipe.Normalisation.Method, _ source: Recipe.Normalisation.Source, scale: Double = 1
    ) throws -> [Double] {
        let recipe = Recipe.Normalisation(method: method, source: source, scale: scale)
        let result = try normalised(image, by: recipe, reference: region)
        return try result.volume(in: image.grid.bounds).values.map(Double.init)
    }

    private func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot())
    }

    private var all: [Double] { image.values.map(Double.init) }

    private func expectEqual(_ found: [Double], _ expected: [Double]) {
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) })
    }

    @Test func zScoreOfTheImageTheBodyAndARegion() throws {
        let (mean, deviation) = moments(all)
        expectEqual(try normalise(.zScore, .image, scale: 100), all.map { ($0 - mean) / deviation * 100 })
        let body = moments(all.filter { $0 > 70 })
        expectEqual(try normalise(.zScore, .body), all.map { ($0 - body.mean) / body.deviation })
        let part = moments(zip(all, region.values).filter { $0.1 != 0 }.map(\.0))
        expectEqual(try normalise(.zScore, .region("a")), all.map { ($0 - part.mean) / part.deviation })
    }

    @Test func paddingDoesNotCount() throws {
        let padding = (0..<image.values.count).map { UInt8($0 % 4 == 1 ? 1 : 0) }
        let padded = Volume(grid: image.grid, box: image.box, values: image.values, padding: padding)
        let measured = zip(all, padding).filter { $0.1 == 0 }.map(\.0)
        let members = all.indices.filter { padding[$0] == 0 && region.values[$0] != 0 }.map { all[$0] }
        for (source, pool) in [(Recipe.Normalisation.Source.image, measured), (.region("a"), members)] {
            let (mean, deviation) = moments(pool)
            let result = try normalised(padded, by: Recipe.Normalisation(method: .zScore, source: source), reference: region)
            let volume = try result.volume(in: image.grid.bounds)
            expectEqual(volume.values.map(Double.init), all.map { ($0 - mean) / deviation })
            #expect(volume.padding == padding)
        }
    }

    @Test(arguments: [(0.0, 100.0), (1, 99), (12.5, 63), (50, 51)]) func percentilesAreExact(lower: Double, upper: Double) throws {
        let sorted = all.sorted()
        func percentile(_ percent: Double) -> Double {
            let place = percent / 100 * Double(sorted.count - 1)
            let low = Int(place.rounded(.down))
            return sorted[low] + (sorted[min(low + 1, sorted.count - 1)] - sorted[low]) * (place - Double(low))
        }
        let (low, high) = (percentile(lower), percentile(upper))
        expectEqual(try normalise(.percentile(lower, upper), .image), all.map { ($0 - low) / (high - low) })
    }

    @Test func referenceRegionGetsTheMeanOfTheScale() throws {
        let found = try normalise(.reference, .region("a"), scale: 10)
        #expect(abs(moments(zip(found, region.values).filter { $0.1 != 0 }.map(\.0)).mean - 10) < 1e-5)
    }

    /// Statistics of a normalised image follow from those of the image: mean 0 and deviation 1 over its whole, energy and range scaled.
    @Test func extractionNormalisesBeforeResegmentation() throws {
        let text = """
            voxmark: 1
            name: n
            block: 20
            normalise: {method: z-score, from: image}
            resegmentation: {range: [0, null]}
            features: {families: [statistics]}
            """
        let recipe = try Recipe.parse(text)
        let whole = Mask(grid: image.grid, box: image.grid.bounds, values: [UInt8](repeating: 1, count: image.values.count))
        let extraction = try extract(image: image, mask: whole, recipe: recipe)
        let (mean, deviation) = moments(all)
        let kept = all.filter { $0 >= mean }
        #expect(extraction.intensityVoxelCount == kept.count)
        let found = try #require(extraction.features.first { $0.column.tag == "stat_mean" }?.value.number)
        #expect(abs(found - (moments(kept).mean - mean) / deviation) < 1e-6)
        // The image normalised once for several regions gives the same bits.
        let shared = try normalised(image, by: recipe.normalisation, reference: nil)
        #expect(try extract(image: shared, mask: whole, recipe: recipe).features == extraction.features)
    }

    @Test func whatGivesNothingToNormaliseByIsRefused() throws {
        let flat = Volume(grid: image.grid, box: image.box, values: [Float](repeating: 3, count: image.values.count))
        let cases: [(any ImageSource, Recipe.Normalisation.Method, Recipe.Normalisation.Source, Mask?)] = [
            (flat, .zScore, .image, nil), (flat, .percentile(1, 99), .image, nil), (flat, .zScore, .body, nil),
            (image, .reference, .region("liver"), nil),
        ]
        for (image, method, source, reference) in cases {
            let recipe = Recipe.Normalisation(method: method, source: source)
            let error = #expect(throws: ExtractionError.self) { try normalised(image, by: recipe, reference: reference) }
            #expect(error?.code == .notNormalisable)
        }
    }
}
