import DICOM
import Foundation
import Testing
import Voxels

/// Images of one Series Instance UID that show different things are stacks of their own.
struct StackMechanicsTests {
    private typealias Element = DICOMBytes.Element

    /// Two slices for each list of elements, all of one series.
    private func index(_ sets: [[Element]], modality: String = "MR") throws -> DICOMIndex {
        var files: [String: [UInt8]] = [:]
        for (number, extra) in sets.enumerated() {
            for z in 0..<2 {
                var elements = slice(z, values: (0..<12).map { UInt16(1000 * number + 100 * z + $0) })
                for element in extra + [Element(0x0008, 0x0060, "CS", modality), Element(0x0008, 0x0018, "UI", "1.2.3.\(number).\(z)")] {
                    elements = elements.with(element.group, element.element, element)
                }
                let isMR = modality == "MR"
                elements = elements.with(
                    0x0008, 0x0016, Element(0x0008, 0x0016, "UI", isMR ? "1.2.840.10008.5.1.4.1.1.4" : "1.2.840.10008.5.1.4.1.1.2"))
                files["\(number)-\(z)"] = DICOMBytes.file(elements)
            }
        }
        var result: DICOMIndex?
        try withFolder(files) { folder in
            let index = try DICOMIndex.scan([folder.path])
            for series in index.series {
                let image = try ImageSeries(series)
                #expect(image.grid.size == [4, 3, 2])
                let values = try image.volume(in: image.grid.bounds).values.map { ($0 + 1000) / 1000 }.map { $0.rounded(.down) }
                #expect(Set(values).count == 1, "a stack has the images of one set only")
            }
            result = index
        }
        return try #require(result)
    }

    private func stacks(_ sets: [[Element]], modality: String = "MR") throws -> [String?] {
        try index(sets, modality: modality).series.map(\.stack)
    }

    @Test func equalImagesAreOneStack() throws {
        #expect(try stacks([[Element(0x0018, 0x0081, "DS", "4.6")]]) == [nil])
    }

