import Recipes
import Voxels

/// An image whose intensities are mapped linearly: `(x − offset) · factor` in 64 bits, rounded once to 32.
public struct NormalisedImage: ImageSource {
    private let base: any ImageSource
    /// What is subtracted, in the image's units.
    public let offset: Double
    /// What the difference is multiplied by.
    public let factor: Double

    init(_ base: any ImageSource, offset: Double, factor: Double) {
        self.base = base
        self.offset = offset
        self.factor = factor
    }

    /// The grid of the image.
    public var grid: Grid { base.grid }

    /// The normalised intensities of a box.
    public func volume(in box: Box) throws -> Volume {
        var volume = try base.volume(in: box)
        for index in volume.values.indices { volume.values[index] = Float((Double(volume.values[index]) - offset) * factor) }
        return volume
    }
}

/// The image with the recipe's normalisation; the image itself without one.
///
/// Statistics are taken on the original grid, slice by slice in passes over the image, so that no more than a slice is in memory.
///
/// - Parameter reference: the region that the recipe names, on the image's grid; nil where it names none.
/// - Throws: `ExtractionError` (`not-normalisable`, `non-finite`, `other-grid`), or the image's own error.
public func normalised(
    _ image: any ImageSource, by recipe: Recipe.Normalisation?, reference: Mask?
) throws -> any ImageSource {
    guard let recipe else { return image }
    let pool = try VoxelPool(image, source: recipe.source, reference: reference)
    switch recipe.method {
    case .zScore:
        let moments = try pool.moments()
        let deviation = moments.deviation
        guard deviation > 0 else { throw flat("all its intensities are \(moments.mean)") }
        return NormalisedImage(image, offset: moments.mean, factor: recipe.scale / deviation)
    case .percentile(let lower, let upper):
        let (low, high) = try pool.percentiles(lower / 100, upper / 100)
        guard high > low else { throw flat("percentiles \(lower) and \(upper) are both \(low)") }
        return NormalisedImage(image, offset: low, factor: recipe.scale / (high - low))
    case .reference:
        let mean = try pool.moments().mean
        guard mean != 0 else { throw flat("the mean of the reference region is 0") }
        return NormalisedImage(image, offset: 0, factor: recipe.scale / mean)
    }
}

private func flat(_ reason: String) -> ExtractionError {
    ExtractionError(.notNormalisable, "the image cannot be normalised, since \(reason): choose another normalise.from in the recipe")
}
