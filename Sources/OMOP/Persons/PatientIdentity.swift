/// What a header or manifest says about a patient, as DICOM spells it.
public struct PatientIdentity: Sendable, Hashable, Codable {
    /// Patient ID (0010,0020).
    public var patientID: String?
    /// Issuer of Patient ID (0010,0021).
    public var issuer: String?
    /// Patient's Birth Date (0010,0030).
    public var birthDate: String?
    /// Patient's Age (0010,1010).
    public var age: String?
    /// Patient's Sex (0010,0040).
    public var sex: String?

    /// Describes a patient.
    public init(patientID: String?, issuer: String? = nil, birthDate: String? = nil, age: String? = nil, sex: String? = nil) {
        self.patientID = patientID
        self.issuer = issuer
        self.birthDate = birthDate
        self.age = age
        self.sex = sex
    }
}

/// The dates of an image, as DICOM spells them.
public struct ImageDates: Sendable, Hashable, Codable {
    /// Series Date (0008,0021).
    public var series: String?
    /// Study Date (0008,0020).
    public var study: String?
    /// Acquisition Date (0008,0022).
    public var acquisition: String?

    /// Groups the dates.
    public init(series: String? = nil, study: String? = nil, acquisition: String? = nil) {
        self.series = series
        self.study = study
        self.acquisition = acquisition
    }

    /// The date of measurements on the image: Series, else Study, else Acquisition Date; dates that are none are passed over.
    var measurement: CalendarDate? {
        [series, study, acquisition].lazy.compactMap { $0.flatMap(CalendarDate.init(dicom:)) }.first
    }
}

/// Something noteworthy about a patient or the study that does not keep rows from being written.
public struct PersonFinding: Sendable, Hashable {
    /// What was found; the raw values are stable.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// A date is not empty, and no date either.
        case invalidDate = "invalid-date"
        /// Patient's Birth Date is not empty, and no date on which a patient can be born.
        case invalidBirthDate = "invalid-birth-date"
        /// Patient's Age is not empty, and no age of a patient either.
        case invalidAge = "invalid-age"
        /// Patient's Sex is neither M, F, O nor empty.
        case invalidSex = "invalid-sex"
        /// Headers or person map disagree on a person's birth year.
        case birthYearConflict = "birth-year-conflict"
        /// Headers or person map disagree on a person's sex.
        case sexConflict = "sex-conflict"
        /// Patient's Sex is another than the person's gender in PERSON.
        case sexMismatch = "sex-mismatch"
        /// The header's year of birth is another than the person's in PERSON.
        case birthYearMismatch = "birth-year-mismatch"
        /// The image is older than the person.
        case dateBeforeBirth = "date-before-birth"
        /// The image was made after the person's death.
        case dateAfterDeath = "date-after-death"
        /// The image was made outside the person's observation periods.
        case outsideObservation = "outside-observation-period"
        /// Several of the site's procedures could be the study.
        case ambiguousProcedure = "ambiguous-procedure"
    }

    /// What was found.
    public let code: Code
    /// Which attribute, and what was done; no value of the header.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// Why a case's values stay out of the CDM; the raw values are stable.
public enum HeldReason: String, Sendable, Hashable, CaseIterable {
    /// There is no Patient ID.
    case noPatientID = "no-patient-id"
    /// There is no year of birth in header or person map.
    case noBirthYear = "no-birth-year"
    /// There is no Series, Study or Acquisition Date.
    case noDate = "no-date"
    /// The image is older than the patient.
    case dateBeforeBirth = "date-before-birth"
    /// PERSON has nobody that the patient is known to be.
    case unknownPerson = "unknown-person"
    /// The patient could be several persons, or the person several patients.
    case ambiguousPerson = "ambiguous-person"
    /// The site shifts dates, and says not by how many days the patient's are.
    case noDateShift = "no-date-shift"
    /// Patient's Sex is another than the person's gender in PERSON.
    case sexMismatch = "sex-mismatch"
    /// The header's year of birth is another than the person's in PERSON.
    case birthYearMismatch = "birth-year-mismatch"
    /// The image was made after the person's death.
    case dateAfterDeath = "date-after-death"
    /// The image was made outside the person's observation periods.
    case outsideObservation = "outside-observation-period"

    /// True when another person map can settle the case (`voxmark omop resolve`).
    var isSettledByMap: Bool {
        switch self {
        case .noPatientID, .noDate, .noDateShift: false
        case .noBirthYear, .unknownPerson, .ambiguousPerson, .sexMismatch, .birthYearMismatch, .dateBeforeBirth, .dateAfterDeath,
            .outsideObservation:
            true
        }
    }

    /// What is missing and what to do.
    ///
    /// - Parameter findings: what is wrong with what the header gives.
    func message(_ findings: [PersonFinding]) -> String {
        switch self {
        case .noPatientID:
            "no Patient ID: correct the header, or name the patient in a manifest; until then the values are in the CSV files only"
        case .noBirthYear: "\(Self.birthTrouble(findings)): correct the header, or name the patient in the person map"
        case .noDate:
            "no valid Series, Study or Acquisition Date: correct the header, or give the date in a manifest; until then the values are in the CSV files only"
        case .dateBeforeBirth: "the image's date lies before the patient's birth: correct the header or the person map"
        case .unknownPerson:
            "PERSON has nobody that the patient is known to be, nor whom the person map names: name a person_id of PERSON in the person map and run voxmark omop resolve"
        case .ambiguousPerson:
            "the patient could be several persons: name patient and Issuer of Patient ID in a person map and run voxmark omop resolve"
        case .noDateShift: "the date shifts do not name the patient: add a line and run again"
        case .sexMismatch: "Patient's Sex is another than the person's gender: find out whose image it is"
        case .birthYearMismatch: "the header's year of birth is another than the person's: find out whose image it is"
        case .dateAfterDeath: "the image's date lies after the person's death: find out whose image it is, and whether dates are shifted"
        case .outsideObservation: "the image's date lies outside the person's observation periods: extend them, or have it noted only"
        }
    }

    private static func birthTrouble(_ findings: [PersonFinding]) -> String {
        let codes = findings.map(\.code)
        let birth = codes.contains(.invalidBirthDate) ? "an invalid Patient's Birth Date" : "no Patient's Birth Date"
        return birth + (codes.contains(.invalidAge) ? " and an invalid Patient's Age" : " and no Patient's Age with a Study Date")
    }
}
