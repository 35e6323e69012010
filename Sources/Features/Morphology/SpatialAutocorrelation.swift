import Foundation
import Kernels
import Threads
import Voxels

/// Moran's I and Geary's C over all pairs of voxels of the intensity mask, weighted by the inverse of the distance in mm (IBSI N365, NPT7).
struct SpatialAutocorrelation {
    /// Moran's I index.
    let moran: Double
    /// Geary's C measure.
    let geary: Double

    /// Computes both from the exact pair sums of at least two voxels of unequal intensity.
    ///
    /// - Parameters:
    ///   - mean: the mean intensity of the intensity mask.
    ///   - squares: the sum of squared deviations from it, above zero.
    ///   - threads: what may be computed at the same time.
    init(_ region: PreparedRegion, count: Int, mean: Double, squares: Double, on threads: ThreadGrant = .one) {
        let mask = region.intensityMask.rebased(to: region.intensityMask.boundingBox)
        let layout = region.image.layout(of: mask.box)
        let sums = region.image.values.withUnsafeBufferPointer { image in
            mask.values.withUnsafeBufferPointer { members in
                guard let image = image.baseAddress, let members = members.baseAddress else { return PairSums() }
                let input = PairInput(image: image, layout: layout, mask: members, mean: mean)
                return pairSums(input, spacing: mask.grid.spacing, plans: PairPlans(size: mask.box.size), on: threads)
            }
        }
        let voxels = Double(count)
        moran = voxels / sums.weights * sums.products / squares
        // Σ w (x_i − x_j)² = 2 Σ w y_i² − 2 Σ w y_i y_j.
        geary = (voxels - 1) / sums.weights * (sums.squares - sums.products) / squares
    }
}

extension PairPlans {
    /// Plans the transforms of a box, padded to at least 2N − 1 along each axis.
    init(size: Index3) {
        let lengths = Index3(
            TransformPlan.length(for: 2 * size.x - 1), TransformPlan.length(for: 2 * size.y - 1), TransformPlan.length(for: 2 * size.z - 1))
        let half = max(1, lengths.z / 2)
        self.init(
            x: TransformPlan(roots: roots(of: lengths.x)), y: TransformPlan(roots: roots(of: lengths.y)),
            halfZ: TransformPlan(roots: roots(of: half)), lengthZ: lengths.z, odd: Array(roots(of: lengths.z).prefix(half)))
    }
}

/// exp(−2πi·k/length) as (cos, sin) for k = 0 ..< length.
private func roots(of length: Int) -> [SIMD2<Double>] {
    (0..<length).map { index in
        let angle = -2 * Double.pi * Double(index) / Double(length)
        return SIMD2(cos(angle), sin(angle))
    }
}
