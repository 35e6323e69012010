import Features
import Recipes
import Voxels

/// Predicts what cases take, of the recipe, the image's grid and the extents of its regions; the coefficients are those of `CostTable`.
struct CostModel {
    private let recipe: Recipe

    init(_ recipe: Recipe) {
        self.recipe = recipe
    }

    /// The bundle with the costs of its cases.
    ///
    /// - Parameter grid: the image's grid; nil when it is refused, or unknown.
    func priced(_ bundle: CaseBundle, grid: Grid?) -> CaseBundle {
        var bundle = bundle
        guard bundle.image.refusal == nil, let grid else {
            for place in bundle.cases.indices { bundle.cases[place].cost = bundle.image.refusal == nil ? .unknown : .refused }
            return bundle
        }
        let sizes = bundle.cases.map { Size(of: $0.region, by: recipe, on: grid) }
        let shared = bundle.cases.count > 1 ? CostTable.bytesOfSharedCrop * (sizes.map(\.source).max() ?? 0) : 0
        for (place, size) in sizes.enumerated() {
            let bytes = bytes(size, files: bundle.image.files.count) + shared
            bundle.cases[place].cost = CaseCost(
                peakBytes: CostTable.processBytes + Int(bytes), seconds: seconds(size, sharing: bundle, grid))
        }
        return bundle
    }

    /// How many voxels a case has to do with.
    private struct Size {
        /// Those that are read: the box, and what interpolation and local intensity look at beside it.
        let source: Double
        /// Those of the box on the recipe's spacing.
        let crop: Double
        /// Those of the region on the recipe's spacing.
        let region: Double

        init(of region: PlannedCase.Region, by recipe: Recipe, on grid: Grid) {
            let bound = RegionBound(of: region, on: grid)
            let spacing = recipe.interpolation?.spacing.resolved(from: grid.spacing) ?? grid.spacing
            // Local intensity looks at a sphere of 1 cm³ around each voxel; a spline at some voxels on either side.
            let sphere = SIMD3(repeating: recipe.features.families.contains(.localIntensity) ? 2 * 6.2035 : 0)
            let support = SIMD3(repeating: recipe.interpolation == nil ? 0.0 : 16)
            let whole = SIMD3(Double(grid.size.x), Double(grid.size.y), Double(grid.size.z))
            source = pointwiseMin(bound.size + sphere / grid.spacing + support, whole).product
            crop = (bound.size * grid.spacing / spacing + sphere / spacing + 2).product
            self.region = bound.filling * (bound.size * grid.spacing / spacing).product
        }
    }

    private func bytes(_ size: Size, files: Int) -> Double {
        let reading: Double
        if let interpolation = recipe.interpolation {
            reading = size.source * CostTable.bytesOfSource(interpolation.image) + size.crop * CostTable.bytesOfInterpolated
        } else {
            reading = size.source * CostTable.bytesOfSource
        }
        let features = size.crop * (isAutocorrelated ? CostTable.bytesOfAutocorrelation : CostTable.bytesOfFeatures)
        let matrices = recipe.features.families.contains(where: TextureFeatures.families.contains) ? CostTable.bytesOfMatrices : 0
        return max(reading, features) + Double(matrices) + Double(files) * CostTable.bytesOfFile
    }

    private func seconds(_ size: Size, sharing bundle: CaseBundle, _ grid: Grid) -> Double {
        let share = 1 / Double(bundle.cases.count)
        var seconds = CostTable.secondsOfCase + share * Double(bundle.image.files.count) * CostTable.secondsOfFile
        if recipe.normalisation != nil { seconds += share * Double(grid.bounds.count) * CostTable.secondsOfStatistics }
        seconds += size.source * CostTable.secondsOfSource
        if let interpolation = recipe.interpolation { seconds += size.crop * CostTable.secondsOfInterpolated(interpolation.image) }
        seconds += size.region * recipe.features.families.map(CostTable.seconds).reduce(0, +)
        if isAutocorrelated { seconds += size.crop * CostTable.secondsOfAutocorrelation }
        return (seconds * 1000).rounded() / 1000
    }

    private var isAutocorrelated: Bool {
        recipe.features.families.contains(.morphology) && recipe.features.spatialAutocorrelation
    }
}

extension SIMD3<Double> {
    fileprivate var product: Double { x * y * z }
}
