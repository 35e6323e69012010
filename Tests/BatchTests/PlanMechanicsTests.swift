import Foundation
import PhantomKit
import Testing

@testable import Batch

@Suite("Plan of an archive") struct PlanMechanicsTests {
    @Test("every RTSTRUCT goes to the series it references, with all its regions")
    func pairing() throws {
        let folder = try TemporaryFolder()
        for id in ["A", "B"] { try SamplePatient.write(id, to: folder) }
        _ = try folder.write("hello", to: "archive/README.txt")
        let plan = try plan(folder)
        #expect(plan.bundles.map(\.place) == ["A/{CT, RS.dcm}", "B/{CT, RS.dcm}"])
        #expect(plan.bundles.map { $0.cases.map(\.label) } == [["GTV-1", "BOX"], ["GTV-1", "BOX"]])
        #expect(plan.bundles.map(\.image.patient.patientID) == ["A", "B"])
        #expect(plan.leftovers.isEmpty && plan.nonDICOMCount == 1)
    }

    @Test("several RTSTRUCTs of one series are cases of their own")
    func severalSets() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        // Another reader's contours: the same file with one byte of its SOP Instance UID changed.
        let original = folder.url.appending(path: "archive/A/RS.dcm")
        var bytes = try Data(contentsOf: original)
        try bytes.replaceInstanceUID()
        try bytes.write(to: folder.url.appending(path: "archive/A/RS2.dcm"))
        let plan = try plan(folder)
        #expect(plan.bundles.map(\.mask.place) == ["A/RS.dcm", "A/RS2.dcm"])
        #expect(plan.caseCount == 4)
    }

    @Test("images without mask are noted; masks whose images are elsewhere are refused and name what they reference")
    func leftovers() throws {
        let folder = try TemporaryFolder()
        for id in ["A", "B"] { try SamplePatient.write(id, to: folder) }
        try SamplePatient.write("C", reference: .otherSeries, to: folder)
        try folder.remove("archive/A/RS.dcm")
        let plan = try plan(folder)
        #expect(plan.bundles.map(\.image.place) == ["B/CT"])
        #expect(plan.notes == ["A/CT: CT series without a mask", "C/CT: CT series without a mask"])
        let refused = try #require(plan.leftovers.first)
        #expect(plan.leftovers.count == 1 && refused.reason.verdict == .refused && refused.reason.code == "other-series")
        #expect(refused.place == "C/RS.dcm" && refused.reason.message.contains("references another series"))
    }

    @Test("a selection takes series by modality and regions by name; spellings of one alias stand in for each other")
    func selection() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        try SamplePatient.write("B", phantom: SamplePatient.phantom(names: ("gtv 1", "BOX")), to: folder)
        let chosen = "voxmark: 1\nregions:\n  - {name: GTV-1, as: GTV}\n  - {name: gtv 1, as: GTV}\n"
        let plan = try plan(folder, selection: chosen)
        #expect(plan.bundles.map { $0.cases.map(\.label) } == [["GTV"], ["GTV"]] && plan.leftovers.isEmpty)
        let none = try self.plan(folder, selection: "voxmark: 1\nseries: {modality: MR}\n")
        #expect(none.caseCount == 0 && none.notes == ["2 image series with a mask left out by the selection"])
    }

    @Test("a name that fits nothing is refused and lists the names there are; one alias for two regions is refused")
    func unknownAndAmbiguous() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        let unknown = try plan(folder, selection: "voxmark: 1\nregions:\n  - name: GTV-2\n  - name: BOX\n")
        #expect(unknown.bundles.map { $0.cases.map(\.label) } == [["BOX"]])
        let reason = try #require(unknown.leftovers.first?.reason)
        #expect(reason.code == "unknown-roi" && reason.message.contains("GTV-1") && reason.message.contains("BOX"))
        let ambiguous = try plan(folder, selection: "voxmark: 1\nregions:\n  - {pattern: '.', as: X}\n")
        #expect(ambiguous.caseCount == 0 && ambiguous.leftovers.map(\.reason.code) == ["ambiguous-region"])
    }

    @Test("of all regions, those without contours are a remark; asked for by name, one is a case that tells why it fails")
    func undrawnRegions() throws {
        let folder = try TemporaryFolder()
        let phantom = SamplePatient.phantom()
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "A", name: "A^Name", birthDate: "19600101", sex: "F"), study: ArchiveStudy(date: "20200202"))
        try writer.write(
            volume: phantom.volume(), structures: phantom.structures + [RegionOfInterest(name: "EMPTY", contours: [])],
            to: folder.url.appending(path: "archive/A"), imageFolder: "CT", structureSet: "RS.dcm")
        let all = try plan(folder)
        #expect(all.bundles.map { $0.cases.map(\.label) } == [["GTV-1", "BOX"]] && all.leftovers.isEmpty)
        #expect(all.notes.contains { $0.hasSuffix("regions without contours: EMPTY") })
        let named = try plan(folder, selection: "voxmark: 1\nregions:\n  - name: EMPTY\n")
        #expect(named.bundles.map { $0.cases.map(\.label) } == [["EMPTY"]])
    }

    @Test("a patient in two archives is planned once; the remarks about the copies name no path outside the archives")
    func copies() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        try FileManager.default.copyItem(atPath: folder.path("archive"), toPath: folder.path("copy"))
        let plan = try Plan(archives: [folder.path("archive"), folder.path("copy")], setup: try SampleSetup.make(in: folder))
        #expect(plan.caseCount == 2 && plan.leftovers.isEmpty)
        #expect(plan.notes.contains("copy/A/RS.dcm: left out as an identical copy of archive/A/RS.dcm [identical-copy]"))
        #expect(plan.notes.allSatisfy { !$0.contains(folder.url.path) })
    }

    @Test("an empty folder gives an empty plan, a path that names nothing an error")
    func nothing() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(at: folder.url.appending(path: "archive"), withIntermediateDirectories: true)
        let plan = try plan(folder)
        #expect(plan.caseCount == 0 && plan.leftovers.isEmpty)
        let setup = try SampleSetup.make(in: folder)
        let error = #expect(throws: BatchError.self) { try Plan(archives: [folder.path("nowhere")], setup: setup) }
        #expect(error?.code == .input)
    }

    private func plan(_ folder: TemporaryFolder, selection: String? = nil) throws -> Plan {
        try Plan(archives: [folder.path("archive")], setup: try SampleSetup.make(in: folder, selection: selection))
    }
}

extension Data {
    /// Changes the last digit of every SOP Instance UID of the file, in the file header and in the dataset.
    fileprivate mutating func replaceInstanceUID() throws {
        // (0008,0018): behind the tag four bytes of length, or VR and length, then the value.
        let tag = try #require(range(of: Data([0x08, 0x00, 0x18, 0x00]))).upperBound
        let isExplicit = self[tag] == 0x55 && self[tag + 1] == 0x49
        let place = isExplicit ? tag + 2 : tag
        let length = Int(self[place]) | Int(self[place + 1]) << 8
        let value = tag + 4..<tag + 4 + length
        let last = try #require(self[value].lastIndex { 0x30...0x39 ~= $0 })
        let uid = Data(self[value.lowerBound...last])
        let digit: UInt8 = self[last] == 0x31 ? 0x32 : 0x31
        var start = startIndex
        while let found = self[start...].range(of: uid) {
            self[found.upperBound - 1] = digit
            start = found.upperBound
        }
    }
}
