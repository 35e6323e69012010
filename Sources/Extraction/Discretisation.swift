import Features
import Kernels
import Recipes
import Threads
import Voxels

/// The grey levels of a region, or the reason why it has none.
public enum Discretised: Sendable {
    /// The padded grey levels.
    case levels(DiscretisedRegion)
    /// No discretisation exists.
    case undefined(UndefinedReason)
}

/// Assigns grey levels to the intensity mask (IBSI 1, "Intensity discretisation", 4R0B), computed in `Double`.
///
/// - Fixed bin size (Q3RU): `floor((x − minimum) / width) + 1`.
/// - Fixed bin number (K15C): `floor(n (x − min) / (max − min)) + 1`, the maximum in bin n; a flat region has none.
/// - None: intensities that are integers from 1 to 65,535 are their own grey levels; others have none.
///
/// - Throws: `ExtractionError` when an intensity lies below the first bin, or a level would exceed 65,535.
public func discretise(
    _ region: PreparedRegion, by method: Recipe.Discretisation, range: ClosedRange<Double>?, on threads: ThreadGrant = .one
) throws -> Discretised {
    guard let extremes = extremes(of: region) else { return .undefined(.emptyRegion) }
    switch method {
    case .none:
        var areLevels = true
        forEachVoxel(of: region.intensityMask, in: region.image) { _, intensity in
            if !(intensity >= 1 && intensity <= 65_535 && intensity == intensity.rounded()) { areLevels = false }
        }
        guard areLevels else { return .undefined(.notDiscretised) }
        return .levels(padded(region, levelCount: Int(extremes.upperBound), threads) { Int($0) })
    case .fixedBinNumber(let count):
        let (lowest, width) = (extremes.lowerBound, extremes.upperBound - extremes.lowerBound)
        guard (1...65_535).contains(count) else {
            throw ExtractionError(.tooManyLevels, "\(count) bins are asked for, 1 to 65535 can be made")
        }
        guard width > 0 else { return .undefined(.flatRegion) }
        return .levels(
            padded(region, levelCount: count, threads) { min(Int(Double(count) * ($0 - lowest) / width), count - 1) + 1 })
    case .fixedBinSize(let width, let minimum):
        let lowest = try minimum.resolved(range: range, region: extremes)
        let highest = ((extremes.upperBound - lowest) / width).rounded(.down) + 1
        guard highest <= 65_535 else {
            throw ExtractionError(
                .tooManyLevels,
                "bins of \(width) give \(highest) grey levels between \(lowest) and \(extremes.upperBound): choose wider bins")
        }
        return .levels(padded(region, levelCount: Int(highest), threads) { Int((($0 - lowest) / width).rounded(.down)) + 1 })
    }
}

extension Recipe.Discretisation.Minimum {
    /// Where the first bin begins, in modality units.
    ///
    /// - Parameters:
    ///   - range: the re-segmentation range.
    ///   - region: the lowest and highest intensity of the intensity mask.
    /// - Throws: `below-minimum` when the region reaches below the first bin.
    func resolved(range: ClosedRange<Double>?, region: ClosedRange<Double>) throws(ExtractionError) -> Double {
        let lowest =
            switch self {
            case .range: range?.lowerBound ?? region.lowerBound
            case .intensity(let value): value
            case .region: region.lowerBound
            }
        guard region.lowerBound >= lowest else {
            throw ExtractionError(
                .belowMinimum,
                "the region's lowest intensity \(region.lowerBound) lies below the first bin at \(lowest): add a re-segmentation range, or lower the minimum"
            )
        }
        return lowest
    }
}

/// The lowest and highest intensity of the intensity mask; nil when it is empty.
func extremes(of region: PreparedRegion) -> ClosedRange<Double>? {
    var lowest = Float.infinity
    var highest = -Float.infinity
    forEachVoxel(of: region.intensityMask, in: region.image) { _, intensity in
        lowest = min(lowest, intensity)
        highest = max(highest, intensity)
    }
    return lowest <= highest ? Double(lowest)...Double(highest) : nil
}

/// How many voxels are discretised in one go at least.
private let voxelsOfPart = 1 << 16

private func padded(
    _ region: PreparedRegion, levelCount: Int, _ threads: ThreadGrant, level: @escaping @Sendable (Double) -> Int
) -> DiscretisedRegion {
    let mask = region.intensityMask
    let image = region.image
    let shape = region.morphologicalMask.values
    let size = mask.box.size
    let padded = size &+ 2
    let plane = padded.x * padded.y
    var levels = [UInt16](repeating: 0, count: padded.product)
    var paddedShape = [UInt8](repeating: 0, count: padded.product)
    // Slices are counted with the padding.
    let cut = Cut.ranges(count: size.z, weight: plane, size: voxelsOfPart, most: .max).map { $0.lowerBound + 1..<$0.upperBound + 1 }
    threads.modify(&levels, cut: cut, unit: plane) { slices, out in
        forEachRow(of: slices, size: size) { row, target, y, z in
            let imageRow = image.box.offset(of: mask.box.lower &+ Index3(0, y, z))
            for x in 0..<size.x where mask.values[row + x] != 0 {
                out[target + x] = UInt16(level(Double(image.values[imageRow + x])))
            }
        }
    }
    threads.modify(&paddedShape, cut: cut, unit: plane) { slices, out in
        forEachRow(of: slices, size: size) { row, target, _, _ in
            for x in 0..<size.x { out[target + x] = shape[row + x] }
        }
    }
    return DiscretisedRegion(size: size, levels: levels, shape: paddedShape, levelCount: levelCount)
}

/// Calls `body` for every row of some padded slices with its place in the box, in the padded slices, and its indices y and z in the box.
private func forEachRow(of slices: Range<Int>, size: Index3, _ body: (_ row: Int, _ target: Int, _ y: Int, _ z: Int) -> Void) {
    for slice in slices {
        for y in 0..<size.y {
            let target = ((slice - slices.lowerBound) * (size.y + 2) + y + 1) * (size.x + 2) + 1
            body(((slice - 1) * size.y + y) * size.x, target, y, slice - 1)
        }
    }
}
