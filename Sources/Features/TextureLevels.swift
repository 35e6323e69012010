import Kernels
import Voxels

/// The grey levels of a region as the texture kernels read them: numbered from 1 without the levels that do not occur.
struct TextureLevels: Sendable {
    /// The region.
    let region: DiscretisedRegion
    /// The extent of the padded crop.
    let crop: PaddedCrop
    /// The span of every padded row.
    let spans: [RowSpan]
    /// The level index of every padded voxel, 0 outside.
    let indices: [UInt16]
    /// The grey level of every index; entry 0, outside, is 0.
    let levels: [Int]
    /// The number of voxels of every index; entry 0 is 0.
    let counts: [Int]
    /// The slices (padding counted) that hold voxels, in ascending order.
    let slices: [Int]

    init(_ region: DiscretisedRegion) {
        // Merged matrices count the voxels of 13 directions in 32 bits.
        precondition(region.size.product <= 1 << 28, "a region's box holds at most 2^28 voxels")
        precondition(region.paddedSize.max() <= Int(UInt16.max), "a crop is at most 65,535 voxels long")
        let size = region.paddedSize
        let crop = PaddedCrop(width: size.x, height: size.y, depth: size.z)
        let histogram = levelHistogram(levels: region.levels)
        let used = (1..<histogram.count).filter { histogram[$0] > 0 }
        precondition(used.last ?? 0 <= region.levelCount, "no grey level is above the number of levels")
        let spans = rowSpans(levels: region.levels, crop: crop)
        precondition(crop.hasEmptyPadding(spans), "grey levels are padded by voxels outside")
        self.region = region
        self.crop = crop
        self.spans = spans
        levels = [0] + used
        counts = [0] + used.map { histogram[$0] }
        slices = crop.slices.filter { slice in
            crop.rows.contains { y in
                let span = spans[slice * crop.height + y]
                return span.start < span.end
            }
        }
        if used.last ?? 0 == used.count {
            indices = region.levels
        } else {
            var table = [UInt16](repeating: 0, count: histogram.count)
            for (index, level) in used.enumerated() { table[level] = UInt16(index + 1) }
            indices = mapLevels(region.levels, through: table)
        }
    }

    /// The number of levels that occur.
    var usedCount: Int { levels.count - 1 }
    /// One more than the number of levels that occur: the extent of a table by level index.
    var stride: Int { levels.count }
    /// The number of voxels.
    var voxelCount: Int { counts.reduce(0, +) }
}

extension PaddedCrop {
    /// True when no voxel of the region lies on the rim, beyond which kernels would read.
    fileprivate func hasEmptyPadding(_ spans: [RowSpan]) -> Bool {
        spans.indices.allSatisfy { row in
            let span = spans[row]
            let isInner = rows.contains(row % height) && slices.contains(row / height)
            return span.start >= span.end || isInner && span.start >= 1 && Int(span.end) < width
        }
    }
}
