import Features

/// The families that read intensities and shape.
func registerFamilies(_ size: RegionSize) {
    let prepared = { SyntheticRegion(size).prepared }
    size.benchmark("morphology", input: prepared) { Morphology.results(of: $0, spatialAutocorrelation: false) }
    size.benchmark("morphology with Moran's I and Geary's C", input: prepared) {
        Morphology.results(of: $0, spatialAutocorrelation: true)
    }
    size.benchmark("local intensity", input: prepared) { LocalIntensity.results(of: $0) }
    size.benchmark("statistics", input: prepared) { IntensityStatistics.results(of: $0) }
    size.benchmark("intensity-volume histogram", input: prepared) {
        IntensityVolumeHistogram.results(of: $0, discretisation: .none, range: nil)
    }
}
