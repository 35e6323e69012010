/// Which dates are written.
public enum DatePolicy: Sendable, Hashable {
    /// Those of the headers.
    case full
    /// Those of the headers, shifted by the site's own number of days for each person, as its CDM is; a person without a shift is held.
    case shifted(DateShifts)

    /// What `voxmark_property` records; a database keeps it.
    var recorded: String {
        switch self {
        case .full: "full"
        case .shifted: "shifted"
        }
    }
}

/// A site's date shifts: a CSV with the columns `patient_id`, `days` and as needed `issuer`; days may be negative.
public struct DateShifts: Sendable, Hashable {
    private let table: PatientTable<Int>

    /// The largest shift in days, a hundred years.
    static let largest = 36_525

    /// Reads shifts from a file.
    public init(file path: String) throws(OMOPError) {
        try self.init(csv: PatientFile.text(of: path, called: "date shifts", code: .dateShifts), source: path)
    }

    /// Reads shifts from CSV text; `source` names it in errors.
    ///
    /// - Throws: `OMOPError` (`date-shifts`) that names the line.
    public init(csv text: String, source: String) throws(OMOPError) {
        let file = try PatientFile(
            csv: text, name: "date shifts \(source)", columns: ["issuer", "days"], required: ["days"], code: .dateShifts)
        table = try file.table { line throws(OMOPError) in
            guard let days = line["days"].flatMap({ Int($0) }), -Self.largest...Self.largest ~= days else {
                throw file.trouble(line, "has no number of days up to \(Self.largest) as days")
            }
            return days
        }
    }

    /// The days by which a patient's dates are shifted; nil when the file does not say so with certainty.
    func days(of patient: PatientIdentity, isShared: Bool) -> Int? {
        patient.ownID.flatMap { table.match(patient: $0, issuer: patient.ownIssuer, isShared: isShared).value }
    }
}
