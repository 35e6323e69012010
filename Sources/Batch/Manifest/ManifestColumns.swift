import OMOP
import Recipes

/// Which column of a manifest holds what.
///
/// Names are compared without regard to case, spaces, underscores and hyphens; those of PyRadiomics' batch files are among them.
struct ManifestColumns: Sendable, Hashable {
    /// What a column can hold.
    enum Role: String, Sendable, Hashable, CaseIterable {
        case image
        case mask
        case label
        case patient
        case date
        case sex
        case yearOfBirth
        case birthDate
        case modality

        /// The accepted names, the preferred first; when a header has several, the first of this list counts.
        var names: [String] {
            switch self {
            case .image: ["image"]
            case .mask: ["mask"]
            case .label: ["label", "roi", "roi_name"]
            case .patient: ["patient", "patient_id", "subject", "subject_id", "id"]
            case .date: ["date", "study_date", "series_date", "scan_date"]
            case .sex: ["sex", "gender", "patient_sex"]
            case .yearOfBirth: ["year_of_birth", "birth_year"]
            case .birthDate: ["birth_date", "date_of_birth"]
            case .modality: ["modality"]
            }
        }
    }

    /// How many fields the header has.
    let count: Int
    /// The header's names that are not used.
    let unused: [String]
    private let places: [Role: Int]

    init(header: CSVText.Record, path: String) throws(BatchError) {
        let names = header.fields.map(Self.simplified)
        for (place, name) in names.enumerated() where !name.isEmpty && names[..<place].contains(name) {
            throw BatchError(.manifest, "\(path), line \(header.line): the column “\(header.fields[place])” is there twice; remove one")
        }
        var places: [Role: Int] = [:]
        for role in Role.allCases {
            places[role] = role.names.lazy.compactMap { names.firstIndex(of: Self.simplified($0)) }.first
        }
        for role in [Role.image, .mask] where places[role] == nil {
            let there = header.fields.joined(separator: ", ")
            throw BatchError(
                .manifest,
                "\(path), line \(header.line): there is no column “\(role.rawValue)”; the header needs image and mask, and may have "
                    + "label, patient, date, sex, year_of_birth or birth_date, and modality (found: \(there))")
        }
        count = header.fields.count
        unused = header.fields.indices.filter { !places.values.contains($0) }.map { header.fields[$0] }
        self.places = places
    }

    /// The trimmed field of a record, nil where there is no such column or it is empty.
    func field(_ role: Role, of record: CSVText.Record) -> String? {
        guard let place = places[role] else { return nil }
        let field = record.fields[place].trimmed
        return field.isEmpty ? nil : field
    }

    private static func simplified(_ name: String) -> String {
        name.lowercased().filter { !$0.isWhitespace && $0 != "_" && $0 != "-" }
    }
}

extension String {
    /// The text without white space around it.
    var trimmed: String {
        let tail = drop(while: \.isWhitespace)
        return String(tail.reversed().drop(while: \.isWhitespace).reversed())
    }
}
