import COpenBLAS
import Kernels
import Voxels

/// The principal components of the positions of a region's voxel centres.
struct PrincipalAxes {
    /// The lengths in mm of the major, minor and least axis: 4·√λ (IBSI TDIC, P9VJ, 7J51).
    let lengths: SIMD3<Double>

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
        var matrix = [diagonal.x, mixed.z, mixed.y, mixed.z, diagonal.y, mixed.x, mixed.y, mixed.x, diagonal.z]
        var eigenvalues = [0.0, 0.0, 0.0]
        var work = [Double](repeating: 0, count: 64)
        var order: Int32 = 3
        var workCount = Int32(work.count)
        var status: Int32 = 0
        var leading = order
        dsyev_("N", "U", &order, &matrix, &leading, &eigenvalues, &work, &workCount, &status, 1, 1)
        guard status == 0 else { return nil }
        let floor = 1e-12 * eigenvalues[2]
        let cleaned = eigenvalues.map { $0 > floor ? $0 : 0 }
        lengths = SIMD3(4 * cleaned[2].squareRoot(), 4 * cleaned[1].squareRoot(), 4 * cleaned[0].squareRoot())
    }

    /// The volume in mm³ of the ellipsoid with these axes.
    var ellipsoidVolume: Double { Double.pi / 6 * lengths.x * lengths.y * lengths.z }

    /// The area in mm² of the ellipsoid with these axes, by the Legendre series of IBSI RDD2 up to degree 20.
    ///
    /// Both eccentricities are relative to the major axis, as IBSI prints the series and as its reference values have it; the classical series
    /// for the true area has other ones, so that the two agree for a sphere only.
    /// The products (αβ)^ν·P_ν follow from one another without a division, so that spheres and spheroids need no special case.
    var ellipsoidArea: Double {
        let half = lengths / 2
        let alphaSquare = 1 - (half.y / half.x) * (half.y / half.x)
        let betaSquare = 1 - (half.z / half.x) * (half.z / half.x)
        let middle = (alphaSquare + betaSquare) / 2
        let product = alphaSquare * betaSquare
        var previous = 1.0
        var current = middle
        var sum = 1 + current / (1 - 4)
        for degree in 2...20 {
            let order = Double(degree)
            let next = ((2 * order - 1) * middle * current - (order - 1) * product * previous) / order
            previous = current
            current = next
            sum += current / (1 - 4 * order * order)
        }
        return 4 * Double.pi * half.x * half.y * sum
    }
}
