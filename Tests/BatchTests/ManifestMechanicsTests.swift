import Testing

@testable import Batch

@Suite("Manifest") struct ManifestMechanicsTests {
    @Test("columns of PyRadiomics and others are found whatever their case; relative paths start at the manifest's folder")
    func columns() throws {
        let manifest = try Manifest(text: "ID,Image,MASK,Label,Reader\np1,a.nii,/data/m.nii,2,x\n", path: "/cohort/list.csv")
        let row = try #require(manifest.rows.first)
        #expect(row.image == "/cohort/a.nii" && row.mask == "/data/m.nii" && row.label == "2" && row.line == 2)
        #expect(row.patient.patientID == "p1")
        #expect(manifest.unusedColumns == ["Reader"])
    }

    @Test("dates, sexes and years of birth are read as DICOM writes them")
    func persons() throws {
        let text = "image,mask,Patient ID,date,sex,year_of_birth\na,b,p,2020-02-29,female,1961\n,, ,,,\na,b,p,20200229,m,\n"
        let rows = try Manifest(text: text, path: "/m.csv").rows
        #expect(rows.map(\.date) == ["20200229", "20200229"])
        #expect(rows.map(\.patient.sex) == ["F", "M"])
        #expect(rows.map(\.patient.birthDate) == ["19610101", nil])
    }

    @Test(
        "a bad row fails alone, with its line",
        arguments: [
            "a", "a,,p,2020-01-01,F", ",b,p,2020-01-01,F", "a,b,p,2020-02-30,F", "a,b,p,today,F", "a,b,p,2020-01-01,x",
        ])
    func badRow(row: String) throws {
        let manifest = try Manifest(text: "image,mask,patient,date,sex\na,b,p,2020-01-01,F\n\(row)\na,b,p,,\n", path: "/m.csv")
        #expect(manifest.rows.map(\.line) == [2, 4])
        #expect(manifest.badRows.map(\.line) == [3])
        #expect(manifest.badRows.map(\.reason.code) == ["manifest-row"])
    }

    @Test(
        "a header without image or mask, a column twice, an empty file and broken CSV are errors that name the line",
        arguments: [("mask,label\n", "line 1"), ("image,mask,Image\n", "line 1"), ("", "empty"), ("image,mask\na,b\n\"c,d\n", "line 3")])
    func badFile(text: String, place: String) {
        let error = #expect(throws: BatchError.self) { try Manifest(text: text, path: "/m.csv") }
        #expect(error?.code == .manifest && error?.message.contains(place) == true)
    }

    @Test("a missing manifest is an error")
    func missing() {
        let error = #expect(throws: BatchError.self) { try Manifest(path: "/nowhere/m.csv") }
        #expect(error?.code == .unreadable)
    }
}
