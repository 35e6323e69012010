/// A row of OHDSI's CONCEPT table that this database uses.
struct StandardConcept: Sendable, Hashable {
    let id: Int
    let name: String
    let domain: String
    let vocabulary: String
    let conceptClass: String
    var standard: String? = "S"
    let code: String
    var validFrom = "1970-01-01"

    /// Standard algorithm: the type of all measurements.
    static let standardAlgorithm = 32880
    /// EHR: the type of observation periods, whose dates come from image headers.
    static let ehr = 32817
    /// OMOP CDM version 5.4.0.
    static let cdmVersion = 756265
    /// The table MEASUREMENT, as imaging data name it in event fields; not shipped.
    static let measurementTable = 1_147_330
    /// Outpatient Visit: what imaging studies are; not shipped.
    static let outpatientVisit = 9202
    /// The genders of Patient's Sex (0010,0040) M and F.
    static let male = 8507, female = 8532

    /// The English language (SNOMED 297487008): what synonyms are written in; not shipped.
    static let english = 4_180_186

    /// All rows, concept 0 first.
    static let all = [none, version] + types + genders + units.values.sorted { $0.id < $1.id }

    /// UCUM units by code.
    static let units = Dictionary(
        uniqueKeysWithValues: [
            (32912, "Generic unit for indivisible thing", "1"), (8588, "millimeter", "mm"), (9572, "square millimeter", "mm2"),
            (8686, "cubic millimeter", "mm3"), (9467, "bit", "bit"), (9322, "Hounsfield unit", "[hnsf'U]"),
            (9514, "gram per milliliter", "g/mL"), (9260, "arbitrary unit", "[arb'U]"),
        ].map { id, name, code in
            (code, StandardConcept(id: id, name: name, domain: "Unit", vocabulary: "UCUM", conceptClass: "Unit", code: code))
        })

    private static let none = StandardConcept(
        id: 0, name: "No matching concept", domain: "Metadata", vocabulary: "None", conceptClass: "Undefined", standard: nil,
        code: "No matching concept")

    private static let version = StandardConcept(
        id: cdmVersion, name: "OMOP CDM Version 5.4.0", domain: "Metadata", vocabulary: "CDM", conceptClass: "CDM", code: "CDM v5.4.0",
        validFrom: "2021-09-25")

    private static let types = [(ehr, "EHR", "OMOP4976890"), (standardAlgorithm, "Standard algorithm", "OMOP4976953")].map {
        id, name, code in
        StandardConcept(
            id: id, name: name, domain: "Type Concept", vocabulary: "Type Concept", conceptClass: "Type Concept", code: code,
            validFrom: "2020-08-20")
    }

    private static let genders = [(male, "MALE", "M"), (female, "FEMALE", "F")].map { id, name, code in
        StandardConcept(id: id, name: name, domain: "Gender", vocabulary: "Gender", conceptClass: "Gender", code: code)
    }
}
