import Foundation
import Testing
import Voxels

@testable import PhantomKit

@Suite("DICOM writing")
struct DICOMWritingMechanicsTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-phantom-\(UUID().uuidString)")

    @Test("Writing the demo archive twice gives the same bytes")
    func demoIsRepeatable() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try PhantomArchive.demo.write(to: folder.appending(path: "first"))
        try PhantomArchive.demo.write(to: folder.appending(path: "second"))
        let first = try contents(of: folder.appending(path: "first"))
        let second = try contents(of: folder.appending(path: "second"))
        // CT, MR, PET and mammograms, each with its regions; an interrupted series, an RTSTRUCT, a capture, a text, an empty file.
        #expect(first.count == 5 * 41 + 33 + 2 * 25 + 3 * 2 + 9 + 4 + 3)
        #expect(first == second)
        let texts = ["README.txt", "DICOMDIR.txt", "answers.csv"]
        for (path, bytes) in first where !texts.contains(path) && !path.contains("_REST/") {
            #expect(bytes.count > 900 && bytes.dropFirst(128).prefix(4) == Data("DICM".utf8), "\(path)")
        }
    }

    @Test("File names and instance numbers do not follow the slices, and some names lack the extension")
    func orderIsShuffled() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let written = try writer().write(volume: smallVolume, to: folder)
        let names = written.images.map(\.lastPathComponent)
        #expect(Set(names).count == 8)
        #expect(names != names.sorted() && names != names.sorted(by: >))
        #expect(names.contains { $0.hasSuffix(".dcm") } && names.contains { !$0.hasSuffix(".dcm") })
        #expect(written.structureSet == nil)
    }

    @Test("Lossless transfer syntaxes are written, each with its UID in the file", arguments: TransferSyntax.allCases, [false, true])
    func transferSyntaxes(syntax: TransferSyntax, isSigned: Bool) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let encoding = PixelEncoding(isSigned: isSigned, intercept: isSigned ? 0 : -1024, transferSyntax: syntax)
        let written = try writer(encoding: encoding).write(volume: smallVolume, to: folder)
        let bytes = try Data(contentsOf: try #require(written.images.first))
        #expect(bytes.prefix(512).range(of: Data(syntax.rawValue.utf8)) != nil)
    }

    @Test("Defects change the slices that they name, and no other")
    func defects() throws {
        let slices = try writer().slices(of: smallVolume)
        func damaged(_ defect: SeriesDefect) -> [ImageSlice] {
            var copy = slices
            defect.apply(to: &copy)
            return copy
        }
        #expect(damaged(.missingSlice(3)).map(\.index) == [0, 1, 2, 4, 5, 6, 7])
        #expect(damaged(.duplicateSlice(3)).map(\.index) == [0, 1, 2, 3, 4, 5, 6, 7, 3])
        #expect(Set(damaged(.duplicateSlice(3)).map(\.sopInstanceUID)).count == 9)
        let moved = damaged(.shiftedSlice(2, by: [0, 0, 1.5]))
        #expect(moved.map(\.position) != slices.map(\.position))
        #expect(moved[2].position?.z == slices[2].position.map { $0.z + 1.5 })
        #expect(damaged(.sheared(perSlice: 0.5))[4].position?.y == slices[4].position.map { $0.y + 2 })
        #expect(damaged(.pixelSpacing(1, [2, 3]))[1].pixelSpacing?.columns == 3)
        let turned = try #require(damaged(.turnedSlice(1, degrees: 90))[1].orientation)
        #expect((turned.row - SIMD3(0, 1, 0)).length < 1e-15)
        #expect(damaged(.noPosition(5)).map { $0.position == nil } == (0..<8).map { $0 == 5 })
        #expect(damaged(.noOrientation(5)).map { $0.orientation == nil } == (0..<8).map { $0 == 5 })
        #expect(damaged(.noPixelSpacing).allSatisfy { $0.pixelSpacing == nil })
        let cropped = damaged(.smallerMatrix(0))[0]
        #expect((cropped.rows, cropped.columns, cropped.intensities.count) == (5, 6, 30))
        #expect(Array(cropped.intensities.prefix(7)) == [0, 1, 2, 3, 4, 5, 7])
    }

    @Test("Intensities that 16 bits cannot hold, crops and unwritable folders are refused")
    func refusals() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: PhantomError.self) { try writer(encoding: PixelEncoding(intercept: 1)).write(volume: smallVolume, to: folder) }
        let crop = smallVolume.cropped(to: Box(lower: .zero, upper: [2, 2, 2]))
        #expect(throws: PhantomError.self) { try writer().write(volume: crop, to: folder) }
        try Data().write(to: folder.appending(path: "file"))
        let error = #expect(throws: PhantomError.self) { try writer().write(volume: smallVolume, to: folder.appending(path: "file")) }
        #expect(error?.code == .write)
        #expect(error?.description.contains("\n") == false)
    }

    @Test("Decimal strings keep all digits that 16 characters hold")
    func decimalStrings() throws {
        let expected: [(Double, String)] = [
            (0, "0"), (-0.0, "0"), (-1024, "-1024"), (0.9765625, "0.9765625"), (1 / 3, "0.33333333333333"), (-2 / 3, "-0.6666666666667"),
            (1e-20, "1e-20"), (123_456_789.123456789, "123456789.123457"),
        ]
        for (number, text) in expected { #expect(try decimalString(number) == text) }
        for number in [-1.2345678901234567e-17, 1.2345678901234567e200, -.pi * 1e14] {
            let text = try decimalString(number)
            #expect(text.count <= 16)
            #expect(abs((Double(text) ?? 0) / number - 1) < 1e-8)
        }
        #expect(throws: PhantomError.self) { try decimalString(.nan) }
    }

    @Test("Unique identifiers are valid, depend on every name, and stay the same for ever")
    func uniqueIdentifiers() {
        let uid = UniqueIdentifier.make("a", "bc")
        #expect(uid == "2.25.140156513087073031020988921373512941859")
        #expect(uid != UniqueIdentifier.make("ab", "c"))
        #expect(uid.count <= 64)
    }

    private var smallVolume: Volume {
        let grid = Grid(size: [7, 6, 8], spacing: [1, 1, 2])
        return Volume(grid: grid, box: grid.bounds, values: (0..<grid.size.product).map(Float.init))
    }

    private func writer(encoding: PixelEncoding = PixelEncoding()) -> DICOMSeriesWriter {
        DICOMSeriesWriter(
            patient: ArchivePatient(id: "P1", name: "Test^P", birthDate: "19700101", sex: "F"), study: ArchiveStudy(date: "20200101"),
            encoding: encoding)
    }

    private func contents(of folder: URL) throws -> [String: Data] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        var files: [String: Data] = [:]
        for path in paths {
            let url = folder.appending(path: path)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            files[path] = try Data(contentsOf: url)
        }
        return files
    }
}
