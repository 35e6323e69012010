import Threads

extension Mask {
    /// Interpolates the region to another grid with the same centre and axes (IBSI, "Interpolation", mask).
    ///
    /// - Parameters:
    ///   - target: the grid to interpolate on.
    ///   - method: how the partial volume between voxel centres is found.
    ///   - threshold: the partial volume from which a voxel belongs to the region (IBSI E8H9).
    ///   - threads: what may be computed at the same time.
    /// - Returns: the region on its bounding box of `target`; empty when no voxel reaches the threshold.
    public func interpolated(
        to target: Grid, method: InterpolationMethod, threshold: Double, on threads: ThreadGrant = .one
    ) -> Mask {
        let region = boundingBox
        guard !region.isEmpty else { return Mask(grid: target, box: Box(lower: .zero, upper: .zero), values: []) }
        let targetBox = grid.targetBox(for: region, of: target)
        let sourceBox = grid.sourceBox(for: targetBox, of: target, method: method).union(region)
        let shares = Volume(grid: grid, box: sourceBox, values: rebased(to: sourceBox).values.map(Float.init))
            .interpolated(to: target, box: targetBox, method: method, on: threads)
        let limit = Float(threshold)
        let result = Mask(grid: target, box: targetBox, values: shares.values.map { $0 >= limit ? 1 : 0 })
        return result.rebased(to: result.boundingBox)
    }
}
