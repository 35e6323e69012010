import Features
import Recipes
import TestSupport
import Testing
import Voxels

@testable import Extraction

/// Whatever the region and the recipe, each chosen column comes once and in order, as a finite number or with a reason.
@Suite struct ExtractionMechanicsTests {
    @Test func smallRandomRegionsGiveFiniteOrTypedResults() throws {
        var generator = RepeatableGenerator(seed: 17)
        var (values, refusals) = (0, 0)
        let rounds = 300
        for round in 0..<rounds {
            let scene = SmallScene(generator: &generator)
            let recipe = Recipe.random(generator: &generator)
            do {
                let results = try extract(image: scene.image, mask: scene.mask, recipe: recipe).features
                #expect(results.map(\.column) == recipe.features.columns)
                for result in results {
                    if case .failed(let text) = result.value { Issue.record("round \(round), \(result.column.tag): \(text), \(recipe)") }
                    if let number = result.value.number {
                        #expect(number.isFinite, "round \(round), \(result.column.tag), \(recipe)")
                        values += 1
                    }
                }
            } catch let error as ExtractionError {
                let known: [ExtractionError.Code] = [.lostInInterpolation, .belowMinimum, .tooManyLevels, .nonFinite]
                #expect(known.contains(error.code), "round \(round): \(error)")
                refusals += 1
            }
        }
        #expect(values > 20 * rounds && refusals < rounds / 2)
    }

    @Test func extremeIntensitiesGiveFiniteOrTypedResults() throws {
        let grid = Grid(size: [4, 3, 2], spacing: [1, 1, 1])
        let mask = Mask(grid: grid, box: grid.bounds, values: [UInt8](repeating: 1, count: 24))
        let most = Float.greatestFiniteMagnitude
        let least = Float.leastNonzeroMagnitude
        for values in [[most, -most, 0], [most], [least, 0, -least], [0], [65_535, 1]] as [[Float]] {
            let image = Volume(grid: grid, box: grid.bounds, values: (0..<24).map { values[$0 % values.count] })
            for interpolation in [nil, Recipe.Interpolation(spacing: .volume(0.7, 0.7, 0.7), image: .linear)] {
                let recipe = Recipe(
                    name: "extreme", block: 20, interpolation: interpolation,
                    resegmentation: .init(range: -1e300...1e300, outlierSigma: 1e300), textureDiscretisation: .fixedBinNumber(65_535),
                    ivhDiscretisation: .fixedBinSize(width: 1e-300, minimum: .region))
                let results = try extract(image: image, mask: mask, recipe: recipe).features
                #expect(results.count == recipe.features.columns.count)
                #expect(results.allSatisfy { $0.value.number?.isFinite ?? true })
            }
        }
    }

    @Test func anOvershootBeyond32BitFloatsIsRefused() throws {
        let grid = Grid(size: [8, 1, 1], spacing: [1, 1, 1])
        let most = Float.greatestFiniteMagnitude
        let image = Volume(grid: grid, box: grid.bounds, values: [-most, -most, -most, -most, most, most, most, most])
        let mask = Mask(grid: grid, box: grid.bounds, values: [UInt8](repeating: 1, count: 8))
        var recipe = Recipe.statistics
        recipe.interpolation = .init(spacing: .volume(0.4, 1, 1), image: .cubic)
        #expect(code { try extract(image: image, mask: mask, recipe: recipe) } == .nonFinite)
    }

    @Test func theSpatialAutocorrelationCanBeLeftOut() throws {
        let scene = SmallScene.cube
        var recipe = Recipe.statistics
        recipe.features.families = [.morphology]
        let all = try extract(image: scene.image, mask: scene.mask, recipe: recipe).features
        recipe.features.spatialAutocorrelation = false
        let rest = try extract(image: scene.image, mask: scene.mask, recipe: recipe).features
        #expect(rest == all.filter { !["N365", "NPT7"].contains($0.column.declaration.code) })
        #expect(rest.count == all.count - 2)
        #expect(rest.map(\.column) == recipe.features.columns)
    }

    @Test func regionsThatCannotBeCountedAreRefused() throws {
        let scene = SmallScene.cube
        for spacing in [1e-4, 1e-12, 1e-300] {
            var recipe = Recipe.statistics
            recipe.interpolation = .init(spacing: .volume(spacing, spacing, spacing), image: .linear)
            #expect(code { try extract(image: scene.image, mask: scene.mask, recipe: recipe) } == .tooLarge)
        }
    }

    @Test func gridsWithoutUsableNumbersAreRefused() throws {
        for (spacing, origin) in [(0, 0), (-1, 0), (.nan, 0), (.infinity, 0), (1e-30, 0), (1e30, 0), (1, .nan), (1, .infinity)]
            as [(Double, Double)]
        {
            let grid = Grid(size: [2, 2, 2], spacing: [1, spacing, 1], origin: [0, origin, 0])
            let image = Volume(grid: grid, box: grid.bounds, values: [1, 2, 3, 4, 5, 6, 7, 8])
            let mask = Mask(grid: grid, box: grid.bounds, values: [UInt8](repeating: 1, count: 8))
            #expect(code { try extract(image: image, mask: mask, recipe: .statistics) } == .badGeometry, "\(spacing) \(origin)")
        }
    }

