import DICOM
import Voxels

/// Whether a label image lies on its image's grid: the same voxels at the same places.
enum GridAgreement {
    /// How far corner voxels may lie apart, as a part of the smallest voxel edge: headers in 32-bit floats round.
    static let tolerance = 0.01

    /// Accepts a mask whose voxels are the image's, and says how the mask's axes run along the image's.
    ///
    /// - Throws: `other-grid`, naming both grids and how far corner voxels lie apart.
    static func require(mask: Grid, image: Grid) throws(Reason) -> AxisOrder {
        let order = AxisOrder(from: mask, to: image)
        let turned = order?.applied(to: mask) ?? mask
        let residual = zip(turned.corners, image.corners).map { ($0 - $1).length }.max() ?? 0
        let limit = tolerance * image.spacing.min()
        if let order, turned.size == image.size, residual <= limit { return order }
        throw Reason(
            "other-grid",
            "the mask's grid (\(mask.summary)) is not the image's (\(image.summary)): corner voxels lie up to \(millimetres(residual)) apart; "
                + "resample the mask on the image's grid")
    }
}

extension Grid {
    /// The centres of the eight corner voxels in LPS mm.
    fileprivate var corners: [SIMD3<Double>] {
        (0..<8).map { corner in
            let last = SIMD3<Double>(size &- 1)
            return position(of: SIMD3(corner & 1 == 0 ? 0 : last.x, corner & 2 == 0 ? 0 : last.y, corner & 4 == 0 ? 0 : last.z))
        }
    }

    fileprivate var summary: String {
        let edges = [spacing.x, spacing.y, spacing.z].map { rounded($0) }.joined(separator: " × ")
        return "\(size.x) × \(size.y) × \(size.z) voxels of \(edges) mm"
    }
}
