import Features
import Kernels
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
    guard let extremes = region.extremes else { return .undefined(.emptyRegion) }
    let (lowest, highest) = (extremes.lowerBound, extremes.upperBound)
    func levels(_ count: Int, factor: Double, lowest: Double, width: Double) -> Discretised {
        let scale = GreyLevelScale(factor: factor, lowest: lowest, width: width, levelCount: count)
        return .levels(DiscretisedRegion(region, scale: scale, levelCount: count))
    }
    switch method {
    case .none:
        guard lowest >= 1, highest <= 65_535, areIntegers(region.intensities, count: region.intensities.count) else {
            return .undefined(.notDiscretised)
        }
        return levels(Int(highest), factor: 1, lowest: 1, width: 1)
    case .fixedBinNumber(let count):
        guard (1...65_535).contains(count) else {
            throw ExtractionError(.tooManyLevels, "\(count) bins are asked for, 1 to 65535 can be made")
        }
        guard highest > lowest else { return .undefined(.flatRegion) }
        return levels(count, factor: Double(count), lowest: lowest, width: highest - lowest)
    case .fixedBinSize(let width, let minimum):
        let first = try minimum.resolved(range: range, region: extremes)
        let count = ((highest - first) / width).rounded(.down) + 1
        guard count <= 65_535 else {
            throw ExtractionError(
                .tooManyLevels, "bins of \(width) give \(count) grey levels between \(first) and \(highest): choose wider bins")
        }
        return levels(Int(count), factor: 1, lowest: first, width: width)
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
