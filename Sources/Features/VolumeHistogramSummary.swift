import Kernels

/// The discretised intensities of an intensity-volume histogram: equal steps over a total range (IBSI G and w_d).
struct VolumeHistogramScale: Sendable {
    /// The discretised intensities of 0 % and 100 %.
    let lower, upper: Double
    /// The distance of neighbouring discretised intensities.
    let step: Double
    private let origin: Double
    /// The width of a fixed bin size, the extent of all bins of a fixed bin number, 0 without discretisation.
    private let width: Double
    private let lastBin: Double

    init(_ intensities: [Float], discretisation: IntensityVolumeHistogram.Discretisation, range: ClosedRange<Double>?) {
        let sums = intensitySums(intensities, count: intensities.count)
        let minimum = Double(sums.minimum)
        let maximum = Double(sums.maximum)
        let rangeLower = range.flatMap { $0.lowerBound.isFinite ? $0.lowerBound : nil }
        let rangeUpper = range.flatMap { $0.upperBound.isFinite ? $0.upperBound : nil }
        switch discretisation {
        case .none:
            lower = rangeLower ?? minimum
            upper = rangeUpper ?? maximum
            step = 1
            origin = minimum
            width = 0
            lastBin = .infinity
        case .fixedBinSize(let binWidth, let start):
            origin = start ?? rangeLower ?? minimum
            lower = origin + 0.5 * binWidth
            upper = (rangeUpper ?? maximum) - 0.5 * binWidth
            step = binWidth
            width = binWidth
            lastBin = .infinity
        case .fixedBinNumber(let count):
            lower = 1
            upper = Double(count)
            step = 1
            origin = minimum
            width = maximum - minimum
            lastBin = Double(count)
        }
    }

    /// The discretised intensity of an intensity.
    @inline(__always) func discretise(_ intensity: Double) -> Double {
        if lastBin.isFinite {
            return min(roundedDown(lastBin * (intensity - origin) / width) + 1, lastBin)
        }
        if width == 0 { return intensity }
        return origin + ((roundedDown((intensity - origin) / width) + 1) - 0.5) * width
    }

    /// The intensity fraction γ of a discretised intensity.
    @inline(__always) func fraction(_ intensity: Double) -> Double { (intensity - lower) / (upper - lower) }
}

/// An intensity-volume histogram, as far as its features need it.
///
/// Discretising keeps the order, so that order statistics of the intensities serve, however many steps the histogram has.
public struct VolumeHistogramSummary: Sendable {
    /// The smallest discretised intensity that at most 10 %, or 90 %, of the volume reaches; one step above the highest where that is more.
    let intensityAtTenth, intensityAtNineTenths: Double
    private let tenth, nineTenths: Double
    private let area: Double
    private let isFlat: Bool
    private let hasRange: Bool

    init(_ intensities: [Float], scale: VolumeHistogramScale) {
        let count = intensities.count
        let places = [0.1, 0.9].map { Self.rank(of: $0, count: count) }
        let selected = Percentiles(of: intensities, ranks: places)
        intensityAtTenth = scale.discretise(selected[rank: places[0]]) + scale.step
        intensityAtNineTenths = scale.discretise(selected[rank: places[1]]) + scale.step
        hasRange = scale.upper > scale.lower
        let lastStep = hasRange ? ((scale.upper - scale.lower) / scale.step).rounded(.down) : 0
        var aboveTenth = 0
        var aboveNineTenths = 0
        var steps = 0.0
        var lowest = Double.infinity
        var highest = -Double.infinity
        var atFirst = 0
        var atLast = 0
        for intensity in intensities {
            let discretised = scale.discretise(Double(intensity))
            let fraction = scale.fraction(discretised)
            if fraction >= 0.1 { aboveTenth += 1 }
            if fraction >= 0.9 { aboveNineTenths += 1 }
            lowest = min(lowest, discretised)
            highest = max(highest, discretised)
            let step = min(max(roundedToNearest((discretised - scale.lower) / scale.step), -1), lastStep)
            steps += step + 1
            if step >= 0 { atFirst += 1 }
            if step == lastStep { atLast += 1 }
        }
        tenth = Double(aboveTenth) / Double(count)
        nineTenths = Double(aboveNineTenths) / Double(count)
        isFlat = lowest == highest
        // Trapezia between neighbouring steps: the sum of all fractions ν less half of the first and the last one.
        let ends = 0.5 * Double(atFirst + atLast)
        area = hasRange ? (steps - ends) / Double(count) * scale.step / (scale.upper - scale.lower) : 0
    }

    /// The largest rank such that the voxels above it are at most `fraction` of all, when one step up is taken from its intensity.
    private static func rank(of fraction: Double, count: Int) -> Int {
        var above = Int(fraction * Double(count))
        while above > 0 && Double(above) / Double(count) > fraction { above -= 1 }
        while above + 1 < count && Double(above + 1) / Double(count) <= fraction { above += 1 }
        return count - 1 - above
    }

    /// The largest volume fraction with at least this intensity fraction (IBSI BC2M); undefined where the total range is a single step.
    func volumeFraction(atIntensity fraction: Double) -> FeatureValue {
        hasRange ? .value(fraction < 0.5 ? tenth : nineTenths) : .undefined(.flatRegion)
    }

    /// The area under the volume fraction as function of the intensity fraction, by the trapezoidal rule (IBSI 9CMM).
    var areaUnderCurve: FeatureValue {
        hasRange && !isFlat ? .value(area) : .undefined(.flatRegion)
    }
}
