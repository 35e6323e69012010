import CTwins
import Features
import Kernels

/// The counting loop of the co-occurrence matrices, 13 directions, and the same loop in C.
func registerCooccurrenceKernel(_ size: RegionSize) {
    size.benchmark("co-occurrence kernel", input: { KernelInput(try greyLevels(size)) }) { $0.countPairs() }
    size.benchmark("co-occurrence kernel, C twin", input: { KernelInput(try greyLevels(size)) }) { $0.countPairsInC() }
}

/// What the kernel reads.
private struct KernelInput {
    let levels: [UInt16]
    let crop: PaddedCrop
    let spans: [RowSpan]
    let stride: Int

    init(_ region: DiscretisedRegion) {
        let size = region.paddedSize
        levels = region.levels
        crop = PaddedCrop(width: size.x, height: size.y, depth: size.z)
        spans = rowSpans(levels: region.levels, crop: crop)
        stride = region.levelCount + 1
    }

    func countPairs() -> ([UInt32], [UInt32]) {
        var inPlane = [UInt32](repeating: 0, count: 4 * stride * stride)
        var across = [UInt32](repeating: 0, count: 9 * stride * stride)
        for slice in crop.slices {
            countPairsInPlane(levels: levels, crop: crop, spans: spans, slice: slice, stride: stride, tables: &inPlane)
        }
        countPairsAcross(levels: levels, crop: crop, spans: spans, slices: crop.slices, stride: stride, tables: &across)
        return (inPlane, across)
    }

    func countPairsInC() -> [UInt32] {
        var tables = [UInt32](repeating: 0, count: 13 * stride * stride)
        spans.withUnsafeBytes { spans in
            let spans = spans.bindMemory(to: ctwin_span.self)
            ctwin_count_pairs(levels, crop.width, crop.height, crop.depth, spans.baseAddress, stride, &tables)
        }
        return tables
    }
}
