import Voxels

/// How the stored values of a slice become intensities: `stored · slope + intercept` in 64 bits, rounded once to 32.
struct IntensityScale: Sendable, Hashable {
    var slope = 1.0
    var intercept = 0.0
    /// The stored values that the scale is stated for; nil for all.
    var mapped: ClosedRange<Double>?

    /// Rescale Slope and Intercept, or stored values where they are not stated.
    init(rescale: InstanceHeader.Rescale) {
        self.init(slope: rescale.slope ?? 1, intercept: rescale.intercept ?? 0)
    }

    init(slope: Double = 1, intercept: Double = 0, mapped: ClosedRange<Double>? = nil) {
        self.slope = slope
        self.intercept = intercept
        self.mapped = mapped
    }

    /// The scale whose intensities are multiplied by a factor.
    func multiplied(by factor: Double) -> IntensityScale {
        factor == 1 ? self : IntensityScale(slope: slope * factor, intercept: intercept * factor, mapped: mapped)
    }

    /// The scale that turns stored values over, so that the largest that the stored bits hold takes the place of the smallest.
    func inverted(_ pixels: InstanceHeader.Pixels) -> IntensityScale {
        let sum = pixels.isSigned ? -1 : Double(UInt64(1) << UInt64(pixels.bitsStored)) - 1
        return IntensityScale(slope: -slope, intercept: intercept + slope * sum)
    }

    /// The scales of a series' slices, as its modality and the recipe say.
    ///
    /// - Throws: `undetermined-uptake` or `undetermined-scaling`, naming the field and its tag.
    static func scales(of slices: [InstanceHeader], policy: ModalityPolicy) throws(DICOMError) -> [IntensityScale] {
        var scales: [IntensityScale] = []
        switch slices.first?.modality {
        case "PT":
            scales = try UptakeScaling.scales(of: slices, for: policy.uptake)
        case "MR":
            for slice in slices { scales.append(try IntensityScale(magnetic: slice, by: policy.magnetic)) }
            let units = Set(slices.map { $0.magnetic?.realWorldMaps.first?.unit })
            if policy.magnetic == .realWorld, units.count > 1, let first = slices.first {
                throw DICOMError(
                    .undeterminedScaling, "Measurement Units (0040,08EA) of real world values differ between slices; correct the header",
                    path: first.path)
            }
        default:
            for slice in slices {
                let scale = IntensityScale(rescale: slice.rescale)
                let isTurned = slice.projection != nil && slice.pixels.photometricInterpretation == "MONOCHROME1"
                scales.append(isTurned ? scale.inverted(slice.pixels) : scale)
            }
        }
        for (slice, scale) in zip(slices, scales) where !scale.isUsable {
            throw DICOMError(.invalidRescale, "the intensities do not fit a 32-bit float; correct the header", path: slice.path)
        }
        return scales
    }

    /// Whether all scaled values of 32 stored bits fit a 32-bit float.
    var isUsable: Bool {
        slope != 0 && abs(slope) * 4_294_967_296 + abs(intercept) <= Double(Float.greatestFiniteMagnitude)
    }
}
