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

/// Whose a case is and of which day, as far as header, person map and date shifts tell.
struct PersonResolution: Sendable, Hashable {
    /// The pseudonym, nil without Patient ID.
    let pseudonym: String?
    /// The pseudonym of the Patient ID whatever its issuer: what a person map without issuers can be compared with.
    let patientPseudonym: String?
    /// Patient ID and issuer as the header has them; never written.
    let patientID: String?, issuer: String?
    /// What the person map says.
    let match: PatientMatch<PersonMap.Row>
    /// The date that is written, shifted if the site shifts dates.
    let date: CalendarDate?
    /// The study's own day, shifted likewise: Study Date, else the date that is written.
    let studyDate: CalendarDate?
    /// By how many days it is shifted.
    let shift: Int
    /// M, F or O of header or map.
    let sex: String?
    /// The person's facts, nil without a year of birth; from unshifted dates.
    let evidence: PersonEvidence?
    /// Why the case is held whoever the person is.
    let obstacle: HeldReason?
    /// What else was noticed.
    let findings: [PersonFinding]

    /// Why the case is held if its person is made of it, nil when it can be written.
    var held: HeldReason? {
        if let obstacle, obstacle != .noDate, obstacle != .noDateShift { return obstacle }
        guard let evidence else { return .noBirthYear }
        guard let date else { return obstacle ?? .noDate }
        return date.year < evidence.yearOfBirth ? .dateBeforeBirth : nil
    }

    init(_ patient: PatientIdentity, _ dates: ImageDates, policy: PersonPolicy, key: PseudonymKey) {
        var findings: [PersonFinding] = []
        let match = policy.match(patient)
        for (name, text) in [("Series Date", dates.series), ("Study Date", dates.study), ("Acquisition Date", dates.acquisition)] {
            _ = Self.date(text, name, &findings)
        }
        patientID = patient.ownID
        issuer = patient.ownIssuer
        pseudonym = patient.ownID.map { key.pseudonym(patientID: $0, issuer: patient.issuer) }
        patientPseudonym = patient.ownID.map { key.pseudonym(patientID: $0, issuer: nil) }
        self.match = match
        let shift = Self.shift(patient, policy)
        self.shift = shift ?? 0
        date = shift.flatMap { dates.measurement?.adding(days: $0) }
        let study = dates.study.flatMap(CalendarDate.init(dicom:)) ?? dates.measurement
        studyDate = shift.flatMap { study?.adding(days: $0) }
        let year = Self.year(patient, dates, match.value, &findings)
        let (sex, sexSource) = Self.sex(patient, match.value, &findings)
        self.sex = sex
        evidence = year.map { year, source in
            PersonEvidence(yearOfBirth: year, yearSource: source, sex: sex, sexSource: sexSource)
        }
        if patient.ownID == nil {
            obstacle = .noPatientID
        } else if match == .ambiguous {
            obstacle = .ambiguousPerson
        } else if dates.measurement == nil {
            obstacle = .noDate
        } else {
            obstacle = date == nil ? .noDateShift : nil
        }
        self.findings = findings
    }

    init(_ patient: PatientIdentity, _ dates: ImageDates, map: PersonMap, key: PseudonymKey) {
        self.init(patient, dates, policy: PersonPolicy(map: map), key: key)
    }

    /// The days by which dates are shifted; nil when they should be and the file does not say how far.
    private static func shift(_ patient: PatientIdentity, _ policy: PersonPolicy) -> Int? {
        guard case .shifted(let shifts) = policy.dates else { return 0 }
        return shifts.days(of: patient, isShared: patient.ownID.map(policy.sharedIDs.contains) ?? false)
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
