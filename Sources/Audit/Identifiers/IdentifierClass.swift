/// What kind of thing an identifying string is; where a string is of several kinds, the first of them in this order counts.
public enum IdentifierClass: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// A patient's name, its parts, and the names of relatives.
    case name
    /// Patient ID, other ids of the patient, and ids of admissions and studies.
    case id
    /// Accession numbers, and numbers of orders, requests and procedure steps.
    case accession
    /// Unique identifiers that are not the standard's own.
    case uid
    /// Dates of birth, of studies and of anything else, in their usual spellings.
    case date
    /// Names of physicians, operators and other staff.
    case physician
    /// Institutions and departments.
    case institution
    /// Serial numbers and names of devices and stations.
    case device
    /// Addresses of persons and institutions.
    case address
    /// Telephone numbers and other ways to reach someone.
    case phone
    /// Comments and descriptions in free text.
    case comment
    /// Folders and files of the archive.
    case path

    /// Earlier classes are less.
    public static func < (first: IdentifierClass, second: IdentifierClass) -> Bool { first.rank < second.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }

    /// What a match must not touch.
    var border: TokenBorder {
        switch self {
        case .uid: .number
        case .date: .digits
        default: .word
        }
    }
}
