import Testing

@testable import OMOP

@Suite("Shifted dates")
struct DateShiftMechanicsTests {
    @Test("count days as the calendar does, over leap years and centuries")
    func days() throws {
        let start = try #require(CalendarDate(year: 1899, month: 12, day: 31))
        var date = start
        for offset in 1...80_000 {
            let next = Self.dayAfter(date)
            date = try #require(next)
            if offset % 97 == 0 || date.month == 3 && date.day == 1 {
                #expect(start.adding(days: offset) == date)
                #expect(date.adding(days: -offset) == start)
            }
        }
        #expect(start.adding(days: 0) == start)
        #expect(CalendarDate(year: 9999, month: 12, day: 31)?.adding(days: 1) == nil)
        #expect(CalendarDate(year: 1, month: 1, day: 1)?.adding(days: -1) == nil)
        #expect(start.adding(days: .max) == nil && start.adding(days: .min) == nil)
    }

    /// The plain way.
    private static func dayAfter(_ date: CalendarDate) -> CalendarDate? {
        CalendarDate(year: date.year, month: date.month, day: date.day + 1) ?? CalendarDate(year: date.year, month: date.month + 1, day: 1)
            ?? CalendarDate(year: date.year + 1, month: 1, day: 1)
    }

    private static func resolve(
        _ patient: PatientIdentity, _ study: String, csv: String, shared: Set<String> = []
    ) throws -> PersonResolution {
        let shifts = try DateShifts(csv: csv, source: "shifts.csv")
        return PersonResolution(
            patient, ImageDates(study: study), policy: PersonPolicy(dates: .shifted(shifts), sharedIDs: shared), key: Samples.key)
    }

    @Test("are written, while birth year and age follow from unshifted ones")
    func written() throws {
        let patient = PatientIdentity(patientID: "P", issuer: "A", age: "045Y", sex: "F")
        let found = try Self.resolve(patient, "20010105", csv: "patient_id,days\nP,-10\n")
        #expect(found.date?.description == "2000-12-26" && found.shift == -10)
        #expect(found.evidence?.yearOfBirth == 1956 && found.held == nil)
    }

    @Test("never stand for the headers' own: a patient without a shift is held")
    func missing() throws {
        let patient = PatientIdentity(patientID: "P", issuer: "A", birthDate: "19500101")
        for csv in ["patient_id,days\nQ,-10\n", "patient_id,issuer,days\nP,B,-10\n", "patient_id,issuer,days\nP,B,-10\nP,,5\n"] {
            let found = try Self.resolve(patient, "20010105", csv: csv)
            #expect(found.held == .noDateShift && found.obstacle == .noDateShift && found.date == nil)
        }
        #expect(try Self.resolve(patient, "20010105", csv: "patient_id,days\nP,3\n", shared: ["P"]).held == .noDateShift)
        #expect(try Self.resolve(patient, "20010105", csv: "patient_id,days\nP,0\n").date?.description == "2001-01-05")
    }

    @Test("that come to lie before birth are held")
    func beforeBirth() throws {
        let newborn = PatientIdentity(patientID: "P", birthDate: "20010101")
        #expect(try Self.resolve(newborn, "20010105", csv: "patient_id,days\nP,-10\n").held == .dateBeforeBirth)
    }

    @Test(
        "are not read from a faulty file, and the line is named",
        arguments: [
            ("", "empty"), ("patient_id\nP\n", "no column days"), ("patient_id,days\nP,\n", "line 2"),
            ("patient_id,days\nP,1.5\n", "line 2"),
            ("patient_id,days\nP,1\nP,2\n", "line 3"), ("patient_id,days\nP,36526\n", "line 2"), ("patient_id,days,x\nP,1,2\n", "“x”"),
        ])
    func faulty(csv: String, expected: String) throws {
        let text = try message(.dateShifts) { _ = try DateShifts(csv: csv, source: "shifts.csv") }
        #expect(text.contains(expected) && text.contains("shifts.csv"))
    }
}
