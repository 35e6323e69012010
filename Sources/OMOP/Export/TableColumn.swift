import Crypto
import Features
import Foundation

/// A column of a table for learning; it depends on the recipe and the program, never on a site's rows.
public struct TableColumn: Sendable, Hashable, Encodable {
    /// What a column is for.
    public enum Kind: String, Sendable, Hashable, Encodable {
        /// It says whose region, which, and of what image.
        case key
        /// It is a feature.
        case feature
        /// It is what batches of images differ in.
        case batch
    }

    /// What a column holds.
    public enum Content: String, Sendable, Hashable, Encodable {
        /// A text.
        case text
        /// A number.
        case number
        /// A day as ISO 8601 writes it.
        case date
    }

    /// The name in the CSV file's header.
    public let name: String
    /// What it is for.
    public let kind: Kind
    /// What it holds.
    public let content: Content
    /// The unit: of a feature as it is declared (`intensity` stands for the image's own unit), otherwise UCUM; nil for text.
    public let unit: String?
    /// The concept of a feature.
    public private(set) var conceptID: Int?
    /// What the column holds, in a sentence.
    public private(set) var meaning: String?
    /// IBSI codes of a feature, its family and its aggregation; the first is empty for features that IBSI does not define.
    public private(set) var code: String?, familyCode: String?, aggregationCode: String?
    /// The number of the recipe's configuration.
    public private(set) var configuration: Int?

    init(_ name: String, _ kind: Kind, _ content: Content, unit: String? = nil, meaning: String? = nil) {
        self.name = name
        self.kind = kind
        self.content = content
        self.unit = unit
        self.meaning = meaning
    }

    init(_ concept: FeatureConcept, named name: String) {
        let feature = concept.column.declaration
        self.init(name, .feature, .number, unit: feature.unit.rawValue, meaning: Self.meaning(concept))
        conceptID = concept.id
        code = feature.code
        familyCode = feature.family.code
        aggregationCode = concept.column.aggregation.rawValue
        configuration = concept.configuration.number
    }

    /// Feature, family, aggregation, unit and configuration of a column.
    private static func meaning(_ concept: FeatureConcept) -> String {
        let feature = concept.column.declaration
        let family = feature.family.readable.prefix(1).lowercased() + feature.family.readable.dropFirst()
        let code = feature.code.isEmpty ? "" : " (IBSI \(feature.code))"
        return "\(feature.name)\(code) of the \(family), \(concept.column.aggregation.readable), \(feature.unit.readable), "
            + "in configuration \(concept.configuration.number): \(concept.configuration.shorthand)"
    }

    /// Whose region, of which study and image, of which day, its name, and its image's modality.
    static let keys = [
        TableColumn("person", .key, .text, meaning: "Pseudonym of the patient"),
        TableColumn("study", .key, .text, meaning: "Pseudonym of the Study Instance UID"),
        TableColumn("image", .key, .text, meaning: "Pseudonym of the Series Instance UID, or of an image that is not DICOM"),
        TableColumn("region_date", .key, .date, meaning: "Day of the image, as the measurements have it"),
        TableColumn("label", .key, .text, meaning: "Name of the region"),
        TableColumn("modality", .key, .text, meaning: "Modality of the image, DICOM attribute (0008,0060)"),
    ]

    /// What batches differ in: acquisition parameters by their DICOM keywords, and the image's spacing.
    static let batch =
        AcquisitionParameter.allCases.map {
            TableColumn($0.rawValue, .batch, $0.unit == nil ? .text : .number, unit: $0.unit, meaning: $0.meaning)
        }
        + ["spacing_x", "spacing_y", "spacing_z"].map {
            TableColumn($0, .batch, .number, unit: "mm", meaning: "Distance of the image's voxel centres")
        }

    /// The SHA-256 digest of columns in their order and the recipe's digest: equal where tables of two sites fit together.
    static func schemaHash(_ columns: [TableColumn], recipeDigest: String) -> String {
        var lines = ["voxmark table 2", recipeDigest]
        for column in columns {
            lines.append(
                [
                    column.name, column.kind.rawValue, column.content.rawValue, column.conceptID.map(String.init) ?? "", column.code ?? "",
                    column.unit ?? "",
                ].joined(separator: "\t"))
        }
        return SHA256.hash(data: Data(lines.joined(separator: "\n").utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

extension AcquisitionParameter {
    /// The attribute as DICOM names it, with its tag.
    fileprivate var meaning: String { "DICOM attribute \(rawValue) (\(tag.prefix(4)),\(tag.suffix(4)))" }
}
