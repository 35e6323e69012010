import DICOM
import Voxels

/// How large a region can be, as far as headers tell, on its image's grid.
struct RegionBound: Sendable {
    /// The box around it, in voxels; never larger than the image.
    var lower, upper: SIMD3<Double>
    /// How much of the box is taken to be filled, from 0 to 1.
    var filling: Double

    /// The edges of the box in voxels.
    var size: SIMD3<Double> { upper - lower }

    /// The whole image, of which regions fill a part that is known from experience only.
    static func whole(_ grid: Grid) -> RegionBound {
        RegionBound(
            lower: .zero, upper: SIMD3(Double(grid.size.x), Double(grid.size.y), Double(grid.size.z)), filling: CostTable.fillingOfUnknown)
    }

    init(lower: SIMD3<Double>, upper: SIMD3<Double>, filling: Double) {
        self.lower = lower
        self.upper = upper
        self.filling = filling
    }

    /// What a region of a mask object can be.
    init(of region: PlannedCase.Region, on grid: Grid) {
        switch region {
        case .roi(let roi): self = roi.extent.map { RegionBound(contours: $0, on: grid) } ?? .whole(grid)
        case .segment(let segment): self = segment.frames.map { RegionBound(frames: $0, on: grid) } ?? .whole(grid)
        case .label, .labels, .file: self = .whole(grid)
        case .made(let operation, let operands):
            let bounds = operands.values.map { RegionBound(of: $0, on: grid) }
            guard let first = bounds.first else {
                self = .whole(grid)
                return
            }
            self = bounds.dropFirst().reduce(first) { $0.union($1) }
            if case .ring(_, let outside, _, _) = operation { self = widened(by: outside, on: grid) }
        }
    }

    /// The box around contours, whatever way the grid lies.
    private init(contours: ContourExtent, on grid: Grid) {
        var lower = SIMD3(repeating: Double.infinity)
        var upper = -lower
        for corner in 0..<8 {
            let point = SIMD3(
                corner & 1 == 0 ? contours.lower.x : contours.upper.x, corner & 2 == 0 ? contours.lower.y : contours.upper.y,
                corner & 4 == 0 ? contours.lower.z : contours.upper.z)
            let offset = point - grid.origin
            let direction = grid.direction
            let place = SIMD3(offset.dot(direction.x), offset.dot(direction.y), offset.dot(direction.z)) / grid.spacing
            lower = pointwiseMin(lower, place)
            upper = pointwiseMax(upper, place)
        }
        let box = RegionBound(lower: lower - 0.5, upper: upper + 0.5, filling: 1).clipped(to: grid)
        let volume = contours.area * grid.spacing.z
        let boxVolume = box.size.x * box.size.y * box.size.z * grid.spacing.x * grid.spacing.y * grid.spacing.z
        self = RegionBound(lower: box.lower, upper: box.upper, filling: min(1, volume / boxVolume))
    }

    /// As many slices as the frames of a segment span, each whole: where in its frames a segment lies is known only once they are decoded.
    private init(frames: FrameExtent, on grid: Grid) {
        let slices = frames.depth > 0 ? frames.depth / grid.spacing.z + 1 : Double(frames.count)
        self = .whole(grid)
        upper.z = min(upper.z, slices.rounded(.up))
    }

    private func union(_ other: RegionBound) -> RegionBound {
        RegionBound(
            lower: pointwiseMin(lower, other.lower), upper: pointwiseMax(upper, other.upper), filling: max(filling, other.filling))
    }

    private func widened(by distance: Double, on grid: Grid) -> RegionBound {
        let margin = SIMD3(repeating: distance) / grid.spacing
        return RegionBound(lower: lower - margin, upper: upper + margin, filling: 1).clipped(to: grid)
    }

    private func clipped(to grid: Grid) -> RegionBound {
        let size = SIMD3(Double(grid.size.x), Double(grid.size.y), Double(grid.size.z))
        let low = pointwiseMin(pointwiseMax(lower.rounded(.down), .zero), size - 1)
        return RegionBound(lower: low, upper: pointwiseMax(pointwiseMin(upper.rounded(.up), size), low + 1), filling: filling)
    }
}
