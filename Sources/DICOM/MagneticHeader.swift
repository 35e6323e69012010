/// What the header of an MR image says about scaling beyond Rescale Slope and Intercept.
public struct MagneticHeader: Sendable, Hashable, Codable {
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