    @Test func aMaskOnAnotherGridIsRefusedNamingBothGrids() throws {
        let image = Grid(size: [10, 10, 5], spacing: [1, 1, 2], origin: [3, 4, 5])
        var rounded = image
        rounded.origin.x += 0.09
        try RegionChecks.requireSameGrid(rounded, as: image, tolerance: 0.1)
        var shifted = image
        shifted.origin.z += 2
        var smaller = image
        smaller.size.z = 4
        var flipped = image
        flipped.origin.y = 13
        flipped.direction.y = [0, -1, 0]
        let expected = [(shifted, "up to 2 mm apart"), (smaller, "10 × 10 × 4 voxels of 1 × 1 × 2 mm"), (flipped, "up to 9 mm apart")]
        for (grid, words) in expected {
            let error = try #require(throws: ExtractionError.self) { try RegionChecks.requireSameGrid(grid, as: image, tolerance: 0.1) }
            #expect(error.code == .otherGrid && error.message.contains(words), "\(error)")
            #expect(error.message.contains("the image's (10 × 10 × 5 voxels of 1 × 1 × 2 mm)"), "\(error)")
        }
    }

    @Test func intensitiesBelowTheFirstBinOfTheVolumeHistogramAreRefused() throws {
        let scene = SmallScene.cube
        var recipe = Recipe.statistics
        recipe.ivhDiscretisation = .fixedBinSize(width: 1, minimum: .intensity(3))
        _ = try extract(image: scene.image, mask: scene.mask, recipe: recipe)
        recipe.features.families = [.intensityVolumeHistogram]
        #expect(code { try extract(image: scene.image, mask: scene.mask, recipe: recipe) } == .belowMinimum)
    }

    private func code(_ body: () throws -> RegionExtraction) -> ExtractionError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? ExtractionError)?.code
        }
    }
}

/// An image of a few voxels with a region in it.
private struct SmallScene {
    let image: Volume
    let mask: Mask

    /// Two by two by two voxels of intensities 1 to 8.
    static let cube = SmallScene(
        grid: Grid(size: [2, 2, 2], spacing: [1, 1, 1]), intensities: [1, 2, 3, 4, 5, 6, 7, 8], members: [UInt8](repeating: 1, count: 8))

    private init(grid: Grid, intensities: [Float], members: [UInt8]) {
        image = Volume(grid: grid, box: grid.bounds, values: intensities)
        mask = Mask(grid: grid, box: grid.bounds, values: members)
    }

    /// An image of 1 to 5 voxels along each axis, flat, of few or many intensities; a region of any share of it, of one voxel at least.
    init(generator: inout RepeatableGenerator) {
        let size = Index3((0..<3).map { _ in Int.random(in: 1...5, using: &generator) })
        let spacing = SIMD3<Double>((0..<3).map { _ in [0.5, 0.9765625, 1, 2.5, 5].randomElement(using: &generator) ?? 1 })
        let kind = Int.random(in: 0..<5, using: &generator)
        let intensities = (0..<size.product).map { _ in
            switch kind {
            case 0: Float(3)
            case 1: Float(Int.random(in: 1...3, using: &generator))
            case 2: Float(Int.random(in: -1000...1000, using: &generator))
            case 3: Float.random(in: -1...1, using: &generator)
            default: Float.random(in: -1e6...1e6, using: &generator)
            }
        }
        let share = Double.random(in: 0...1.2, using: &generator)
        var members = (0..<size.product).map { _ in Double.random(in: 0..<1, using: &generator) < share ? UInt8(1) : 0 }
        members[Int.random(in: 0..<size.product, using: &generator)] = 1
        self.init(grid: Grid(size: size, spacing: spacing), intensities: intensities, members: members)
    }
}

extension Recipe {
    /// Intensity statistics of the image as it is.
    fileprivate static let statistics = Recipe(
        name: "statistics", block: 20, textureDiscretisation: .none, features: FeatureChoice(families: [.statistics]))

    /// Any interpolation, re-segmentation, discretisation and coarseness; all families in all aggregations.
    fileprivate static func random(generator: inout RepeatableGenerator) -> Recipe {
        func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &generator)] }
        let discretisations: [Discretisation] = [
            .none, .fixedBinNumber(2), .fixedBinNumber(32), .fixedBinNumber(65_535), .fixedBinSize(width: 0.25, minimum: .region),
            .fixedBinSize(width: 25, minimum: .region), .fixedBinSize(width: 50, minimum: .intensity(-1000)),
        ]
        let spacings: [Interpolation.Spacing] = [.inPlane(0.8, 1.3), .volume(1, 1, 1), .volume(3, 2, 0.7), .volume(0.9765625, 1, 6)]
        let interpolation = Interpolation(
            spacing: pick(spacings), image: pick(InterpolationMethod.allCases), mask: pick([.nearest, .linear]),
            partialVolumeThreshold: pick([0.1, 0.5, 1]), roundsIntensities: pick([true, false]))
        return Recipe(
            name: "random", block: 20, interpolation: pick([nil, interpolation]),
            resegmentation: Resegmentation(range: pick([nil, -500...400, 0 ... .infinity]), outlierSigma: pick([nil, 0.5, 3])),
            textureDiscretisation: pick(discretisations), ivhDiscretisation: pick(discretisations),
            features: FeatureChoice(
                aggregations: Set(Aggregation.allCases), coarseness: pick([0, 1, 65_535]), spatialAutocorrelation: pick([true, false])))
    }
}
