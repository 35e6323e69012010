import DICOM
import Foundation
import Testing
import Voxels

struct IndexMechanicsTests {
    private static let sound: [String: [UInt8]] = [
        "b/one": DICOMBytes.file(slice(0)), "a/two.txt": DICOMBytes.file(slice(1)), "three.dcm": DICOMBytes.bareFile(slice(2)),
    ]

    @Test func filesAreRecognisedByTheirContent() throws {
        let others: [String: [UInt8]] = ["notes.dcm": Array("Not an image at all, whatever its name says.".utf8), "zero.dcm": []]
        try withFolder(Self.sound.merging(others) { one, _ in one }) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.series.map(\.instances.count) == [3])
            #expect(index.nonDICOMCount == 1)
            #expect(index.findings.map(\.code) == [.emptyFile])
            let series = try ImageSeries(try #require(index.series.first))
            #expect(series.paths.map { URL(filePath: $0).lastPathComponent } == ["one", "two.txt", "three.dcm"])
            #expect(series.grid == Grid(size: [4, 3, 3], spacing: [2, 3, 5], origin: [-10, 20, 0]))
        }
    }

    @Test func aFolderWithoutDICOMIsAFinding() throws {
        try withFolder([:]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings == [DICOMFinding(.noDICOM, "no DICOM file found; check the path", path: folder.path)])
        }
    }

    @Test func aPathThatNamesNothingIsAnError() throws {
        let error = #expect(throws: DICOMError.self) { try DICOMIndex.scan(["/nowhere/at/all"]) }
        #expect(error?.code == .notFound)
        #expect(error?.path == "/nowhere/at/all")
    }

    @Test func linksAreFollowedButNothingIsReadTwice() throws {
        try withFolder(Self.sound) { folder in
            let manager = FileManager.default
            try manager.createSymbolicLink(at: folder.appending(path: "a/loop"), withDestinationURL: folder)
            try manager.createSymbolicLink(at: folder.appending(path: "a/again"), withDestinationURL: folder.appending(path: "three.dcm"))
            try manager.linkItem(at: folder.appending(path: "b/one"), to: folder.appending(path: "b/hard"))
            let index = try DICOMIndex.scan([folder.path, folder.appending(path: "a").path])
            #expect(index.series.map(\.instances.count) == [3])
            #expect(index.findings.isEmpty)
        }
    }

    @Test func anIdenticalCopyIsLeftOutAndReported() throws {
        try withFolder(Self.sound.merging(["z/copy": DICOMBytes.file(slice(0))]) { one, _ in one }) { folder in
            let index = try DICOMIndex.scan([folder.path])
            let series = try #require(index.series.first)
            #expect(series.verdict() == .regular)
            #expect(index.findings.map(\.code) == [.identicalCopy])
            #expect(index.findings.first?.path?.hasSuffix("z/copy") == true)
        }
    }

    @Test func otherContentUnderOneUIDRefusesTheSeries() throws {
        let changed = DICOMBytes.file(slice(0, values: [UInt16](repeating: 7, count: 12)))
        try withFolder(Self.sound.merging(["z/other": changed]) { one, _ in one }) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.map(\.code) == [.conflictingInstance])
            let error = #expect(throws: DICOMError.self) { try ImageSeries(try #require(index.series.first)) }
            #expect(error?.identifier == "duplicate-slices")
        }
    }

    @Test(arguments: [
        (slice(1).with(0x7FE0, 0x0010, nil), DICOMFinding.Code.missingPixelData),
        (slice(1).with(0x7FE0, 0x0010, .init(0x7FE0, 0x0010, "OW", [1, 2, 3, 4])), .shortPixelData),
    ])
    func incompletePixelsRefuseTheSeries(_ elements: [DICOMBytes.Element], _ code: DICOMFinding.Code) throws {
        try expectDamage(DICOMBytes.file(elements), code)
    }

    @Test(arguments: [1, 10, 23])
    func truncatedPixelsRefuseTheSeries(_ missing: Int) throws {
        try expectDamage(DICOMBytes.file(slice(1)).dropLast(missing), .damagedFile)
    }

    private func expectDamage(_ bytes: [UInt8], _ code: DICOMFinding.Code) throws {
        try withFolder(["1": DICOMBytes.file(slice(0)), "2": bytes, "3": DICOMBytes.file(slice(2))]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.map(\.code) == [code])
            #expect(index.findings.first?.path?.hasSuffix("/2") == true)
            let series = try #require(index.series.first)
            #expect(series.instances.count == 2 && series.damaged.count == 1)
            let error = #expect(throws: DICOMError.self) { try ImageSeries(series) }
            #expect(error?.code == .damagedSeries)
        }
    }

    @Test func aFileCutInItsHeaderIsAFinding() throws {
        let whole = DICOMBytes.file(slice(0))
        try withFolder(["cut": Array(whole.prefix(200)), "stub": Array(whole.prefix(132))]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.series.allSatisfy { $0.instances.isEmpty })
            #expect(index.findings.allSatisfy { $0.code == .damagedFile })
            #expect(index.findings.count == 2)
        }
    }

    @Test func noPrefixOfAFileIsASoundInstance() throws {
        let whole = DICOMBytes.file(slice(0))
        let files = (1..<whole.count).map { ("\($0)", Array(whole.prefix($0))) }
        try withFolder(Dictionary(uniqueKeysWithValues: files)) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.nonDICOMCount == 131)
            #expect(index.series.allSatisfy { $0.instances.isEmpty })
            #expect(index.structureSets.isEmpty && index.otherObjects.isEmpty)
            let reported = Set(index.findings.filter { $0.code != .conflictingInstance }.compactMap(\.path))
            #expect(reported.count == whole.count - 132)
        }
    }

    @Test func aDirectoryIsAnotherObject() throws {
        let elements: [DICOMBytes.Element] = [
            .init(0x0004, 0x1130, "CS", "DISC"), .init(0x0004, 0x1200, "UL", littleEndian(UInt32(0))),
            .init(0x0004, 0x1202, "UL", littleEndian(UInt32(0))), .init(0x0004, 0x1212, 0),
        ]
        try withFolder(["DICOMDIR": DICOMBytes.file(elements), "0": DICOMBytes.file(slice(0))]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.isEmpty && index.otherObjects.count == 1 && index.series.count == 1)
        }
    }

    /// Old Hologic tomosynthesis hides its frames in private elements of a Secondary Capture, under an icon that must not pass for the image.
    @Test(arguments: ["HOLOGIC, Inc.", "OTHER"])
    func hologicTomosynthesisIsKnownByItsPrivateCreator(creator: String) throws {
        let elements = slice(0).with(0x0008, 0x0016, .init(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.7"))
            .with(0x7E01, 0x0010, .init(0x7E01, 0x0010, "LO", creator))
        try withFolder(["0": DICOMBytes.file(elements)]) { folder in
            let header = try #require(try DICOMIndex.scan([folder.path]).series.first?.instances.first)
            #expect(header.isHologicTomosynthesis == (creator == "HOLOGIC, Inc."))
        }
    }

    @Test func anUnknownTransferSyntaxIsNeverDecoded() throws {
        let highThroughput = "1.2.840.10008.1.2.4.201"
        let native = DICOMBytes.file(slice(1), transferSyntax: highThroughput)
        let header = DICOMBytes.file(slice(1).with(0x7FE0, 0x0010, nil), transferSyntax: highThroughput)
        for file in [native, header + DICOMBytes.encapsulated([[], [1, 2, 3, 4]])] {
            try withFolder(["0": DICOMBytes.file(slice(0)), "1": file]) { folder in
                let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
                let error = #expect(throws: DICOMError.self) { try ImageSeries(series) }
                #expect(error?.identifier == "unsupported-object")
                #expect(error?.message.contains("High-Throughput JPEG 2000") == true)
            }
        }
    }

    @Test func textComesAsUTF8() throws {
        let latin = slice(0).with(0x0008, 0x0005, .init(0x0008, 0x0005, "CS", "ISO_IR 100"))
            .with(0x0008, 0x103E, .init(0x0008, 0x103E, "LO", [0x54, 0xEA, 0x74, 0x65]))
        try withFolder(["1": DICOMBytes.file(latin)]) { folder in
            let header = try InstanceHeader(reading: folder.appending(path: "1").path)
            #expect(header.seriesDescription == "Tête")
            #expect(header.patient.id == "P1")
        }
    }

    @Test(arguments: [
        (slice(2).with(0x0020, 0x0032, .init(0x0020, 0x0032, "DS", "1\\2\\x")), "(0020,0032)"),
        (slice(2).with(0x0020, 0x0032, .init(0x0020, 0x0032, "DS", "1\\2\\nan")), "(0020,0032)"),
        (slice(2).with(0x0028, 0x1053, .init(0x0028, 0x1053, "DS", "1e400")), "(0028,1053)"),
        (slice(2).with(0x0008, 0x0018, nil), "SOP Instance UID"),
    ])
    func aMalformedHeaderDamagesTheSeriesEvenAtItsEnd(_ elements: [DICOMBytes.Element], _ what: String) throws {
        try withFolder(["0": DICOMBytes.file(slice(0)), "1": DICOMBytes.file(slice(1)), "2": DICOMBytes.file(elements)]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.map(\.code) == [.damagedFile])
            #expect(index.findings.first?.message.contains(what) == true)
            let error = #expect(throws: DICOMError.self) { try ImageSeries(try #require(index.series.first)) }
            #expect(error?.code == .damagedSeries)
        }
    }

    @Test func aFileThatIsNotThereIsNamed() {
        let error = #expect(throws: DICOMError.self) { try InstanceHeader(reading: "/nowhere/at/all") }
        #expect(error?.code == .notFound)
    }
}
