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
        for place in bundle.cases.indices {
            bundle.cases[place].cost =
                bundle.image.refusal != nil
                ? .refused
                : grid.map { cost(of: bundle.cases[place].region, in: bundle, on: $0) } ?? .unknown
        }
        return bundle
    }

    private func cost(of region: PlannedCase.Region, in bundle: CaseBundle, on grid: Grid) -> CaseCost {
        let bound = RegionBound(of: region, on: grid)
        let source = sourceVoxels(bound, grid)
        let crop = cropVoxels(bound, grid)
        let files = Double(bundle.image.files.count)
        return CaseCost(
            peakBytes: CostTable.processBytes + Int(bytes(source: source, crop: crop, files: files, bundle, grid)),
            seconds: seconds(source: source, crop: crop, filling: bound.filling, files: files / Double(bundle.cases.count), grid))
    }

    private func bytes(source: Double, crop: Double, files: Double, _ bundle: CaseBundle, _ grid: Grid) -> Double {
        let families = recipe.features.families
        let early = families.filter { !TextureFeatures.families.contains($0) }.map(CostTable.bytes).reduce(0, +)
        let late = families.filter(TextureFeatures.families.contains).map(CostTable.bytes).max() ?? 0
        var perVoxel = CostTable.bytesOfCrop + max(early, late)
        if isAutocorrelated { perVoxel += CostTable.bytesOfAutocorrelation }
        return files * CostTable.bytesOfFile + source * CostTable.bytesOfSource + crop * perVoxel
    }

    private func seconds(source: Double, crop: Double, filling: Double, files: Double, _ grid: Grid) -> Double {
        var seconds = CostTable.secondsOfCase + files * CostTable.secondsOfFile + source * CostTable.secondsOfSource
        seconds += crop * CostTable.secondsOfCrop + crop * filling * CostTable.secondsOfVoxel
        if isAutocorrelated { seconds += crop * CostTable.secondsOfAutocorrelation }
        return (seconds * 1000).rounded() / 1000
    }

    private var isAutocorrelated: Bool {
        recipe.features.families.contains(.morphology) && recipe.features.spatialAutocorrelation
    }

    /// The voxels that are read: the box, and what interpolation and local intensity look at beside it.
    private func sourceVoxels(_ bound: RegionBound, _ grid: Grid) -> Double {
        let size = SIMD3(Double(grid.size.x), Double(grid.size.y), Double(grid.size.z))
        let margin = recipe.interpolation == nil ? SIMD3<Double>.zero : SIMD3(repeating: 8)
        return product(pointwiseMin(bound.size + margin + neighbourhood / grid.spacing, size))
    }

    /// The voxels of the box on the recipe's spacing.
    private func cropVoxels(_ bound: RegionBound, _ grid: Grid) -> Double {
        let spacing = recipe.interpolation?.spacing.resolved(from: grid.spacing) ?? grid.spacing
        return product(bound.size * grid.spacing / spacing + 2 + neighbourhood / spacing)
    }

    /// How far local intensity looks on both sides together, in mm: a sphere of 1 cm³ around each voxel of the region.
    private var neighbourhood: SIMD3<Double> {
        SIMD3(repeating: recipe.features.families.contains(.localIntensity) ? 2 * 6.2035 : 0)
    }

    private func product(_ size: SIMD3<Double>) -> Double { size.x * size.y * size.z }
}
