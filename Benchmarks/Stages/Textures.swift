import Extraction
import Features

/// The families that read grey levels, in all aggregations, with 32 levels.
func registerTextures(_ size: RegionSize) {
    let levels = { try greyLevels(size) }
    size.benchmark("intensity histogram", input: levels) { IntensityHistogram.results(of: $0) }
    for family in TextureFeatures.families {
        size.benchmark(family.rawValue, input: levels) { region in
            TextureFeatures.results(of: region, families: [family], aggregations: Set(Aggregation.allCases))
        }
    }
    size.benchmark("all textures", input: levels) { region in
        TextureFeatures.results(of: region, families: TextureFeatures.families, aggregations: Set(Aggregation.allCases))
    }
}

/// The grey levels of a region in 32 bins.
func greyLevels(_ size: RegionSize) throws -> DiscretisedRegion {
    switch try discretise(SyntheticRegion(size).prepared, by: .fixedBinNumber(32), range: nil) {
    case .levels(let levels): return levels
    case .undefined(let reason): throw BenchmarkError("the region has no grey levels: \(reason.rawValue)")
    }
}

/// Why a benchmark's input could not be made.
struct BenchmarkError: Error, CustomStringConvertible {
    /// What is wrong.
    let description: String

    /// Makes an error.
    init(_ description: String) {
        self.description = description
    }
}
