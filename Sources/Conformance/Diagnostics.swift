import Extraction
import Features
import Recipes
import Voxels

/// What IBSI's diagnostic tables report: the image and the masks before interpolation, after it, and after re-segmentation.
enum Diagnostics {
    /// The 60 values of one configuration by tag.
    static func values(image: any ImageSource, mask: Mask, recipe: Recipe) throws -> [String: Double] {
        let whole = try image.volume(in: image.grid.bounds)
        let tight = mask.rebased(to: mask.boundingBox)
        let initial = PreparedRegion(image: whole, morphologicalMask: tight, intensityMask: tight)
        let interpolated = try interpolate(image: image, mask: mask, recipe: recipe) { _ in .zero }
        let resegmented = resegment(interpolated, by: recipe.resegmentation)
        var values = imageValues(of: whole, stage: "init")
        values.merge(imageValues(of: interpolatedWhole(whole, recipe: recipe), stage: "interp")) { $1 }
        for (region, stage) in [(initial, "init"), (interpolated, "interp"), (resegmented, "reseg")] {
            values.merge(regionValues(of: region, stage: stage)) { $1 }
        }
        return values
    }

    private static func interpolatedWhole(_ image: Volume, recipe: Recipe) -> Volume {
        guard let steps = recipe.interpolation else { return image }
        let target = image.grid.resampled(to: steps.spacing.resolved(from: image.grid.spacing))
        let result = image.interpolated(to: target, box: target.bounds, method: steps.image)
        return steps.roundsIntensities ? result.rounded() : result
    }

    private static func imageValues(of image: Volume, stage: String) -> [String: Double] {
        var values: [String: Double] = [:]
        for (axis, name) in ["x", "y", "z"].enumerated() {
            values["img_dim_\(name)_\(stage)_img"] = Double(image.grid.size[axis])
            values["vox_dim_\(name)_\(stage)_img"] = image.grid.spacing[axis]
        }
        values.merge(intensityValues(of: image.values.lazy.map(Double.init), prefix: "", suffix: "\(stage)_img")) { $1 }
        return values
    }

    private static func regionValues(of region: PreparedRegion, stage: String) -> [String: Double] {
        let suffix = "\(stage)_roi"
        var values: [String: Double] = [:]
        for (axis, name) in ["x", "y", "z"].enumerated() {
            values["int_mask_dim_\(name)_\(suffix)"] = Double(region.image.grid.size[axis])
            values["int_mask_bb_dim_\(name)_\(suffix)"] = Double(region.intensityMask.boundingBox.size[axis])
            values["morph_mask_bb_dim_\(name)_\(suffix)"] = Double(region.morphologicalMask.boundingBox.size[axis])
        }
        values["int_mask_vox_count_\(suffix)"] = Double(region.intensityMask.count)
        values["morph_mask_vox_count_\(suffix)"] = Double(region.morphologicalMask.count)
        let inside = region.image.cropped(to: region.intensityMask.box).values
        let intensities = zip(inside, region.intensityMask.values).filter { $1 != 0 }.map { Double($0.0) }
        values.merge(intensityValues(of: intensities, prefix: "int_mask_", suffix: suffix)) { $1 }
        return values
    }

    private static func intensityValues(of intensities: some Collection<Double>, prefix: String, suffix: String) -> [String: Double] {
        guard let lowest = intensities.min(), let highest = intensities.max() else { return [:] }
        return [
            "\(prefix)mean_int_\(suffix)": intensities.reduce(0, +) / Double(intensities.count),
            "\(prefix)min_int_\(suffix)": lowest,
            "\(prefix)max_int_\(suffix)": highest,
        ]
    }
}
