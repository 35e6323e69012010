/// What the header of an MR image says about scaling beyond Rescale Slope and Intercept.
public struct MagneticHeader: Sendable, Hashable, Codable {
    /// An item of the Real World Value Mapping Sequence (PS3.3 C.7.6.16.2.11).
    struct RealWorldMap: Sendable, Hashable, Codable {
        /// Real World Value First and Last Value Mapped, as stored values.
        var first, last: Double?
        /// Real World Value Slope and Intercept.
        var slope, intercept: Double?
        /// Code Value of the Measurement Units Code Sequence, in UCUM.
        var unit: String?

        init(_ item: DICOMItem) throws(DICOMError) {
            first = try item.number(.realWorldValueFirstValueMapped)
            last = try item.number(.realWorldValueLastValueMapped)
            slope = try item.number(.realWorldValueSlope)
            intercept = try item.number(.realWorldValueIntercept)
            unit = item.items(.measurementUnitsCodeSequence).first?.string(.codeValue)
        }
    }

    /// Philips: MR scale slope, by which stored values differ from floating point values.
    var philipsSlope: Double?
    /// Philips: MR scale intercept.
    var philipsIntercept: Double?
    /// Real World Value Mapping Sequence.
    var realWorldMaps: [RealWorldMap] = []

    init() {}

    init(_ dataset: DICOMItem) throws(DICOMError) {
        philipsSlope = try dataset.privateFloat(.philipsMR, 0x0E)
        philipsIntercept = try dataset.privateFloat(.philipsMR, 0x0D)
        for item in dataset.items(.realWorldValueMappingSequence) { realWorldMaps.append(try RealWorldMap(item)) }
    }
}