    @Test func echoTimesAreStacks() throws {
        #expect(
            try stacks([[Element(0x0018, 0x0081, "DS", "9.2")], [Element(0x0018, 0x0081, "DS", "4.6")]]) == ["TE 4.6", "TE 9.2"])
    }

    @Test func echoNumbersAreStacksWhereTimesAreNotSaid() throws {
        #expect(try stacks([[Element(0x0018, 0x0086, "IS", "1")], [Element(0x0018, 0x0086, "IS", "2")]]) == ["echo 1", "echo 2"])
    }

    @Test func bValuesAreStacks() throws {
        func standard(_ value: Double) -> [Element] { [Element(0x0018, 0x9087, "FD", littleEndian(value.bitPattern))] }
        func siemens(_ value: Int) -> [Element] {
            [Element(0x0019, 0x0010, "LO", "SIEMENS MR HEADER"), Element(0x0019, 0x100C, "IS", "\(value)")]
        }
        func ge(_ value: Int) -> [Element] {
            [Element(0x0043, 0x0010, "LO", "GEMS_PARM_01"), Element(0x0043, 0x1039, "IS", "\(1_000_000_000 + value)\\8\\0\\0")]
        }
        #expect(try stacks([standard(800), standard(0)]) == ["b 0", "b 800"])
        #expect(try stacks([siemens(50), siemens(1000)]) == ["b 50", "b 1000"])
        #expect(try stacks([ge(0), ge(600)]) == ["b 0", "b 600"])
    }

    /// Two directions and their mean at one b-value, as diffusion series hold them.
    @Test func directionsOfDiffusionAreStacks() throws {
        func image(_ b: Double, _ directionality: String, _ gradient: [Double] = []) -> [Element] {
            let direction = Element(0x0018, 0x9089, "FD", gradient.flatMap { littleEndian($0.bitPattern) })
            return [Element(0x0018, 0x9087, "FD", littleEndian(b.bitPattern)), Element(0x0018, 0x9075, "CS", directionality)]
                + (gradient.isEmpty ? [] : [direction])
        }
        let found = try stacks([
            image(0, "NONE"), image(800, "DIRECTIONAL", [1, 0, 0]), image(800, "DIRECTIONAL", [0, 1, 0]), image(800, "ISOTROPIC"),
        ])
        #expect(
            found == ["b 800, directional, direction 1", "b 800, directional, direction 2", "b 800, isotropic", "b 0, none"])
    }

    @Test func stacksOfOneNameAreNumbered() throws {
        let sets = [("4.6", "1"), ("4.6", "2"), ("9.2", "3")].map { time, number in
            [Element(0x0018, 0x0081, "DS", time), Element(0x0018, 0x0086, "IS", number)]
        }
        #expect(try stacks(sets) == ["TE 4.6, stack 1 of 3", "TE 4.6, stack 2 of 3", "TE 9.2"])
    }

    @Test func aPrivateElementOfAnotherCreatorIsNoBValue() throws {
        let sets = [0, 1].map { [Element(0x0019, 0x0010, "LO", "OTHER"), Element(0x0019, 0x100C, "IS", "\($0)")] }
        let index = try index([sets[0]])
        #expect(index.series.map(\.attributes.bValue) == [nil])
    }

    @Test func componentsAreStacks() throws {
        let siemens = ["M\\ND", "P\\ND"].map { [Element(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\\($0)")] }
        #expect(try stacks(siemens) == ["magnitude", "phase"])
        let philips = ["R_FFE\\R\\FFE", "I_FFE\\I\\FFE"].map { [Element(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\\($0)")] }
        #expect(try stacks(philips) == ["imaginary", "real"])
        let ge = [0, 2].map { number in
            [
                Element(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\OTHER"), Element(0x0043, 0x0010, "LO", "GEMS_PARM_01"),
                Element(0x0043, 0x102F, "SS", littleEndian(Int16(number))),
            ]
        }
        #expect(try stacks(ge) == ["magnitude", "real"])
        let dixon = ["WATER", "FAT"].map { [Element(0x0008, 0x0008, "CS", "DERIVED\\PRIMARY\\DIXON\\\($0)")] }
        #expect(try stacks(dixon) == ["fat", "water"])
    }

    @Test func temporalPositionsAreStacksOfAnyModality() throws {
        let sets = [1, 2].map { [Element(0x0020, 0x0100, "IS", "\($0)")] }
        #expect(try stacks(sets) == ["temporal position 1", "temporal position 2"])
        #expect(try stacks(sets, modality: "CT") == ["temporal position 1", "temporal position 2"])
    }

    @Test func acquisitionsAreToldApartWhereImagesLieAtOnePlace() throws {
        let acquisitions = [1, 2].map { [Element(0x0020, 0x0012, "IS", "\($0)")] }
        #expect(try stacks(acquisitions, modality: "CT") == ["acquisition 1", "acquisition 2"])
        let phases = [1, 2].map { [Element(0x0018, 0x1060, "DS", "\(25 * $0)")] }
        #expect(try stacks(phases) == ["trigger time 25", "trigger time 50"])
    }

    @Test func acquisitionsThatShareNoPlaceAreOneStack() throws {
        let files = [0, 1, 2, 3].map { z in
            let number = Element(0x0020, 0x0012, "IS", "\(z / 2 + 1)")
            return ("\(z)", DICOMBytes.file(slice(z).with(0x0020, 0x0012, number)))
        }
        try withFolder(Dictionary(uniqueKeysWithValues: files)) { folder in
            let series = try DICOMIndex.scan([folder.path]).series
            #expect(series.map(\.stack) == [nil])
        }
    }

    /// Two acquisitions that meet at one slice would each have a part of the region.
    @Test func acquisitionsOfDifferentPlacesAreNotToldApart() throws {
        let files = [(0, 1), (1, 1), (1, 2), (2, 2)].enumerated().map { number, slot in
            let elements = slice(slot.0).with(0x0020, 0x0012, Element(0x0020, 0x0012, "IS", "\(slot.1)"))
            return ("\(number)", DICOMBytes.file(elements.with(0x0008, 0x0018, Element(0x0008, 0x0018, "UI", "1.5.\(number)"))))
        }
        try withFolder(Dictionary(uniqueKeysWithValues: files)) { folder in
            let series = try DICOMIndex.scan([folder.path]).series
            #expect(series.map(\.stack) == [nil] && series.map { $0.verdict().code } == ["duplicate-slices"])
        }
    }

    @Test func severalAttributesMakeOneName() throws {
        let sets = [("4.6", "M"), ("4.6", "P"), ("9.2", "M"), ("9.2", "P")].map { time, component in
            [Element(0x0018, 0x0081, "DS", time), Element(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\\(component)")]
        }
        #expect(try stacks(sets) == ["magnitude, TE 4.6", "magnitude, TE 9.2", "phase, TE 4.6", "phase, TE 9.2"])
    }

    /// Two images of one place and no attribute that tells them apart stay refused.
    @Test func whatCannotBeToldApartIsRefused() throws {
        let files = [0, 1].map { ("\($0)", DICOMBytes.file(slice(0).with(0x0008, 0x0018, Element(0x0008, 0x0018, "UI", "1.5.\($0)")))) }
        try withFolder(Dictionary(uniqueKeysWithValues: files)) { folder in
            let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
            #expect(series.stack == nil && series.verdict().code == "duplicate-slices")
        }
    }
}
