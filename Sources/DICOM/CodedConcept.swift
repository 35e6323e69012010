/// A coded term (DICOM PS3.3 8.8): what it is called in which coding scheme.
public struct CodedConcept: Sendable, Hashable, Codable {
    /// Code Value, such as `10200004`.
    public var value: String
    /// Coding Scheme Designator, such as `SCT`.
    public var scheme: String
    /// Code Meaning, such as `Liver`.
    public var meaning: String

    /// Makes a concept.
    public init(value: String, scheme: String, meaning: String) {
        self.value = value
        self.scheme = scheme
        self.meaning = meaning
    }

    /// Scheme and value, such as `SCT:10200004`.
    public var code: String { "\(scheme):\(value)" }
}

extension CodedConcept {
    /// Reads the first item of a code sequence; nil when it has no code.
    init?(_ item: DICOMItem, _ sequence: Tag) {
        guard let code = item.items(sequence).first,
            let value = code.string(.codeValue) ?? code.string(.longCodeValue) ?? code.string(.urnCodeValue)
        else { return nil }
        self.init(value: value, scheme: code.string(.codingSchemeDesignator) ?? "", meaning: code.string(.codeMeaning) ?? "")
    }
}
