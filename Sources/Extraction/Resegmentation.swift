import Features
import Recipes
import Voxels

/// Removes voxels from the intensity mask whose intensity does not count (IBSI 1, "Re-segmentation", IF9H); the shape stays as it is.
///
/// Range and outlier filtering each give an interval, and the voxels inside both stay: the outlier interval is mean ± n standard deviations
/// (of the population) of the voxels inside the range.
public func resegment(_ region: PreparedRegion, by recipe: Recipe.Resegmentation) -> PreparedRegion {
    var result = region
    if let range = recipe.range { result = result.restricted(to: range) }
    if let sigma = recipe.outlierSigma, let interval = outlierInterval(of: result.intensities, sigma: sigma) {
        result = result.restricted(to: interval)
    }
    return result
}

private func outlierInterval(of intensities: [Float], sigma: Double) -> ClosedRange<Double>? {
    guard !intensities.isEmpty else { return nil }
    let count = Double(intensities.count)
    let mean = intensities.reduce(0.0) { $0 + Double($1) } / count
    let squares = intensities.reduce(0.0) { sum, intensity in
        let difference = Double(intensity) - mean
        return sum + difference * difference
    }
    let deviation = (squares / count).squareRoot()
    let reach = deviation > 0 ? sigma * deviation : 0
    return mean - reach...mean + reach
}
