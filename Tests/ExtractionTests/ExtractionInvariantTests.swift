import Features
import Recipes
import TestSupport
import Testing
import Voxels

@testable import Extraction

/// What must not change a value: the order of the axes and their sense, and what lies around the region.
@Suite struct ExtractionInvariantTests {
    static let recipes = [
        "linear": "interpolation: {spacing: [1.1, 1.1, 1.1], image: linear, mask: linear, partial-volume: 0.5, rounding: none}",
        "cubic": "interpolation: {spacing: [1.1, 1.1, 1.1], image: cubic, mask: linear, partial-volume: 0.5, rounding: none}",
        "none": "",
    ]

    @Test(arguments: recipes.keys.sorted(), [[1, 0, 2], [2, 1, 0], [1, 2, 0]])
    func permutedAxesGiveTheSameVolumeFeatures(recipe: String, order: [Int]) throws {
        let scene = Scene(seed: 3)
        let permuted = scene.mapped(size: Index3(scene.size[order[0]], scene.size[order[1]], scene.size[order[2]])) { index in
            var source = Index3.zero
            for axis in 0..<3 { source[order[axis]] = index[axis] }
            return source
        }
        try expectEqual(scene, permuted, recipe: recipe)
    }

    @Test(arguments: recipes.keys.sorted(), [0, 1, 2])
    func flippedAxesGiveTheSameVolumeFeatures(recipe: String, axis: Int) throws {
        let scene = Scene(seed: 4)
        let flipped = scene.mapped(size: scene.size) { index in
            var source = index
            source[axis] = scene.size[axis] - 1 - index[axis]
            return source
        }
        try expectEqual(scene, flipped, recipe: recipe)
    }

    @Test(arguments: recipes.keys.sorted())
    func onlyTheRegionsSurroundingsAreRead(recipe: String) throws {
        let scene = Scene(seed: 5)
        let large = scene.embedded(margin: 60)
        let recipe = try Self.recipe(recipe)
        let recorder = RecordingSource(volume: large.image)
        _ = try interpolate(image: recorder, mask: large.mask, recipe: recipe, margin: LocalIntensity.margin)
        let box = try #require(recorder.boxes.values.first)
        #expect(recorder.boxes.values.count == 1)
        #expect(box.size.x <= large.mask.boundingBox.size.x + 2 * (28 + 10))
        #expect(box.count < large.image.box.count / 3)
    }

    private func expectEqual(_ scene: Scene, _ other: Scene, recipe name: String) throws {
        let recipe = try Self.recipe(name)
        let values = try extract(image: scene.image, mask: scene.mask, recipe: recipe).features
        let others = try extract(image: other.image, mask: other.mask, recipe: recipe).features
        #expect(values.count == others.count && values.count > 200)
        // Interpolated intensities are rounded to 32 bits (6·10⁻⁸) after sums whose order follows the axes.
        let tolerance = recipe.interpolation == nil ? 1e-9 : 1e-7
        for (one, two) in zip(values, others) {
            switch (one.value, two.value) {
            case (.value(let a), .value(let b)):
                #expect(abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-3), "\(one.column.tag): \(a) and \(b)")
            default: #expect(one.value == two.value, "\(one.column.tag)")
            }
        }
    }

    private static func recipe(_ name: String) throws -> Recipe {
        try Recipe.parse(
            """
            voxmark: 1
            name: invariant
            block: 20
            \(recipes[name] ?? "")
            resegmentation: {range: [-900, 900]}
            discretisation: {texture: {bin-size: 100, minimum: range}, ivh: {bin-size: 10, minimum: range}}
            features: {families: all, aggregations: [3D]}
            """)
    }
}

/// An image of isotropic voxels with a lopsided region; smooth enough that no value lies at a bin's edge by construction.
private struct Scene {
    let image: Volume
    let mask: Mask
    var size: Index3 { image.grid.size }

    init(image: Volume, mask: Mask) {
        self.image = image
        self.mask = mask
    }

    init(seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        let grid = Grid(size: [19, 17, 15], spacing: [1, 1, 1])
        let values = (0..<grid.size.product).map { _ in Float.random(in: -800...800, using: &generator) }
        let shape = (0..<grid.size.product).map { place -> UInt8 in
            let index = SIMD3<Double>(Double(place % 19), Double(place / 19 % 17), Double(place / 323))
            let offset = (index - SIMD3(8, 9, 7)) / SIMD3(5.3, 4.2, 4.7)
            return offset.dot(offset) < 1 && !(index.x > 9 && index.y > 10) ? 1 : 0
        }
        self.init(image: Volume(grid: grid, box: grid.bounds, values: values), mask: Mask(grid: grid, box: grid.bounds, values: shape))
    }

    func mapped(size: Index3, _ source: (Index3) -> Index3) -> Scene {
        let grid = Grid(size: size, spacing: [1, 1, 1])
        let places = (0..<size.product).map {
            image.box.offset(of: source(Index3($0 % size.x, $0 / size.x % size.y, $0 / (size.x * size.y))))
        }
        return Scene(
            image: Volume(grid: grid, box: grid.bounds, values: places.map { image.values[$0] }),
            mask: Mask(grid: grid, box: grid.bounds, values: places.map { mask.values[$0] }))
    }

    /// The scene in the middle of an image that is larger by `margin` voxels on every side.
    func embedded(margin: Int) -> Scene {
        let grid = Grid(size: size &+ 2 * margin, spacing: [1, 1, 1])
        let box = Box(lower: Index3(repeating: margin), upper: size &+ margin)
        let large = Volume(grid: grid, box: grid.bounds, values: [Float](repeating: 0, count: grid.size.product))
        return Scene(image: large, mask: Mask(grid: grid, box: box, values: mask.values))
    }
}

/// Remembers which boxes were read.
private struct RecordingSource: ImageSource {
    final class Boxes: @unchecked Sendable {
        var values: [Box] = []
    }

    let volume: Volume
    let boxes = Boxes()
    var grid: Grid { volume.grid }

    func volume(in box: Box) -> Volume {
        boxes.values.append(box)
        return volume.cropped(to: box)
    }
}
