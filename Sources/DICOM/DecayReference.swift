import Foundation

/// The moments to which the values of a PET series refer.
struct DecayReference {
    private let slices: [EmissionHeader]
    /// In s.
    private let halfLife: Double

    init(_ slices: [EmissionHeader], halfLife: Double) {
        self.slices = slices
        self.halfLife = halfLife
    }

    /// With Decay Correction START: the moment to which all slices are corrected.
    ///
    /// What Enhanced PET and the vendors keep for this comes first; then Series Date and Time, unless the series was made after the acquisition; then the moment
    /// that Frame Reference Time counts from.
    var seriesStart: DICOMMoment {
        get throws(UptakeProblem) {
            if let moment = try stated(\.enhanced?.decayCorrectionDateTime, "Decay Correction DateTime (0018,9701)") { return moment }
            if let moment = try stated(\.siemensReferenceDateTime, PrivateBlock.siemensPET.name(of: 0x22)) { return moment }
            if let moment = try stated(\.geScanDateTime, PrivateBlock.gePET.name(of: 0x0D)) { return moment }
            let acquisitions = try acquisitions
            let series = slices.compactMap { DICOMMoment(date: $0.seriesDate, time: $0.seriesTime) }
            if let first = series.first, series.count == slices.count, Set(series).count == 1,
                acquisitions.allSatisfy({ $0.seconds >= first.seconds })
            {
                return first
            }
            return try backwards(from: acquisitions)
        }
    }

    /// With Decay Correction NONE: the moment at which the activity of each frame has its average.
    var averages: [DICOMMoment] {
        get throws(UptakeProblem) {
            var moments: [DICOMMoment] = []
            for (slice, start) in zip(slices, try acquisitions) {
                moments.append(DICOMMoment(seconds: start.seconds + (try averageTime(of: slice))))
            }
            return moments
        }
    }

    /// The moment that a field of every slice states; nil without one.
    private func stated(_ field: (EmissionHeader) -> String?, _ name: String) throws(UptakeProblem) -> DICOMMoment? {
        let texts = slices.compactMap(field)
        guard let text = texts.first else { return nil }
        guard texts.count == slices.count, texts.allSatisfy({ $0 == text }) else {
            throw UptakeProblem("\(name) differs between slices")
        }
        guard let moment = DICOMMoment(dateTime: text) else {
            throw UptakeProblem("\(name) is “\(text)”, which is no date with a time")
        }
        return moment
    }

    private var acquisitions: [DICOMMoment] {
        get throws(UptakeProblem) {
            let moments = slices.compactMap { DICOMMoment(date: $0.acquisitionDate, time: $0.acquisitionTime) }
            guard moments.count == slices.count else {
                throw UptakeProblem("Acquisition Date (0008,0022) or Acquisition Time (0008,0032) is missing or no date with a time")
            }
            return moments
        }
    }

    /// Counts back from each frame; all must lead to one moment, give or take a second.
    private func backwards(from acquisitions: [DICOMMoment]) throws(UptakeProblem) -> DICOMMoment {
        var moments: [Double] = []
        for (slice, start) in zip(slices, acquisitions) {
            guard let reference = slice.frameReferenceTime, reference > 0 else {
                let other = PrivateBlock.gePET.name(of: 0x0D)
                throw UptakeProblem(
                    "Series Date and Time (0008,0021; 0008,0031) are missing or later than the acquisition, and neither \(other) nor Frame Reference Time (0054,1300) says when the scan began"
                )
            }
            moments.append(start.seconds - reference / 1000 + (try averageTime(of: slice)))
        }
        guard let earliest = moments.min(), let latest = moments.max(), latest - earliest <= 1 else {
            throw UptakeProblem(
                "Acquisition Time (0008,0032) and Frame Reference Time (0054,1300) of different slices lead to different beginnings of the scan"
            )
        }
        return DICOMMoment(seconds: earliest)
    }

    /// The seconds from the beginning of a frame until its activity equals its average: ln(λT / (1 − e^(−λT))) / λ.
    private func averageTime(of slice: EmissionHeader) throws(UptakeProblem) -> Double {
        guard let duration = slice.frameDuration, duration > 0 else {
            throw UptakeProblem("Actual Frame Duration (0018,1242) is missing")
        }
        let decay = log(2) / halfLife
        let exponent = decay * duration / 1000
        return log(exponent / -expm1(-exponent)) / decay
    }
}
