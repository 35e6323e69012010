import COpenBLAS
import Foundation

/// An ellipsoid by its axes.
struct Ellipsoid {
    /// The full lengths in mm of the axes, longest first.
    let lengths: SIMD3<Double>

    /// The volume in mm³.
    var volume: Double { Double.pi / 6 * lengths.x * lengths.y * lengths.z }

    /// The area in mm², by the Legendre series of IBSI RDD2 and BRI8 up to degree 20.
    ///
    /// Both eccentricities are relative to the major axis, as IBSI prints the series and as its reference values have it; the classical series
    /// for the true area has other ones, so that the two agree for a sphere only.
    /// The products (αβ)^ν·P_ν follow from one another without a division, so that spheres and spheroids need no special case.
    var area: Double {
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

/// The eigenvalues of a symmetric matrix, largest first; nil when LAPACK fails.
///
/// - Parameters:
///   - diagonal: the entries xx, yy, zz.
///   - mixed: the entries yz, xz, xy.
func symmetricEigenvalues(diagonal: SIMD3<Double>, mixed: SIMD3<Double>) -> SIMD3<Double>? {
    var matrix = [diagonal.x, mixed.z, mixed.y, mixed.z, diagonal.y, mixed.x, mixed.y, mixed.x, diagonal.z]
    var eigenvalues = [0.0, 0.0, 0.0]
    var work = [Double](repeating: 0, count: 64)
    var order: Int32 = 3
    var workCount = Int32(work.count)
    var status: Int32 = 0
    var leading = order
    dsyev_("N", "U", &order, &matrix, &leading, &eigenvalues, &work, &workCount, &status, 1, 1)
    return status == 0 ? SIMD3(eigenvalues[2], eigenvalues[1], eigenvalues[0]) : nil
}
