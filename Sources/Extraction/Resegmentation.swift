import Features
import Recipes
import Voxels

/// Removes voxels from the intensity mask whose intensity does not count (IBSI 1, "Re-segmentation", IF9H); the shape stays as it is.
///
/// Range and outlier filtering each give an interval, and the voxels inside both stay: the outlier interval is mean ± n standard deviations
/// (of the population) of the voxels inside the range.
public func resegment(_ region: PreparedRegion, by recipe: Recipe.Resegmentation) -> PreparedRegion {
    var mask = region.intensityMask
    if let range = recipe.range {
        keep(range, of: region.image, in: &mask)
    }
    if let sigma = recipe.outlierSigma, let interval = outlierInterval(of: region.image, in: mask, sigma: sigma) {
        keep(interval, of: region.image, in: &mask)
    }
    return PreparedRegion(image: region.image, morphologicalMask: region.morphologicalMask, intensityMask: mask)
}

private func keep(_ range: ClosedRange<Double>, of image: Volume, in mask: inout Mask) {
    forEachVoxel(of: mask, in: image) { place, intensity in
        if !range.contains(Double(intensity)) { mask.values[place] = 0 }
    }
}

private func outlierInterval(of image: Volume, in mask: Mask, sigma: Double) -> ClosedRange<Double>? {
    var count = 0
    var sum = 0.0
    forEachVoxel(of: mask, in: image) { _, intensity in
        count += 1
        sum += Double(intensity)
    }
    guard count > 0 else { return nil }
    let mean = sum / Double(count)
    var squares = 0.0
    forEachVoxel(of: mask, in: image) { _, intensity in
        let difference = Double(intensity) - mean
        squares += difference * difference
    }
    let deviation = (squares / Double(count)).squareRoot()
    let reach = deviation > 0 ? sigma * deviation : 0
    return mean - reach...mean + reach
}

/// Calls `body` for every voxel of the region with its place in the mask's values and its intensity, x fastest.
func forEachVoxel(of mask: Mask, in image: Volume, _ body: (_ place: Int, _ intensity: Float) -> Void) {
    let size = mask.box.size
    for z in 0..<size.z {
        for y in 0..<size.y {
            let row = (z * size.y + y) * size.x
            let imageRow = image.box.offset(of: mask.box.lower &+ Index3(0, y, z))
            for x in 0..<size.x where mask.values[row + x] != 0 {
                body(row + x, image.values[imageRow + x])
            }
        }
    }
}
