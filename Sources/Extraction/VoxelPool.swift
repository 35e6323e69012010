import Recipes
import Voxels

/// The voxels that a normalisation's statistics are taken from; they are read slice by slice, once per pass.
struct VoxelPool {
    /// Mean and spread of the voxels.
    struct Moments {
        var count = 0
        var mean = 0.0
        /// The sum of squared differences from the mean.
        var squares = 0.0

        /// The standard deviation of the population.
        var deviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }

        /// Adds the moments of other voxels (Chan, Golub and LeVeque 1979).
        mutating func add(_ other: Moments) {
            guard other.count > 0 else { return }
            let total = Double(count + other.count)
            let difference = other.mean - mean
            squares += other.squares + difference * difference * Double(count) * Double(other.count) / total
            mean += difference * Double(other.count) / total
            count += other.count
        }
    }

    private let image: any ImageSource
    private let mask: Mask?
    /// Only intensities above it count.
    private var threshold = -Float.infinity

    /// - Throws: `not-normalisable` when the region is missing or empty, `other-grid` when it lies on another grid.
    init(_ image: any ImageSource, source: Recipe.Normalisation.Source, reference: Mask?) throws {
        self.image = image
        switch source {
        case .image: mask = nil
        case .body:
            mask = nil
            threshold = try otsu()
        case .region(let name):
            guard let reference, reference.count > 0 else {
                throw ExtractionError(
                    .notNormalisable,
                    "the region “\(name)” that intensities are normalised by is not in the mask: draw it, or name it in the selection")
            }
            guard reference.grid.size == image.grid.size else {
                throw ExtractionError(.otherGrid, "the region “\(name)” does not lie on the image's grid: resample the mask")
            }
            mask = reference.rebased(to: reference.boundingBox)
        }
    }

    /// Count, mean and spread.
    func moments() throws -> Moments {
        var total = Moments()
        try forEachSlice { values in
            var slice = Moments()
            for value in values { slice.mean += Double(value) }
            slice.count = values.count
            slice.mean /= Double(max(1, values.count))
            for value in values { slice.squares += (Double(value) - slice.mean) * (Double(value) - slice.mean) }
            total.add(slice)
        }
        return total
    }

    /// Two percentiles, at fractions from 0 to 1, at rank p·(n − 1) between neighbouring ranks as those of the intensity features.
    ///
    /// Exact: intensities are counted by the upper half of their bits, then those that share it with a wanted rank by the lower half.
    func percentiles(_ lower: Double, _ upper: Double) throws -> (Double, Double) {
        var counts = [Int](repeating: 0, count: 1 << 16)
        try forEachSlice { values in for value in values { counts[Int(order(value) >> 16)] += 1 } }
        let last = counts.reduce(0, +) - 1
        let places = [lower, upper].map { $0 * Double(last) }
        let ranks = places.flatMap { [Int($0.rounded(.down)), min(Int($0.rounded(.down)) + 1, last)] }
        var buckets: [UInt32: [Int]] = [:]
        for rank in ranks { buckets[UInt32(bucket(of: rank, in: counts).index), default: []] = [Int](repeating: 0, count: 1 << 16) }
        try forEachSlice { values in
            for value in values { buckets[order(value) >> 16]?[Int(order(value) & 0xFFFF)] += 1 }
        }
        let found = ranks.map { rank in
            let upper = bucket(of: rank, in: counts)
            let low = bucket(of: rank - upper.before, in: buckets[UInt32(upper.index)] ?? [])
            return Double(unordered(UInt32(upper.index) << 16 | UInt32(low.index)))
        }
        func value(_ place: Double, _ low: Double, _ high: Double) -> Double { low + (high - low) * (place - place.rounded(.down)) }
        return (value(places[0], found[0], found[1]), value(places[1], found[2], found[3]))
    }

    /// Otsu's threshold (1979) over 1024 equal bins from the lowest to the highest intensity: the upper edge of the last bin of the background.
    private func otsu() throws -> Float {
        let bins = 1024
        var (lowest, highest) = (Float.infinity, -Float.infinity)
        try forEachSlice { values in
            for value in values { (lowest, highest) = (min(lowest, value), max(highest, value)) }
        }
        let width = (Double(highest) - Double(lowest)) / Double(bins)
        guard width > 0 else {
            throw ExtractionError(
                .notNormalisable,
                "all intensities of the image are \(lowest), so that no body can be told from air: choose another normalise.from in the recipe"
            )
        }
        var counts = [Double](repeating: 0, count: bins)
        try forEachSlice { values in
            for value in values { counts[min(bins - 1, Int((Double(value) - Double(lowest)) / width))] += 1 }
        }
        let total = counts.reduce(0, +)
        let sum = counts.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
        var (best, split, weight, part) = (-1.0, 0, 0.0, 0.0)
        for bin in 0..<bins - 1 {
            weight += counts[bin]
            part += Double(bin) * counts[bin]
            guard weight > 0, weight < total else { continue }
            let difference = part / weight - (sum - part) / (total - weight)
            let between = weight * (total - weight) * difference * difference
            if between > best { (best, split) = (between, bin) }
        }
        return Float(Double(lowest) + Double(split + 1) * width)
    }

    /// Hands over the intensities of each slice that count; padding does not.
    private func forEachSlice(_ body: ([Float]) throws -> Void) throws {
        let box = mask?.box ?? image.grid.bounds
        for z in box.lower.z..<box.upper.z {
            let slice = Box(lower: Index3(box.lower.x, box.lower.y, z), upper: Index3(box.upper.x, box.upper.y, z + 1))
            let volume = try image.volume(in: slice)
            let values = volume.values
            guard values.allSatisfy(\.isFinite) else {
                throw ExtractionError(.nonFinite, "slice \(z) of the image holds a value that is not a finite number")
            }
            if let mask {
                let members = volume.withoutPadding(mask.rebased(to: slice)).values
                try body(zip(values, members).filter { $0.1 != 0 }.map(\.0))
            } else {
                let measured = volume.padding.isEmpty ? values : zip(values, volume.padding).filter { $0.1 == 0 }.map(\.0)
                try body(threshold == -.infinity ? measured : measured.filter { $0 > threshold })
            }
        }
    }
}

/// The bits of a number in the order of numbers.
private func order(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
}

private func unordered(_ bits: UInt32) -> Float {
    Float(bitPattern: bits >> 31 != 0 ? bits & 0x7FFF_FFFF : ~bits)
}

/// Where a rank lies among counted values, and how many come before that place.
private func bucket(of rank: Int, in counts: [Int]) -> (index: Int, before: Int) {
    var before = 0
    for (index, count) in counts.enumerated() {
        if rank < before + count { return (index, before) }
        before += count
    }
    return (max(0, counts.count - 1), before)
}
