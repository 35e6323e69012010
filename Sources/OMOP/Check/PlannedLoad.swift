/// What is to be written into a database, as far as a plan knows before anything is computed.
public struct PlannedLoad: Sendable {
    /// An image of a patient.
    struct Image: Sendable, Hashable {
        /// The pseudonym; nil without a Patient ID, or where the key is not at hand.
        let pseudonym: String?
        let hasPatientID: Bool
        let date: CalendarDate?
    }

    let images: [Image]
    /// How many cases and measurements there will be at most.
    let cases: Int, rows: Int
    /// Whether pseudonyms could be made.
    let hasKey: Bool

    /// Describes a plan.
    ///
    /// - Parameters:
    ///   - images: whose images they are and when they were made.
    ///   - cases: how many cases there are.
    ///   - rows: how many measurements they have if every feature has a value.
    ///   - key: the key of the output's pseudonyms; nil leaves persons unchecked.
    public init(images: [(patient: PatientIdentity, dates: ImageDates)], cases: Int, rows: Int, key: PseudonymKey?) {
        self.cases = cases
        self.rows = rows
        hasKey = key != nil
        self.images = images.map { patient, dates in
            let id = patient.patientID?.trimmingPadding ?? ""
            let date = [dates.series, dates.study, dates.acquisition].lazy.compactMap { $0.flatMap(CalendarDate.init(dicom:)) }.first
            return Image(
                pseudonym: id.isEmpty ? nil : key?.pseudonym(patientID: id, issuer: patient.issuer), hasPatientID: !id.isEmpty, date: date)
        }
    }
}
