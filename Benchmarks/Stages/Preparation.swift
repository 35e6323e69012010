import Extraction
import Features
import Recipes
import Voxels

/// Resampling to 1 mm and discretisation into 32 bins.
func registerPreparation(_ size: RegionSize) {
    for method in [InterpolationMethod.linear, .cubic] {
        let recipe = Recipe(
            name: "benchmark", block: 127,
            interpolation: Recipe.Interpolation(spacing: .volume(1, 1, 1), image: method, mask: .linear),
            textureDiscretisation: .fixedBinNumber(32))
        size.benchmark("resample, \(method.rawValue)", input: { SyntheticRegion(size) }) { region in
            try interpolate(image: region.image, mask: region.mask, recipe: recipe, margin: LocalIntensity.margin)
        }
    }
    size.benchmark("discretise", input: { SyntheticRegion(size).prepared }) { try discretise($0, by: .fixedBinNumber(32), range: nil) }
}
