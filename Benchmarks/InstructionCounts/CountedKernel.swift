import Extraction
import Features
import Voxels

/// The kernels whose instructions are counted, each on one thread.
enum CountedKernel: String, CaseIterable {
    case input
    case linearInterpolation = "linear-interpolation"
    case cubicInterpolation = "cubic-interpolation"
    case discretisation
    case morphology
    case spatialAutocorrelation = "spatial-autocorrelation"
    case localIntensity = "local-intensity"
    case statistics
    case intensityHistogram = "intensity-histogram"
    case intensityVolumeHistogram = "intensity-volume-histogram"
    case cooccurrence
    case cooccurrenceOfManyLevels = "cooccurrence-of-many-levels"
    case runs
    case zones
    case neighbourhoods

    /// Makes the input, and computes what the kernel is for.
    func run() throws {
        let region = CountedRegion.prepared
        // Both discretisations belong to the input, so that textures alone are left when the input's count is taken off.
        let few = try levels(region, count: 64)
        let many = try levels(region, count: 1000)
        switch self {
        case .input: break
        case .linearInterpolation: _ = interpolated(region.image, by: .linear)
        case .cubicInterpolation: _ = interpolated(region.image, by: .cubic)
        case .discretisation: _ = try levels(region, count: 32)
        case .morphology: _ = Morphology.results(of: region, spatialAutocorrelation: false)
        case .spatialAutocorrelation: _ = Morphology.results(of: region, spatialAutocorrelation: true)
        case .localIntensity: _ = LocalIntensity.results(of: region)
        case .statistics: _ = IntensityStatistics.results(of: region)
        case .intensityHistogram: _ = IntensityHistogram.results(of: few)
        case .intensityVolumeHistogram: _ = IntensityVolumeHistogram.results(of: region, discretisation: .none, range: nil)
        case .cooccurrence: textures([.glcm], of: few)
        case .cooccurrenceOfManyLevels: textures([.glcm], of: many)
        case .runs: textures([.glrlm], of: few)
        case .zones: textures([.glszm, .gldzm], of: few)
        case .neighbourhoods: textures([.ngtdm, .ngldm], of: few)
        }
    }

    private func textures(_ families: [FeatureFamily], of levels: DiscretisedRegion) {
        _ = TextureFeatures.results(of: levels, families: families, aggregations: Set(Aggregation.allCases))
    }

    private func levels(_ region: PreparedRegion, count: Int) throws -> DiscretisedRegion {
        guard case .levels(let levels) = try discretise(region, by: .fixedBinNumber(count), range: nil) else {
            fatalError("the region is not flat")
        }
        return levels
    }

    private func interpolated(_ image: Volume, by method: InterpolationMethod) -> Volume {
        let target = image.grid.resampled(to: [1, 1, 1])
        return image.interpolated(to: target, box: target.bounds, method: method)
    }
}
