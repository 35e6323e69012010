import Voxels

/// The pixels of one frame that belong to a segment.
struct FramePatch: Sendable {
    /// Neighbouring pixels of one row.
    struct Run: Sendable {
        let row: Int32
        let start: Int32
        let end: Int32
    }

    let frame: SegmentationFrame
    /// In the order of the rows, and of the columns within.
    let runs: [Run]
    /// The columns that the patch lies in.
    let columns: Range<Int>
    /// The rows that the patch lies in.
    let rows: Range<Int>

    /// Makes a patch of at least one run.
    fileprivate init(frame: SegmentationFrame, runs: [Run]) {
        self.frame = frame
        self.runs = runs
        let columns = runs.reduce((Int32.max, Int32.min)) { (min($0.0, $1.start), max($0.1, $1.end)) }
        self.columns = Int(columns.0)..<Int(columns.1)
        rows = Int(runs[0].row)..<Int(runs[runs.count - 1].row) + 1
    }

    /// Calls `body` with column and row of every pixel.
    func forEachPixel(_ body: (Int, Int) -> Void) {
        for run in runs {
            for column in run.start..<run.end { body(Int(column), Int(run.row)) }
        }
    }
}

/// The pixels of some segments, each frame decoded once; memory in proportion to the segments' runs.
public struct DecodedSegments: Sendable {
    /// By segment number, in the order of the frames.
    private(set) var patches: [Int: [FramePatch]] = [:]
    /// By segment number, how many pixels have a value between 0 and the maximum.
    private(set) var partial: [Int: Int] = [:]
    /// The values of a label map that are the number of no segment, apart from the background.
    private(set) var unknownLabels: Set<Int> = []

    /// Decodes the frames of the segments with these numbers.
    init(_ numbers: Set<Int>, of segmentation: SegmentationObject, threshold: Double) throws(DICOMError) {
        let file = try DICOMFile(path: segmentation.path)
        let header = segmentation.header
        guard try SegmentationHeader(file: file) == header else {
            throw DICOMError(
                .changedFile, "the file has changed since its header was read; index the archive again", path: segmentation.path)
        }
        let (width, count) = (header.instance.pixels.columns, header.instance.pixels.rows * header.instance.pixels.columns)
        var stored = [Int32](repeating: 0, count: count)
        let known = Set(header.segments.map(\.number)).union([0])
        for frame in segmentation.frames where frame.segment.map(numbers.contains) ?? true {
            try file.readFrame(frame.place, x: 0..<width, y: 0..<count / width, into: &stored)
            switch (header.kind, frame.segment) {
            case (.fractional(_, let maximum), let segment?):
                guard !stored.contains(where: { $0 > maximum }) else {
                    throw DICOMError(
                        .malformedSegmentation, "frame \(frame.place + 1) has values above Maximum Fractional Value; export it again",
                        path: segmentation.path)
                }
                partial[segment, default: 0] += stored.reduce(0) { $0 + ($1 > 0 && $1 < maximum ? 1 : 0) }
                let limit = threshold * Double(maximum)
                add(runs(of: stored, width: width) { Double($0) >= limit ? segment : 0 }, frame)
            case (_, let segment?): add(runs(of: stored, width: width) { $0 == 0 ? 0 : segment }, frame)
            case (_, nil):
                let runs = runs(of: stored, width: width) { value in
                    let label = Int(value)
                    if !known.contains(label) { unknownLabels.insert(label) }
                    return numbers.contains(label) ? label : 0
                }
                add(runs, frame)
            }
        }
    }

    private mutating func add(_ runs: [Int: [FramePatch.Run]], _ frame: SegmentationFrame) {
        for (segment, runs) in runs { patches[segment, default: []].append(FramePatch(frame: frame, runs: runs)) }
    }
}

/// The runs of equal pixels of a frame by the segment that `segment` takes their value for; 0 is none.
private func runs(of pixels: [Int32], width: Int, segment: (Int32) -> Int) -> [Int: [FramePatch.Run]] {
    var runs: [Int: [FramePatch.Run]] = [:]
    guard let first = pixels.first else { return runs }
    let source = pixels.span
    var value = first
    var current = segment(first)
    var start = 0
    func end(at place: Int) {
        if current != 0, place > start {
            let row = start / width
            runs[current, default: []].append(
                FramePatch.Run(row: Int32(row), start: Int32(start - row * width), end: Int32(place - row * width)))
        }
        start = place
    }
    for row in 0..<pixels.count / width {
        for place in row * width..<(row + 1) * width where source[place] != value {
            let next = segment(source[place])
            value = source[place]
            if next != current {
                end(at: place)
                current = next
            }
        }
        end(at: (row + 1) * width)
    }
    return runs
}
