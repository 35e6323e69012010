import Voxels

/// What must hold before a region is computed: kernels count without checks, and geometry without a number gives none.
enum RegionChecks {
    /// The distances of voxel centres in mm with which every sum stays a number, from far below a cell to far above a body.
    static let spacing = 1e-6...1e6
    /// The voxels along an axis that textures can count with 16 bits, less the padding.
    static let longestAxis = 65_533
    /// The voxels of a region's box whose pairs in 13 directions can be counted with 32 bits.
    static let largestBox = 1 << 28

    /// Refuses a grid whose geometry is no geometry.
    ///
    /// - Throws: `bad-geometry`, naming the grid.
    static func requireGeometry(_ grid: Grid, of name: String) throws(ExtractionError) {
        let last = grid.position(of: SIMD3<Double>(grid.size) - 1)
        let isFinite = (0..<3).allSatisfy { grid.origin[$0].isFinite && last[$0].isFinite }
        guard isFinite, (0..<3).allSatisfy({ spacing.contains(grid.spacing[$0]) }) else {
            throw ExtractionError(
                .badGeometry,
                "the \(name)'s grid (\(grid.summary)) is no usable geometry: correct its header, voxel edges must be from 10⁻⁶ to 10⁶ mm")
        }
    }

    /// Refuses a mask that does not lie on its image's grid.
    ///
    /// - Parameter tolerance: how far corresponding corner voxels may be apart in mm.
    /// - Throws: `other-grid`, naming both grids and, when their sizes agree, how far corner voxels lie apart.
    static func requireSameGrid(_ mask: Grid, as image: Grid, tolerance: Double) throws(ExtractionError) {
        let distance = mask.largestCornerDistance(to: image)
        if let distance, distance <= tolerance { return }
        let apart = distance.map { ", corner voxels lie up to \(thousandths($0)) mm apart (tolerance \(thousandths(tolerance)) mm)" }
        throw ExtractionError(
            .otherGrid,
            "the mask's grid (\(mask.summary)) is not the image's (\(image.summary))\(apart ?? ""): resample the mask on the image's grid")
    }

    /// Refuses a new grid on which the region would have more voxels than can be counted.
    ///
    /// - Throws: `too-large`, naming the spacing.
    static func requireCountable(_ grid: Grid, spacing: SIMD3<Double>) throws(ExtractionError) {
        let count = SIMD3<Double>(grid.size) * grid.spacing / spacing
        guard count.max() < Double(Int32.max) else {
            throw ExtractionError(.tooLarge, "voxels of \(text(spacing)) mm make the image too large to count: choose a wider spacing")
        }
    }

    /// Refuses a region's box with more voxels than can be counted.
    ///
    /// - Throws: `too-large`, naming the size.
    static func requireCountable(_ box: Box) throws(ExtractionError) {
        let size = box.size
        guard size.max() <= longestAxis, box.count <= largestBox else {
            throw ExtractionError(
                .tooLarge,
                "the region's box has \(size.x) × \(size.y) × \(size.z) voxels, at most \(longestAxis) along an axis and \(largestBox) "
                    + "altogether can be computed: crop the mask, or choose a wider spacing")
        }
    }
}

extension Grid {
    fileprivate var summary: String { "\(size.x) × \(size.y) × \(size.z) voxels of \(text(spacing)) mm" }
}

private func text(_ edges: SIMD3<Double>) -> String {
    [edges.x, edges.y, edges.z].map { thousandths($0) }.joined(separator: " × ")
}

/// A number to three decimals; one that these do not show, in full.
private func thousandths(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    guard rounded.isFinite, rounded != 0 || value == 0 else { return "\(value)" }
    return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
}
