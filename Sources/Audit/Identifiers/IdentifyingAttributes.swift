import DICOM

/// Which attributes of a header identify a person, after the Basic Application Level Confidentiality Profile (DICOM PS3.15 Annex E).
enum IdentifyingAttributes {
    /// The class of what an element holds; nil when it identifies nobody.
    ///
    /// Names (PN), dates (DA, DT) and unique identifiers (UI) count wherever they stand, private elements and nested items included.
    static func identifierClass(of element: HeaderElement) -> IdentifierClass? {
        let tag = UInt32(element.group) << 16 | UInt32(element.element)
        switch element.vr {
        case "PN": return patients.contains(tag) ? .name : .physician
        case "DA", "DT": return .date
        case "UI": return element.group == 0x0002 || definitions.contains(tag) ? nil : .uid
        default: return texts[tag]
        }
    }

    /// Person names that are the patient's or a relative's.
    private static let patients: Set<UInt32> = [
        0x0010_0010,  // Patient's Name
        0x0010_1001,  // Other Patient Names
        0x0010_1005,  // Patient's Birth Name
        0x0010_1060,  // Patient's Mother's Birth Name
        0x0010_2297,  // Responsible Person
    ]

    /// Unique identifiers of kinds of things, not of things.
    private static let definitions: Set<UInt32> = [
        0x0008_0016,  // SOP Class UID
        0x0008_001A,  // Related General SOP Class UID
        0x0008_001B,  // Original Specialized SOP Class UID
        0x0008_0062,  // SOP Classes Supported
        0x0008_010C,  // Coding Scheme UID
        0x0008_0117,  // Context UID
        0x0008_0118,  // Mapping Resource UID
        0x0008_1150,  // Referenced SOP Class UID
        0x0008_115A,  // SOP Classes in Study
    ]

    private static let texts: [UInt32: IdentifierClass] = {
        let lists: [(IdentifierClass, [UInt32])] = [
            (.id, ids), (.accession, accessions), (.institution, institutions), (.device, devices), (.address, addresses), (.phone, phones),
            (.comment, comments),
        ]
        return Dictionary(uniqueKeysWithValues: lists.flatMap { list in list.1.map { ($0, list.0) } })
    }()

    private static let ids: [UInt32] = [
        0x0010_0020,  // Patient ID
        0x0010_1000,  // Other Patient IDs
        0x0010_1090,  // Medical Record Locator
        0x0020_0010,  // Study ID
        0x0038_0010,  // Admission ID
        0x0038_0060,  // Service Episode ID
        0x0012_0040,  // Clinical Trial Subject ID
        0x0012_0042,  // Clinical Trial Subject Reading ID
        0x0012_0099,  // Clinical Trial Protocol Ethics Committee Approval Number
        0x0040_0551,  // Specimen Identifier (retired)
        0x0040_0512,  // Container Identifier
    ]

    private static let accessions: [UInt32] = [
        0x0008_0050,  // Accession Number
        0x0040_0009,  // Scheduled Procedure Step ID
        0x0040_0253,  // Performed Procedure Step ID
        0x0040_1001,  // Requested Procedure ID
        0x0040_2016,  // Placer Order Number / Imaging Service Request
        0x0040_2017,  // Filler Order Number / Imaging Service Request
    ]

    private static let institutions: [UInt32] = [
        0x0008_0080,  // Institution Name
        0x0008_1040,  // Institutional Department Name
        0x0010_0021,  // Issuer of Patient ID
        0x0038_0300,  // Current Patient Location
        0x0012_0031,  // Clinical Trial Site Name
        0x0032_1033,  // Requesting Service
        0x0038_0400,  // Patient's Institution Residence
        0x0040_A027,  // Verifying Organization
    ]

    private static let devices: [UInt32] = [
        0x0008_1010,  // Station Name
        0x0018_1000,  // Device Serial Number
        0x0018_1004,  // Plate ID
        0x0018_1005,  // Generator ID
        0x0018_1007,  // Cassette ID
        0x0018_1008,  // Gantry ID
        0x0018_700A,  // Detector ID
        0x0040_0001,  // Scheduled Station AE Title
        0x0040_0010,  // Scheduled Station Name
        0x0040_0241,  // Performed Station AE Title
        0x0040_0242,  // Performed Station Name
        0x3008_0105,  // Source Serial Number
        0x0002_0016,  // Source Application Entity Title
    ]

    private static let addresses: [UInt32] = [
        0x0008_0081,  // Institution Address
        0x0008_0092,  // Referring Physician's Address
        0x0010_1040,  // Patient's Address
        0x0010_2150,  // Country of Residence
        0x0010_2152,  // Region of Residence
        0x0040_1102,  // Person's Address
    ]

    private static let phones: [UInt32] = [
        0x0008_0094,  // Referring Physician's Telephone Numbers
        0x0010_2154,  // Patient's Telephone Numbers
        0x0010_2155,  // Patient's Telecom Information
        0x0040_1103,  // Person's Telephone Numbers
        0x0040_1104,  // Person's Telecom Information
        0x0040_2010,  // Order Callback Phone Number
    ]

    private static let comments: [UInt32] = [
        0x0008_1030,  // Study Description
        0x0008_103E,  // Series Description
        0x0008_1080,  // Admitting Diagnoses Description
        0x0008_2111,  // Derivation Description
        0x0008_4000,  // Identifying Comments
        0x0010_2000,  // Medical Alerts
        0x0010_2110,  // Allergies
        0x0010_2180,  // Occupation
        0x0010_21B0,  // Additional Patient History
        0x0010_21F0,  // Patient's Religious Preference
        0x0010_4000,  // Patient Comments
        0x0018_1030,  // Protocol Name
        0x0018_1400,  // Acquisition Device Processing Description
        0x0018_4000,  // Acquisition Comments
        0x0020_4000,  // Image Comments
        0x0032_1030,  // Reason for Study
        0x0032_1060,  // Requested Procedure Description
        0x0032_4000,  // Study Comments
        0x0038_0050,  // Special Needs
        0x0038_0500,  // Patient State
        0x0038_4000,  // Visit Comments
        0x0040_0007,  // Scheduled Procedure Step Description
        0x0040_0254,  // Performed Procedure Step Description
        0x0040_0280,  // Comments on the Performed Procedure Step
        0x0040_1002,  // Reason for the Requested Procedure
        0x0040_1400,  // Requested Procedure Comments
        0x0040_2400,  // Imaging Service Request Comments
        0x4008_0300,  // Impressions
    ]
}
