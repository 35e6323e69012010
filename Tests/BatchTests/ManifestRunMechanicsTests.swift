import Foundation
import NIfTI
import OMOP
import PhantomKit
import Testing
import Voxels

@testable import Batch

@Suite("Run of a manifest") struct ManifestRunMechanicsTests {
    @Test("NIfTI and DICOM rows are done, bad rows fail for themselves")
    func rowsForThemselves() async throws {
        let folder = try TemporaryFolder()
        let phantom = SamplePatient.phantom()
        let dicom = try SamplePatient.write("A", phantom: phantom, to: folder)
        try NIfTIWriter.write(phantom.volume(), to: folder.path("image.nii.gz"))
        try NIfTIWriter.write(phantom.mask(), to: folder.path("mask.nii.gz"), label: 3)
        var shifted = phantom
        shifted.grid.origin.x += 1
        try NIfTIWriter.write(shifted.mask(), to: folder.path("shifted.nii"))
        let empty = Mask(grid: phantom.grid, box: phantom.grid.bounds, values: [UInt8](repeating: 0, count: phantom.grid.size.product))
        try NIfTIWriter.write(empty, to: folder.path("empty.nii"))
        let set = try #require(dicom.structureSet)
        let manifest = try folder.write(
            """
            Image,Mask,Label,Patient,Date,Sex,year_of_birth,modality
            image.nii.gz,mask.nii.gz,3,P1,2020-01-01,F,1950,CT
            archive/A/CT,\(set.path),GTV-1,,,,,
            image.nii.gz,mask.nii.gz,4,P1,2020-01-01,F,1950,CT
            image.nii.gz,shifted.nii,,P3,2020-01-01,F,1950,CT
            image.nii.gz,empty.nii,,P1,2020-01-01,F,1950,CT
            image.nii.gz,nowhere.nii,,P1,2020-01-01,F,1950,CT
            archive/A/CT,\(set.path),GTV-2,,,,,
            archive,\(set.path),GTV-1,,,,,
            image.nii.gz,mask.nii.gz,3,P1,,F,1950,CT
            image.nii.gz,,3,P1,2020-01-01,F,1950,CT

            """, to: "list.csv")
        try SamplePatient.write("B", to: folder)
        let setup = try SampleSetup.make(in: folder)
        let summary = try await execute(try Plan(manifest: manifest, setup: setup), setup, in: folder)

        let found = summary.reports.map { "\($0.verdict.rawValue) \($0.reason?.code ?? "")" }
        #expect(
            found == [
                "done ", "done ", "refused label-missing", "done ", "refused empty-mask", "held no-date",
                "failed not-found",
                "refused unknown-roi", "refused several-series", "refused manifest-row",
            ])
        let lines = summary.reports.filter { $0.key == nil }.map(\.place)
        #expect(lines == ["list.csv, line 7", "list.csv, line 8", "list.csv, line 9", "list.csv, line 11"])
        let shiftedCase = try #require(summary.reports.first { $0.findings.contains { $0.message.contains("lies on another grid") } })
        #expect(shiftedCase.findings.contains { $0.message.contains("up to 1 mm away") })
        // The same voxels from NIfTI and from DICOM: the same values.
        func values(_ label: String) throws -> [String] {
            try rows(
                """
                SELECT measurement_source_value, value_as_number FROM measurement JOIN voxmark_region ON region_id = measurement_event_id
                WHERE label = '\(label)' ORDER BY 1
                """, in: folder)
        }
        #expect(try values("GTV-1").count == 18 && values("GTV-1") == values("label-3"))
        #expect(
            try rows("SELECT DISTINCT unit_source_value FROM measurement WHERE measurement_source_value = 'stat_mean'", in: folder) == [
                "[hnsf'U]"
            ])
    }

    @Test("a NIfTI file that cannot be read is named, image or mask")
    func namedFile() async throws {
        let folder = try TemporaryFolder()
        let phantom = SamplePatient.phantom()
        try NIfTIWriter.write(phantom.volume(), to: folder.path("image.nii"))
        try NIfTIWriter.write(phantom.mask(), to: folder.path("mask.nii"))
        _ = try folder.write("nonsense", to: "bad.nii")
        let setup = try SampleSetup.make(in: folder)
        let manifest = try folder.write("image,mask\nbad.nii,mask.nii\nimage.nii,bad.nii\n", to: "m.csv")
        let summary = try await execute(try Plan(manifest: manifest, setup: setup), setup, in: folder)
        #expect(summary.reports.count == 2)
        #expect(summary.reports.allSatisfy { $0.reason?.message.hasPrefix("bad.nii: ") == true })
    }

    @Test("a corrected patient is another case")
    func correctedPatient() async throws {
        let folder = try TemporaryFolder()
        let phantom = SamplePatient.phantom()
        try NIfTIWriter.write(phantom.volume(), to: folder.path("image.nii"))
        try NIfTIWriter.write(phantom.mask(), to: folder.path("mask.nii"))
        let setup = try SampleSetup.make(in: folder)
        for (patient, verdict) in [("P1", CaseVerdict.done), ("P1", .alreadyDone), ("P2", .done)] {
            let manifest = try folder.write(
                "image,mask,patient,date,year_of_birth\nimage.nii,mask.nii,\(patient),2020-01-01,1950\n", to: "m.csv")
            let summary = try await execute(try Plan(manifest: manifest, setup: setup), setup, in: folder)
            #expect(summary.reports.map(\.verdict) == [verdict])
        }
    }

    @Test("a series that an archive and a manifest both name is one case, unless the manifest says otherwise of it")
    func archiveAndManifest() async throws {
        let folder = try TemporaryFolder()
        let set = try #require(try SamplePatient.write("A", to: folder).structureSet)
        let setup = try SampleSetup.make(in: folder)
        var plan = try Plan(archives: [folder.path("archive")], setup: setup)
        let manifest = try folder.write(
            """
            image,mask,label,patient,date
            archive/A/CT,\(set.path),GTV-1,,
            archive/A/CT,\(set.path),BOX,A,
            archive/A/CT,\(set.path),BOX,B,

            """, to: "list.csv")
        plan.append(try Plan(manifest: manifest, setup: setup))
        let summary = try await execute(plan, setup, in: folder)
        #expect(summary.count(.done) == 3 && summary.count(.alreadyDone) == 2 && summary.outcome == .complete)
        #expect(try rows("SELECT count(*) FROM voxmark_region", in: folder) == ["3"])
    }

    @Test("a manifest's date leaves Patient's Age with the header's Study Date")
    func statedDate() throws {
        let header = PlannedImage(
            content: .nifti, files: [PlannedFile("i")], seriesInstanceUID: nil, studyInstanceUID: nil, modality: "CT",
            intensityUnit: .hounsfield,
            patient: PatientIdentity(patientID: "A", age: "050Y"), dates: ImageDates(study: "20200202"), isStated: false, place: "i")
        let row = Manifest.Row(
            line: 1, image: "i", mask: "m", label: nil, patient: PatientIdentity(patientID: nil), date: "20200303", modality: nil)
        let stated = header.overridden(by: row)
        #expect(stated.isStated && stated.dates == ImageDates(series: "20200303", study: "20200202"))
    }

    @Test("more jobs than there could ever be are no harm")
    func manyJobs() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        let setup = try SampleSetup.make(in: folder)
        let summary = try await execute(try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder, jobs: .max)
        #expect(summary.outcome == .complete)
    }

    @Test("one case without a database: from DICOM with several ROIs a name is needed")
    func singleCase() throws {
        let folder = try TemporaryFolder()
        let dicom = try SamplePatient.write("A", to: folder)
        let set = try #require(dicom.structureSet)
        let recipe = try SampleSetup.make(in: folder).recipe
        let image = folder.path("archive/A/CT")
        let one = try SingleCase(image: image, mask: set.path, region: "BOX", recipe: recipe)
        #expect(one.label == "BOX" && one.modality == "CT" && one.extraction.features.count == 18)
        let several = #expect(throws: Reason.self) { try SingleCase(image: image, mask: set.path, region: nil, recipe: recipe) }
        #expect(several?.code == "several-regions" && several?.message.contains("'GTV-1', 'BOX'") == true)
        let missing = #expect(throws: BatchError.self) {
            try SingleCase(image: folder.path("none"), mask: set.path, region: nil, recipe: recipe)
        }
        #expect(missing?.code == .input)
    }
}
