import Features
import Recipes
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
public func discretise(_ region: PreparedRegion, by method: Recipe.Discretisation, range: ClosedRange<Double>?) throws -> Discretised {
    guard let extremes = extremes(of: region) else { return .undefined(.emptyRegion) }
    switch method {
    case .none:
        var areLevels = true
        forEachVoxel(of: region.intensityMask, in: region.image) { _, intensity in
            if !(intensity >= 1 && intensity <= 65_535 && intensity == intensity.rounded()) { areLevels = false }
        }
        guard areLevels else { return .undefined(.notDiscretised) }
        return .levels(padded(region, levelCount: Int(extremes.upperBound)) { Int($0) })
    case .fixedBinNumber(let count):
        let (lowest, width) = (extremes.lowerBound, extremes.upperBound - extremes.lowerBound)
        guard (1...65_535).contains(count) else {
            throw ExtractionError(.tooManyLevels, "\(count) bins are asked for, 1 to 65535 can be made")
        }
        guard width > 0 else { return .undefined(.flatRegion) }
        return .levels(padded(region, levelCount: count) { min(Int(Double(count) * ($0 - lowest) / width), count - 1) + 1 })
    case .fixedBinSize(let width, let minimum):
        let lowest = try minimum.resolved(range: range, region: extremes)
        let highest = ((extremes.upperBound - lowest) / width).rounded(.down) + 1
        guard highest <= 65_535 else {
            throw ExtractionError(
                .tooManyLevels,
                "bins of \(width) give \(highest) grey levels between \(lowest) and \(extremes.upperBound): choose wider bins")
        }
        return .levels(padded(region, levelCount: Int(highest)) { Int((($0 - lowest) / width).rounded(.down)) + 1 })
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

private func padded(_ region: PreparedRegion, levelCount: Int, level: (Double) -> Int) -> DiscretisedRegion {
    let (mask, image) = (region.intensityMask, region.image)
    let size = mask.box.size
    let padded = size &+ 2
    var levels = [UInt16](repeating: 0, count: padded.product)
    var shape = [UInt8](repeating: 0, count: padded.product)
    for z in 0..<size.z {
        for y in 0..<size.y {
            let row = (z * size.y + y) * size.x
            let imageRow = image.box.offset(of: mask.box.lower &+ Index3(0, y, z))
            let target = ((z + 1) * padded.y + y + 1) * padded.x + 1
            for x in 0..<size.x where mask.values[row + x] != 0 {
                levels[target + x] = UInt16(level(Double(image.values[imageRow + x])))
            }
            shape.replaceSubrange(target..<target + size.x, with: region.morphologicalMask.values[row..<row + size.x])
        }
    }
    return DiscretisedRegion(size: size, levels: levels, shape: shape, levelCount: levelCount)
}
