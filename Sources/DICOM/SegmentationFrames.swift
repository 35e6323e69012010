import CDCMTK
import Voxels

/// The part of one frame that belongs to a segment, on its bounding box.
struct FramePatch: Sendable {
    let frame: SegmentationFrame
    let columns: Range<Int>
    let rows: Range<Int>
    /// 1 inside, 0 outside; columns fastest.
    let values: [UInt8]

    /// Cuts the bounding box out of a frame; nil when nothing is inside.
    init?(_ inside: [UInt8], width: Int, frame: SegmentationFrame) {
        let height = inside.count / width
        let grid = Grid(size: Index3(width, height, 1), spacing: [1, 1, 1])
        let mask = Mask(grid: grid, box: grid.bounds, values: inside)
        let box = mask.boundingBox
        guard !box.isEmpty else { return nil }
        self.frame = frame
        columns = box.lower.x..<box.upper.x
        rows = box.lower.y..<box.upper.y
        values = mask.rebased(to: box).values
    }

    /// Calls `body` with column and row of every pixel inside.
    func forEachPixel(_ body: (Int, Int) -> Void) {
        var offset = 0
        for row in rows {
            for column in columns {
                if values[offset] != 0 { body(column, row) }
                offset += 1
            }
        }
    }
}

/// The frames of some segments, decoded: each frame once.
struct DecodedSegments {
    /// By segment number, in the order of the frames.
    private(set) var patches: [Int: [FramePatch]] = [:]
    /// By segment number, how many pixels have a value between 0 and the maximum.
    private(set) var partial: [Int: Int] = [:]

    /// Decodes the frames of the segments with these numbers.
    init(_ numbers: Set<Int>, of segmentation: SegmentationObject, threshold: Double) throws(DICOMError) {
        let file = try DICOMFile(path: segmentation.path)
        let header = segmentation.header
        guard try SegmentationHeader(file: file) == header else {
            throw DICOMError(
                .changedFile, "the file has changed since its header was read; index the archive again", path: segmentation.path)
        }
        let pixels = header.instance.pixels
        let count = pixels.rows * pixels.columns
        let isBits = pixels.bitsAllocated == 1 && file.pixels.encapsulated == 0
        var inside = [UInt8](repeating: 0, count: count)
        var stored = [Int32](repeating: 0, count: isBits ? 0 : count)
        for frame in segmentation.frames where frame.segment.map(numbers.contains) ?? true {
            if isBits {
                try file.readBits(from: frame.place * count, into: &inside)
            } else {
                try file.readFrame(frame.place, x: 0..<pixels.columns, y: 0..<pixels.rows, into: &stored)
            }
            switch (header.kind, frame.segment) {
            case (.labelMap, _):
                addLabels(stored, numbers, frame, width: pixels.columns, inside: &inside)
            case (.fractional(_, let maximum), let segment?):
                let limit = threshold * Double(maximum)
                for index in stored.indices { inside[index] = stored[index] > 0 && Double(stored[index]) >= limit ? 1 : 0 }
                guard !stored.contains(where: { $0 > maximum }) else {
                    throw DICOMError(
                        .malformedSegmentation, "frame \(frame.place + 1) has values above Maximum Fractional Value; export it again",
                        path: segmentation.path)
                }
                partial[segment, default: 0] += stored.reduce(0) { $0 + ($1 > 0 && $1 < maximum ? 1 : 0) }
                add(inside, segment, frame, width: pixels.columns)
            case (_, let segment?):
                if !isBits { for index in stored.indices { inside[index] = stored[index] == 0 ? 0 : 1 } }
                add(inside, segment, frame, width: pixels.columns)
            default: break
            }
        }
    }

    private mutating func add(_ inside: [UInt8], _ segment: Int, _ frame: SegmentationFrame, width: Int) {
        if let patch = FramePatch(inside, width: width, frame: frame) { patches[segment, default: []].append(patch) }
    }

    /// Takes the wanted labels out of a label map's frame.
    private mutating func addLabels(
        _ stored: [Int32], _ numbers: Set<Int>, _ frame: SegmentationFrame, width: Int, inside: inout [UInt8]
    ) {
        var there: Set<Int32> = []
        var last: Int32 = 0
        for value in stored where value != last {
            last = value
            there.insert(value)
        }
        for value in there.sorted() where value != 0 && numbers.contains(Int(value)) {
            for index in stored.indices { inside[index] = stored[index] == value ? 1 : 0 }
            add(inside, Int(value), frame, width: width)
        }
    }
}

extension DICOMFile {
    /// Reads native pixels of one bit as 0 and 1, as many as `values` holds.
    func readBits(from first: Int, into values: inout [UInt8]) throws(DICOMError) {
        var error = cdcmtk_error()
        let code = values.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard let start = buffer.baseAddress else { return 0 }
            return cdcmtk_read_bits(handle, UInt64(first), UInt64(buffer.count), start, &error)
        }
        guard code == 0 else { throw DICOMError(error, path: path) }
    }
}
