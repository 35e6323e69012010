import Testing

@testable import OMOP

@Suite("Persons")
struct PersonMechanicsTests {
    @Test(
        "have DICOM dates",
        arguments: [
            ("20010203", "2001-02-03"), ("2001.02.03", "2001-02-03"), (" 20010203\0", "2001-02-03"), ("20000229", "2000-02-29"),
            ("19000229", nil), ("20010229", nil), ("20011301", nil), ("20010431", nil), ("00000101", nil), ("2001023", nil),
            ("200102033", nil),
            ("2001-02-03", nil), ("2001.2.3", nil), ("+0010203", nil), ("", nil), ("２００１０２０３", nil),
        ])
    func dates(text: String, expected: String?) {
        #expect(CalendarDate(dicom: text)?.description == expected)
    }

    @Test(
        "are born an age before the study",
        arguments: [
            ("20010615", "045Y", 1956), ("20010315", "006M", 2000), ("20010315", "003M", 2000), ("20010315", "002M", 2001),
            ("20010315", "015M", 1999), ("20010105", "003W", 2000), ("20010131", "004W", 2001), ("20010110", "010D", 2000),
            ("20010110", "009D", 2001), ("20010110", "376D", 1999), ("20010110", "375D", 2000), ("20010110", "000D", 2001),
        ])
    func ages(study: String, age: String, year: Int) throws {
        let date = try #require(CalendarDate(dicom: study))
        #expect(date.year(before: try #require(DICOMAge(age))) == year)
    }

    @Test("have no age in other words", arguments: ["45Y", "045", "045X", "0045Y", "", "-45Y", "045y"])
    func noAges(text: String) {
        #expect(DICOMAge(text) == nil)
    }

    private func resolve(
        _ patient: PatientIdentity, _ dates: ImageDates = ImageDates(study: "20010615"), map: String = "patient_id,year_of_birth,sex\n"
    ) throws -> PersonResolution {
        PersonResolution(patient, dates, map: try PersonMap(csv: map, source: "map.csv"), key: Samples.key)
    }

    @Test("get their birth year from birth date, else age, else person map")
    func birthYear() throws {
        let map = "patient_id,year_of_birth,sex\nP,1949,M\n"
        let all = try resolve(PatientIdentity(patientID: "P", birthDate: "19500101", age: "045Y", sex: "F"), map: map).evidence
        #expect(all == PersonEvidence(yearOfBirth: 1950, yearSource: .birthDate, sex: "F", sexSource: .sex))
        let age = try resolve(PatientIdentity(patientID: "P", birthDate: "", age: "045Y"), map: map).evidence
        #expect(age == PersonEvidence(yearOfBirth: 1956, yearSource: .age, sex: "M", sexSource: .personMap))
        let mapped = try resolve(PatientIdentity(patientID: "P"), map: map).evidence
        #expect(mapped?.yearOfBirth == 1949 && mapped?.yearSource == .personMap)
        // An age counts from the Study Date, not from another date.
        let series = try resolve(PatientIdentity(patientID: "P", age: "045Y"), ImageDates(series: "20010615"))
        #expect(series.evidence == nil && series.held == .noBirthYear)
    }

    @Test("are measured on Series, else Study, else Acquisition Date")
    func measurementDate() throws {
        #expect(ImageDates(series: "20010101", study: "20020101", acquisition: "20030101").measurement?.year == 2001)
        #expect(ImageDates(series: "", study: "20020101", acquisition: "20030101").measurement?.year == 2002)
        #expect(ImageDates(acquisition: "20030101").measurement?.year == 2003)
        let wrong = try resolve(Samples.patient, ImageDates(series: "20019999", study: "20020101"))
        #expect(wrong.date?.year == 2002)
        #expect(wrong.findings.map(\.code) == [.invalidDate])
    }

    @Test("hold their case where something is missing")
    func held() throws {
        #expect(try resolve(Samples.patient).held == nil)
        #expect(try resolve(PatientIdentity(patientID: " ", birthDate: "19500101")).held == .noPatientID)
        #expect(try resolve(PatientIdentity(patientID: "P", birthDate: "19509901")).held == .noBirthYear)
        #expect(try resolve(Samples.patient, ImageDates()).held == .noDate)
        #expect(try resolve(PatientIdentity(patientID: "P", birthDate: "20020101")).held == .dateBeforeBirth)
        let odd = try resolve(PatientIdentity(patientID: "P", birthDate: "1950", age: "old", sex: "X"))
        #expect(Set(odd.findings.map(\.code)) == [.invalidBirthDate, .invalidAge, .invalidSex])
        #expect(try resolve(PatientIdentity(patientID: "P", birthDate: "19500101", sex: "X")).findings.map(\.code) == [.invalidSex])
    }

    @Test("were not born before 1850 or more than 130 years before the study", arguments: ["00010101", "18491231", "18700101", "1950"])
    func implausibleBirth(date: String) throws {
        let none = try resolve(PatientIdentity(patientID: "P", birthDate: date))
        #expect(none.evidence == nil && none.held == .noBirthYear && none.findings.map(\.code) == [.invalidBirthDate])
        #expect(none.held?.message(none.findings).contains("an invalid Patient's Birth Date") == true)
        let age = try resolve(PatientIdentity(patientID: "P", birthDate: date, age: "045Y"))
        #expect(age.evidence?.yearOfBirth == 1956)
        let old = try resolve(PatientIdentity(patientID: "P", birthDate: "18710101"))
        #expect(old.evidence?.yearOfBirth == 1871 && old.findings.isEmpty)
        #expect(try resolve(PatientIdentity(patientID: "P", age: "999Y")).findings.map(\.code) == [.invalidAge])
    }

    @Test("are mapped by a CSV file with its columns in any order")
    func map() throws {
        let map = try PersonMap(csv: "\u{FEFF}sex,patient_id,year_of_birth\r\nf,\"A, \"\"1\"\"\",1950\r\n,B,\r\n\r\n", source: "map.csv")
        #expect(map["A, \"1\""]?.yearOfBirth == 1950)
        #expect(map["A, \"1\""]?.sex == "F")
        #expect(map["B"]?.yearOfBirth == nil && map["B"]?.sex == nil)
        #expect(map["C"] == nil)
    }

    @Test(
        "are not mapped by a faulty file, and the line is named",
        arguments: [
            ("", "empty"), ("year_of_birth,sex\n", "line 1"), ("patient_id,age\n", "“age”"), ("patient_id,sex,sex\n", "twice"),
            ("patient_id,sex\nA,M\nB\n", "line 3"), ("patient_id,sex\nA,M\n\nA,F\n", "line 4"), ("patient_id,sex\nA,x\n", "line 2"),
            ("patient_id,year_of_birth\nA,50\n", "line 2"), ("patient_id\n\"\"\n", "line 2"), ("patient_id\n\"A\n", "line 2"),
            ("patient_id\nA\"B\n", "line 2"), ("patient_id\n\"A\"B\n", "line 2"),
        ])
    func faultyMap(text: String, expected: String) throws {
        let found = try message(.personMap) { _ = try PersonMap(csv: text, source: "map.csv") }
        #expect(found.contains(expected) && found.contains("map.csv"))
    }
}
