/// Where a fact about a person comes from, best first.
enum EvidenceSource: String, Sendable, Hashable, CaseIterable {
    case birthDate = "birth date"
    case age = "study date and age"
    case sex = "patient's sex"
    case personMap = "person map"
}

/// What one case says about its person.
struct PersonEvidence: Sendable, Hashable {
    var yearOfBirth: Int
    var yearSource: EvidenceSource
    var sex: String?
    var sexSource: EvidenceSource = .sex
}

/// Whose a case is and of which day, as far as header and person map tell.
struct PersonResolution: Sendable, Hashable {
    /// The Patient ID without padding, nil without one.
    let patientID: String?
    /// The pseudonym, nil without Patient ID.
    let pseudonym: String?
    /// The measurements' date.
    let date: CalendarDate?
    /// The person's facts, nil without a year of birth.
    let evidence: PersonEvidence?
    /// Why the case is held, nil when it can be written.
    let held: HeldReason?
    /// What else was noticed.
    let findings: [PersonFinding]

    init(_ patient: PatientIdentity, _ dates: ImageDates, map: PersonMap, key: PseudonymKey) {
        var findings: [PersonFinding] = []
        let patientID = (patient.patientID?.trimmingPadding).flatMap { $0.isEmpty ? nil : $0 }
        let row = patientID.flatMap { map[$0] }
        for (name, text) in [("Series Date", dates.series), ("Study Date", dates.study), ("Acquisition Date", dates.acquisition)] {
            _ = Self.date(text, name, &findings)
        }
        self.patientID = patientID
        pseudonym = patientID.map { key.pseudonym(patientID: $0, issuer: patient.issuer) }
        date = dates.measurement
        evidence = Self.year(patient, dates, row, &findings).map { year, source in
            let (sex, sexSource) = Self.sex(patient, row, &findings)
            return PersonEvidence(yearOfBirth: year, yearSource: source, sex: sex, sexSource: sexSource)
        }
        held = Self.held(pseudonym, date, evidence)
        self.findings = findings
    }

    private static func held(_ pseudonym: String?, _ date: CalendarDate?, _ evidence: PersonEvidence?) -> HeldReason? {
        guard pseudonym != nil else { return .noPatientID }
        guard let evidence else { return .noBirthYear }
        guard let date else { return .noDate }
        return date.year < evidence.yearOfBirth ? .dateBeforeBirth : nil
    }

    /// Birth Date, else Study Date minus Patient's Age, else the person map.
    private static func year(
        _ patient: PatientIdentity, _ dates: ImageDates, _ row: PersonMap.Row?, _ findings: inout [PersonFinding]
    ) -> (Int, EvidenceSource)? {
        let study = dates.study.flatMap(CalendarDate.init(dicom:))
        if let text = patient.birthDate?.trimmingPadding, !text.isEmpty {
            if let birth = CalendarDate(dicom: text), isPlausible(birth.year, at: study ?? dates.measurement) {
                return (birth.year, .birthDate)
            }
            findings.append(
                PersonFinding(
                    .invalidBirthDate,
                    "Patient's Birth Date is no date, lies before \(earliestYear) or makes the patient older than \(highestAge); it is not used"
                ))
        }
        let age = patient.age.flatMap(DICOMAge.init)
        if age == nil, let text = patient.age?.trimmingPadding, !text.isEmpty {
            findings.append(PersonFinding(.invalidAge, "Patient's Age is not three digits and D, W, M or Y; it is not used"))
        }
        if let age, let study, let year = study.year(before: age) {
            if isPlausible(year, at: study) { return (year, .age) }
            findings.append(PersonFinding(.invalidAge, "Patient's Age is more than \(highestAge) years; it is not used"))
        }
        return row?.yearOfBirth.map { ($0, .personMap) }
    }

    private static let earliestYear = 1850
    private static let highestAge = 130

    /// Placeholders such as 00010101 are no birth dates.
    private static func isPlausible(_ year: Int, at date: CalendarDate?) -> Bool {
        year >= earliestYear && date.map { $0.year - year <= highestAge } ?? true
    }

    private static func sex(
        _ patient: PatientIdentity, _ row: PersonMap.Row?, _ findings: inout [PersonFinding]
    ) -> (String?, EvidenceSource) {
        let text = patient.sex?.trimmingPadding ?? ""
        if ["M", "F", "O"].contains(text) { return (text, .sex) }
        if !text.isEmpty { findings.append(PersonFinding(.invalidSex, "Patient's Sex is neither M, F nor O; it is not used")) }
        return (row?.sex, .personMap)
    }

    private static func date(_ text: String?, _ name: String, _ findings: inout [PersonFinding]) -> CalendarDate? {
        guard let text = text?.trimmingPadding, !text.isEmpty else { return nil }
        let date = CalendarDate(dicom: text)
        if date == nil { findings.append(PersonFinding(.invalidDate, "\(name) is no date; it is not used")) }
        return date
    }
}
