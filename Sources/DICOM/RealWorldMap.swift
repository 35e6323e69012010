/// An item of the Real World Value Mapping Sequence (PS3.3 C.7.6.16.2.11).
struct RealWorldMap: Sendable, Hashable, Codable {
    /// Real World Value First and Last Value Mapped, as stored values.
    var first, last: Double?
    /// Real World Value Slope and Intercept.
    var slope, intercept: Double?
    /// Code Value of the Measurement Units Code Sequence, in UCUM.
    var unit: String?

    init() {}

    init(_ item: DICOMItem) throws(DICOMError) {
        first = try item.number(.realWorldValueFirstValueMapped)
        last = try item.number(.realWorldValueLastValueMapped)
        slope = try item.number(.realWorldValueSlope)
        intercept = try item.number(.realWorldValueIntercept)
        unit = item.items(.measurementUnitsCodeSequence).first?.string(.codeValue)
    }

    /// The stored values that slope and intercept are stated for; nil when the item does not say.
    var range: ClosedRange<Double>? {
        guard let first, let last, first <= last else { return nil }
        return first...last
    }
}
