import Extraction
import Features
import Recipes
import TestSupport
import Testing
import Voxels

/// What a scanner padded is no measurement: no intensity feature knows it, and the shape does not depend on it.
struct PaddingOracleTests {
    private let grid = Grid(size: [16, 12, 6], spacing: [2, 2, 3])

    /// Noise with a padded wedge at low x.
    private func image(padding value: Float, isMarked: Bool = true) -> Volume {
        var generator = RepeatableGenerator(seed: 5)
        var values: [Float] = []
        var padding: [UInt8] = []
        for _ in 0..<6 {
            for y in 0..<12 {
                for x in 0..<16 {
                    let noise = Float(Int.random(in: -50...150, using: &generator))
                    let isPadding = x < 4 - y / 4
                    values.append(isPadding ? value : noise)
                    padding.append(isPadding ? 1 : 0)
                }
            }
        }
        return Volume(grid: grid, box: grid.bounds, values: values, padding: isMarked ? padding : [])
    }

    private func mask(_ x: Range<Int>) -> Mask {
        let box = Box(lower: [x.lowerBound, 1, 1], upper: [x.upperBound, 11, 5])
        return Mask(grid: grid, box: box, values: [UInt8](repeating: 1, count: box.count))
    }

    private func recipe(_ families: [FeatureFamily], _ interpolation: Recipe.Interpolation? = nil) -> Recipe {
        Recipe(
            name: "padding", block: 20, interpolation: interpolation, textureDiscretisation: .fixedBinNumber(16),
            features: Recipe.FeatureChoice(families: families))
    }

    @Test func featuresAreThoseOfTheOtherVoxels() throws {
        let region = mask(1..<12)
        let marked = try extract(image: image(padding: -3024), mask: region, recipe: recipe(FeatureFamily.allCases))
        let kept = image(padding: -3024).withoutPadding(region)
        #expect(marked.paddingVoxelCount == region.count - kept.count && marked.paddingVoxelCount > 0)
        #expect(marked.intensityVoxelCount == kept.count && marked.morphologicalVoxelCount == region.count)

        // Re-segmentation takes the same voxels away where padding is far outside the range.
        var resegmented = recipe(FeatureFamily.allCases)
        resegmented.resegmentation = Recipe.Resegmentation(range: -1000...1000)
        let plain = try extract(image: image(padding: -3024, isMarked: false), mask: region, recipe: resegmented)
        for (one, other) in zip(marked.features, plain.features) {
            let family = one.column.declaration.family
            if family == .localIntensity {
                guard case .failed(let failure) = one.value else {
                    Issue.record("local intensities next to padding fail")
                    continue
                }
                #expect(failure.code == .paddingNearby)
            } else if family != .intensityVolumeHistogram {
                #expect(one.value == other.value, "\(one.column.tag)")
            }
        }
    }

    @Test(arguments: [InterpolationMethod.nearest, .linear, .cubic])
    func theValueOfThePaddingDoesNotMatter(method: InterpolationMethod) throws {
        let steps = Recipe.Interpolation(spacing: .volume(1.5, 1.5, 2), image: method, roundsIntensities: true)
        let families: [FeatureFamily] = [.morphology, .statistics, .intensityHistogram, .glcm]
        for region in [mask(1..<16), mask(4..<16)] {
            let results = try [-3024, -1000, 0].map { value in
                try extract(image: image(padding: value), mask: region, recipe: recipe(families, steps))
            }
            #expect(Set(results.map(\.paddingVoxelCount)).count == 1)
            // The second region lies beside the padding, and only the spline reaches it there.
            #expect((results[0].paddingVoxelCount > 0) == (region.box.lower.x == 1 || method == .cubic))
            #expect(results[0].intensityVoxelCount + results[0].paddingVoxelCount == results[0].morphologicalVoxelCount)
            for other in results.dropFirst() {
                for (one, second) in zip(results[0].features, other.features) { #expect(one.value == second.value, "\(one.column.tag)") }
            }
        }
    }

    @Test func aRegionOfPaddingHasAShapeOnly() throws {
        let result = try extract(image: image(padding: -3024), mask: mask(0..<1), recipe: recipe([.morphology, .statistics]))
        #expect(result.intensityVoxelCount == 0 && result.morphologicalVoxelCount == 40)
        #expect(result.features.contains { $0.value.number != nil })
        let statistics = result.features.filter { $0.column.declaration.family == .statistics }
        #expect(!statistics.isEmpty && statistics.allSatisfy { $0.value.number == nil })
    }

    @Test func paddingFarFromTheRegionChangesNothing() throws {
        let steps = Recipe.Interpolation(spacing: .volume(1.5, 1.5, 2), image: .linear)
        let region = mask(10..<15)
        let all = recipe(FeatureFamily.allCases, steps)
        let (marked, plain) = (image(padding: -3024), image(padding: -3024, isMarked: false))
        let (one, other) = (try extract(image: marked, mask: region, recipe: all), try extract(image: plain, mask: region, recipe: all))
        #expect(one.paddingVoxelCount == 0)
        #expect(one.features.map(\.value) == other.features.map(\.value))
    }
}
