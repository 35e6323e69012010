/// What an Enhanced PET image says about uptake in elements of its own (PS3.3 C.8.22); text as it stands, nil where the header says nothing.
struct EnhancedEmission: Sendable, Hashable, Codable {
    /// Decay Corrected and Attenuation Corrected: YES or NO.
    var decayCorrected, attenuationCorrected: String?
    /// Decay Correction DateTime: the moment to which all frames are corrected.
    var decayCorrectionDateTime: String?
    /// Real World Value Mapping Sequence of the frame.
    var realWorldMaps: [RealWorldMap] = []

    static let sopClassUID = "1.2.840.10008.5.1.4.1.1.130"

    init() {}

    init(_ dataset: DICOMItem) {
        decayCorrected = dataset.string(.decayCorrected)
        attenuationCorrected = dataset.string(.attenuationCorrected)
        decayCorrectionDateTime = dataset.string(.decayCorrectionDateTime)
    }
}

extension InstanceHeader {
    /// The header with what a single-frame PET image would say in place of a frame's own; others come as they are.
    ///
    /// Real World Value Mapping tells units, slope and intercept.
    ///
    /// - Throws: a problem that names what is missing, or is not read.
    var withPlainUptake: InstanceHeader {
        get throws(UptakeProblem) {
            guard case .emission(var emission) = modalityDetail, var enhanced = emission.enhanced else { return self }
            let maps = enhanced.realWorldMaps
            guard maps.count == 1, let map = maps.first else {
                throw UptakeProblem("the Real World Value Mapping Sequence (0040,9096) has \(maps.count) items, where one is needed")
            }
            guard let slope = map.slope, let intercept = map.intercept, slope != 0, map.range != nil else {
                throw UptakeProblem(
                    "Real World Value Slope (0040,9225), Intercept (0040,9224), First (0040,9216) or Last Value Mapped (0040,9211) is missing"
                )
            }
            var header = self
            (header.rescale.slope, header.rescale.intercept) = (slope, intercept)
            (header.rescale.units, emission.uptakeType) = try plainUnits(map.unit)
            if header.rescale.units == "BQML" {
                try requireCorrections(enhanced)
                (emission.correctedImage, emission.decayCorrection) = ("DECY\\ATTN", "START")
                try dropCommonTimeZone(&emission.startDateTime, &enhanced.decayCorrectionDateTime)
                emission.enhanced = enhanced
            }
            header.modalityDetail = .emission(emission)
            return header
        }
    }
}

/// Units and SUV Type of a single-frame image, from those of CID 84 and 85 in UCUM.
private func plainUnits(_ unit: String?) throws(UptakeProblem) -> (units: String, uptakeType: String?) {
    let name = "Measurement Units Code Sequence (0040,08EA)"
    switch unit?.replacing("/mL", with: "/ml") {
    case "Bq/ml": return ("BQML", nil)
    case "g/ml{SUVbw}": return ("GML", "BW")
    case "g/ml{SUVlbm(Janma)}": return ("GML", "LBMJANMA")
    case "g/ml{SUVlbm(James128)}": return ("GML", "LBMJAMES128")
    case "cm2/ml{SUVbsa}": return ("CM2ML", nil)
    case let unit?: throw UptakeProblem("\(name) says \(unit), which is not read")
    case nil: throw UptakeProblem("\(name) is missing")
    }
}

private func requireCorrections(_ enhanced: EnhancedEmission) throws(UptakeProblem) {
    for (value, name) in [
        (enhanced.attenuationCorrected, "Attenuation Corrected (0018,9759)"), (enhanced.decayCorrected, "Decay Corrected (0018,9758)"),
    ] where value != "YES" {
        throw UptakeProblem("\(name) is \(value ?? "missing"), where YES is needed")
    }
    if enhanced.decayCorrectionDateTime == nil { throw UptakeProblem("Decay Correction DateTime (0018,9701) is missing") }
}

/// Drops the time zones of two date-times that state one and the same.
private func dropCommonTimeZone(_ one: inout String?, _ other: inout String?) throws(UptakeProblem) {
    func zone(_ text: String?) -> Substring? { text?.drop { $0 != "+" && $0 != "-" } }
    guard let first = zone(one), let second = zone(other) else { return }
    guard first == second else {
        throw UptakeProblem(
            "of Radiopharmaceutical Start DateTime (0018,1078) and Decay Correction DateTime (0018,9701), not both state the same time zone"
        )
    }
    one = one.map { String($0.dropLast(first.count)) }
    other = other.map { String($0.dropLast(second.count)) }
}
