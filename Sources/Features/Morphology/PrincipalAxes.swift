import Kernels
import Voxels

/// The principal components of the positions of a region's voxel centres.
struct PrincipalAxes {
    /// The lengths in mm of the major, minor and least axis: 4·√λ (IBSI TDIC, P9VJ, 7J51).
    let lengths: SIMD3<Double>

    /// The approximate enclosing ellipsoid: the one with these axes (IBSI 6BDE, RDD2).
    var ellipsoid: Ellipsoid { Ellipsoid(lengths: lengths) }

    /// Solves the eigenproblem of the covariance with divisor N − 1, as the IBSI reference values have it; nil when LAPACK fails.
    ///
    /// There must be two voxels at least. An eigenvalue below 10⁻¹² of the largest is rounding, and counts as no extent.
    init?(_ moments: MaskMoments, spacing: SIMD3<Double>) {
        let count = Double(moments.count)
        let sum = SIMD3<Double>(moments.sum)
        let mean = sum / count
        let diagonal = (SIMD3<Double>(moments.squares) - sum * mean) / (count - 1) * spacing * spacing
        let others = SIMD3(sum.y * mean.z, sum.x * mean.z, sum.x * mean.y)
        let sides = SIMD3(spacing.y * spacing.z, spacing.x * spacing.z, spacing.x * spacing.y)
        let mixed = (SIMD3<Double>(moments.products) - others) / (count - 1) * sides
        guard let eigenvalues = symmetricEigenvalues(diagonal: diagonal, mixed: mixed) else { return nil }
        let floor = 1e-12 * eigenvalues.x
        let cleaned = eigenvalues.replacing(with: 0, where: eigenvalues .<= floor)
        lengths = SIMD3(4 * cleaned.x.squareRoot(), 4 * cleaned.y.squareRoot(), 4 * cleaned.z.squareRoot())
    }
}
