/// What the voxels of each level see in neighbourhoods of any shape.
public struct NeighbourhoodSums: Sendable {
    /// The number of entries of `dependences` per level: two more than a voxel has neighbours.
    public let stride: Int
    /// The number of voxels of each level index with a neighbour inside the region.
    public private(set) var counts: [Int]
    /// The sum over these of |grey level − weighted mean of the neighbours' grey levels|.
    public private(set) var differences: [Double]
    /// Entry (level, k): the number of voxels with k dependent voxels, themselves included (k counts from 1).
    public private(set) var dependences: [Int]

    /// Makes empty sums for level indices up to `levelCount` and at most `dependences` neighbours.
    public init(levelCount: Int, dependences neighbours: Int) {
        stride = neighbours &+ 2
        counts = [Int](repeating: 0, count: levelCount &+ 1)
        differences = [Double](repeating: 0, count: levelCount &+ 1)
        dependences = [Int](repeating: 0, count: (levelCount &+ 1) &* stride)
    }

    /// Adds the grey tone differences of the voxels of some slices, in the order of memory.
    ///
    /// - Parameters:
    ///   - levels: grey levels of the padded crop, 0 outside.
    ///   - indices: the level indices of the same voxels.
    ///   - steps: the steps to the neighbours.
    ///   - weights: the weight of each, above 0.
    public mutating func addDifferences(
        levels: [UInt16], indices: [UInt16], crop: PaddedCrop, spans: [RowSpan], slices: Range<Int>, steps: [SIMD3<Int>], weights: [Double]
    ) {
        forEachVoxel(levels, crop, spans, slices, steps) { place, neighbours in
            let level = Double(levels[place])
            var (sum, total) = (0.0, 0.0)
            for step in steps.indices {
                guard let neighbour = neighbours(step), levels[neighbour] > 0 else { continue }
                sum += weights[step] * (level - Double(levels[neighbour]))
                total += weights[step]
            }
            guard total > 0 else { return }
            counts[Int(indices[place])] &+= 1
            differences[Int(indices[place])] += abs(sum / total)
        }
    }

    /// Adds the grey level dependences of the voxels of some slices.
    ///
    /// - Parameters:
    ///   - levels: grey levels of the padded crop, 0 outside.
    ///   - indices: the level indices of the same voxels.
    ///   - steps: the steps to the neighbours.
    ///   - coarseness: the largest difference of grey level at which a neighbour is dependent.
    public mutating func addDependences(
        levels: [UInt16], indices: [UInt16], crop: PaddedCrop, spans: [RowSpan], slices: Range<Int>, steps: [SIMD3<Int>], coarseness: Int
    ) {
        forEachVoxel(levels, crop, spans, slices, steps) { place, neighbours in
            var dependence = 1
            for step in steps.indices {
                guard let neighbour = neighbours(step), levels[neighbour] > 0 else { continue }
                if abs(Int(levels[place]) &- Int(levels[neighbour])) <= coarseness { dependence &+= 1 }
            }
            dependences[Int(indices[place]) &* stride &+ dependence] &+= 1
        }
    }
}

/// Calls `body` for every voxel of some slices with its place and the place of the neighbour at each step, nil beyond the crop.
@inline(__always)
private func forEachVoxel(
    _ levels: [UInt16], _ crop: PaddedCrop, _ spans: [RowSpan], _ slices: Range<Int>, _ steps: [SIMD3<Int>],
    _ body: (_ place: Int, _ neighbours: (_ step: Int) -> Int?) -> Void
) {
    let offsets = steps.map { crop.offset($0.x, $0.y, $0.z) }
    for slice in slices {
        for y in crop.rows {
            let row = slice &* crop.height &+ y
            for x in Int(spans[row].start)..<Int(spans[row].end) where levels[row &* crop.width &+ x] > 0 {
                let place = row &* crop.width &+ x
                body(place) { step in
                    let (dx, dy, dz) = (x &+ steps[step].x, y &+ steps[step].y, slice &+ steps[step].z)
                    let isInside = dx >= 0 && dx < crop.width && dy >= 0 && dy < crop.height && dz >= 0 && dz < crop.depth
                    return isInside ? place &+ offsets[step] : nil
                }
            }
        }
    }
}
