import Voxels

extension ImageSeries {
    /// Reads the intensities of a box in modality units: only its slices and, where the pixels are not compressed, only its rows.
    ///
    /// Each stored value is rescaled in 64 bits and rounded once to 32. Pixel padding of CT images stays as it is and is marked in the volume:
    /// it stands for no tissue, and whoever computes from the volume leaves it out. So is marked what lies beside the slices of a tilted gantry,
    /// where the nearest pixel of the slice goes on.
    ///
    /// - Parameter box: a box inside `grid.bounds`.
    /// - Throws: `DICOMError` when a file has changed or is damaged, or when a value does not fit a 32-bit float (`precision`).
    public func volume(in box: Box) throws -> Volume {
        precondition(grid.bounds.contains(box), "the box lies inside the grid")
        guard !box.isEmpty else { return Volume(grid: grid, box: box, values: []) }
        var reading = SliceReading(series: self, box: box)
        for z in box.lower.z..<box.upper.z {
            try reading.readPlane(z)
            onSlice?()
        }
        return Volume(grid: grid, box: box, values: reading.values, padding: reading.padding)
    }
}

/// The planes of a box on their way into its volume.
private struct SliceReading {
    let series: ImageSeries
    let box: Box
    private(set) var values: [Float]
    /// 1 for pixels outside the image; empty until there is one.
    private(set) var padding: [UInt8] = []
    private let area: Int
    private var stored: [Int32] = []
    private var reader = FrameReader()

    init(series: ImageSeries, box: Box) {
        self.series = series
        self.box = box
        area = box.size.x * box.size.y
        values = [Float](repeating: 0, count: box.count)
    }

    /// Reads the slice of one z index, or makes it from its neighbours where it is missing.
    mutating func readPlane(_ z: Int) throws(DICOMError) {
        let start = (z - box.lower.z) * area
        let behind = series.zIndices.partitioningIndex { $0 >= z }
        guard series.zIndices[behind] != z else { return try read(behind, at: start) }
        let (before, after) = (series.zIndices[behind - 1], series.zIndices[behind])
        let share = Double(z - before) / Double(after - before)
        try read(behind - 1, at: start)
        let lower = values[start..<start + area]
        try read(behind, at: start)
        for place in 0..<area {
            values[start + place] = Float(Double(lower[start + place]) * (1 - share) + Double(values[start + place]) * share)
        }
    }

    /// Reads the window of one slice into the values from `start` on.
    private mutating func read(_ number: Int, at start: Int) throws(DICOMError) {
        let slice = series.slices[number]
        let (x, y) = (box.lower.x..<box.upper.x, box.lower.y..<box.upper.y)
        guard let shear = series.shears?[number] else {
            try readStored(slice, x: x, y: y)
            markPadding(of: slice) { start + $0 }
            return try rescale(stored, of: slice, by: series.scales[number], into: &values, at: start)
        }
        try readSheared(
            slice, by: series.scales[number],
            along: (ShearedAxis(x, shear.x, slice.pixels.columns), ShearedAxis(y, shear.y, slice.pixels.rows)), at: start)
    }

    private mutating func readStored(_ slice: InstanceHeader, x: Range<Int>, y: Range<Int>) throws(DICOMError) {
        if stored.count != x.count * y.count { stored = [Int32](repeating: 0, count: x.count * y.count) }
        try reader.read(slice, x: x, y: y, into: &stored)
    }

    private mutating func markPadding(of slice: InstanceHeader, place: (Int) -> Int) {
        guard let range = slice.paddingOfCT else { return }
        let isUnsigned = !slice.pixels.isSigned
        for index in stored.indices {
            let value = isUnsigned ? Int(UInt32(bitPattern: stored[index])) : Int(stored[index])
            if range.contains(value) { mark(place(index)) }
        }
    }

    private mutating func mark(_ place: Int) {
        if padding.isEmpty { padding = [UInt8](repeating: 0, count: values.count) }
        padding[place] = 1
    }

    /// Moves the slice of a tilted gantry in its plane, with linear interpolation.
    private mutating func readSheared(
        _ slice: InstanceHeader, by scale: IntensityScale, along axes: (x: ShearedAxis, y: ShearedAxis), at start: Int
    ) throws(DICOMError) {
        try readStored(slice, x: axes.x.source, y: axes.y.source)
        var source = [Float](repeating: 0, count: stored.count)
        try rescale(stored, of: slice, by: scale, into: &source, at: 0)
        let isPadding = slice.paddingOfCT.map { range in
            stored.map { range.contains(slice.pixels.isSigned ? Int($0) : Int(UInt32(bitPattern: $0))) }
        }
        let width = axes.x.source.count
        for (row, y) in axes.y.taps.enumerated() {
            for (column, x) in axes.x.taps.enumerated() {
                let place = start + row * box.size.x + column
                var sum = 0.0
                var isOutside = !x.isInside || !y.isInside
                for (tapY, weightY) in [(y.first, 1 - y.share), (y.second, y.share)] where weightY > 0 {
                    for (tapX, weightX) in [(x.first, 1 - x.share), (x.second, x.share)] where weightX > 0 {
                        let offset = tapY * width + tapX
                        sum += Double(source[offset]) * weightX * weightY
                        if isPadding?[offset] == true { isOutside = true }
                    }
                }
                values[place] = Float(sum)
                if isOutside { mark(place) }
            }
        }
    }
}

/// Which pixels of a slice make those of a grid that is moved along one axis.
private struct ShearedAxis {
    struct Tap {
        /// Places in the source that is read.
        let first: Int
        let second: Int
        /// How much of the second there is.
        let share: Double
        /// False beyond the slice's first and last pixel.
        let isInside: Bool
    }

    /// The pixels to read.
    let source: Range<Int>
    let taps: [Tap]

    init(_ targets: Range<Int>, _ shear: Double, _ count: Int) {
        let last = Double(count - 1)
        // Rounding of decimal positions does not move a pixel.
        let places = targets.map { ((Double($0) + shear) * 1e6).rounded() / 1e6 }
        let kept = places.map { min(max($0, 0), last) }
        let lower = Int(kept.first ?? 0)
        let upper = min(Int(kept.last ?? 0) + 2, count)
        source = lower..<upper
        taps = zip(places, kept).map { place, kept in
            let first = Int(kept)
            return Tap(
                first: first - lower, second: min(first + 1, upper - 1) - lower, share: kept - Double(first), isInside: place == kept)
        }
    }
}

extension InstanceHeader {
    /// The stored values outside the field of view of a CT image; nil for other modalities, whose padding value may be a measured one as well.
    fileprivate var paddingOfCT: ClosedRange<Int>? { modality == "CT" ? pixels.padding : nil }
}

extension [Int] {
    /// The first index of a sorted array from which `isBehind` holds.
    fileprivate func partitioningIndex(where isBehind: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
