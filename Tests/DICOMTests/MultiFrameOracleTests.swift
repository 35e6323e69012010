import DICOM
import Foundation
import PhantomKit
import TestSupport
import Testing
import Voxels

/// Multi-frame objects written by DCMTK come back with the values and the grid that went in.
struct MultiFrameOracleTests {
    private static let grid = Grid(
        size: [19, 13, 5], spacing: [0.75, 1.25, 2.5], origin: [-13, 8, 40],
        direction: Grid.Direction(x: [0, 1, 0], y: [0, 0, -1], z: [-1, 0, 0]))

    private func writer(_ object: MultiFrameObject, encoding: PixelEncoding = PixelEncoding(isSigned: true)) -> MultiFrameWriter {
        MultiFrameWriter(
            object: object, patient: ArchivePatient(id: "P1", name: "", birthDate: "", sex: ""), study: ArchiveStudy(date: "20200101"),
            encoding: encoding)
    }

    /// Frames in an order of their own, each with its own rescaling.
    private func frames(_ volume: [Float], _ change: (inout PhantomFrame, Int) -> Void = { _, _ in }) -> [PhantomFrame] {
        let area = Self.grid.size.x * Self.grid.size.y
        return [3, 0, 4, 2, 1].map { z in
            var frame = PhantomFrame(
                position: Self.grid.position(of: [0, 0, Double(z)]), intensities: Array(volume[z * area..<(z + 1) * area]),
                slope: z.isMultiple(of: 2) ? 1 : 0.5, intercept: Double(-z))
            change(&frame, z)
            return frame
        }
    }

    /// Noise of whole and half numbers that every frame can store exactly.
    private func values(seed: UInt64 = 1, range: ClosedRange<Int> = -1000...1000) -> [Float] {
        var generator = RepeatableGenerator(seed: seed)
        return (0..<Self.grid.size.product).map { _ in Float(Int.random(in: range, using: &generator)) }
    }

    /// Tomosynthesis is read by recipes that name an intent only.
    private static let policy = ModalityPolicy(projection: ProjectionPolicy(intent: .any))

    private func series(_ folder: URL) throws -> [ImageSeries] {
        let index = try DICOMIndex.scan([folder.path])
        #expect(index.findings.isEmpty)
        return try index.series.map { try ImageSeries($0, policy: Self.policy) }
    }

    @Test(arguments: MultiFrameObject.allCases)
    func framesComeBackInPlace(object: MultiFrameObject) throws {
        try withFolder([:]) { folder in
            let written = values()
            try writer(object).write(frames(written), grid: Self.grid, to: folder.appending(path: "object"))
            let series = try #require(try series(folder).first)
            #expect(series.grid == Self.grid)
            #expect(series.slices.map(\.frame) == [1, 4, 3, 0, 2] && series.paths.count == 1)
            #expect(series.slices.first?.modality == object.modality)
            #expect(try series.volume(in: Self.grid.bounds).values == written)
            let box = Box(lower: [2, 5, 1], upper: [17, 9, 4])
            let whole = Volume(grid: Self.grid, box: Self.grid.bounds, values: written)
            #expect(try series.volume(in: box).values == whole.cropped(to: box).values)
        }
    }

    static let layouts: [Encapsulation] = [1, 3].flatMap { fragments in
        Encapsulation.OffsetTable.allCases.map { Encapsulation(fragmentsPerFrame: fragments, table: $0) }
    }

    @Test(arguments: TransferSyntax.allCases, layouts)
    func everyLayoutOfFragmentsIsRead(syntax: TransferSyntax, layout: Encapsulation) throws {
        let isEncapsulated = syntax.rawValue.hasPrefix("1.2.840.10008.1.2.4") || syntax == .rle
        guard isEncapsulated || layout == Encapsulation() else { return }
        var encoding = PixelEncoding(isSigned: true, transferSyntax: syntax)
        encoding.encapsulation = layout
        try withFolder([:]) { folder in
            let written = values(seed: 7)
            try writer(.enhancedCT, encoding: encoding).write(frames(written), grid: Self.grid, to: folder.appending(path: "object"))
            let series = try #require(try series(folder).first)
            guard syntax != .rle || layout.fragmentsPerFrame == 1 || layout.table != .none else {
                // Nothing in the file says which fragment begins a frame.
                let error = #expect(throws: DICOMError.self) { try series.volume(in: Self.grid.bounds) }
                #expect(error?.code == .undecodablePixelData)
                return
            }
            #expect(try series.volume(in: Self.grid.bounds).values == written)
        }
    }

    @Test(arguments: [MultiFrameObject.enhancedMR, .legacyConvertedEnhancedMR])
    func echoesOfOneObjectAreStacks(object: MultiFrameObject) throws {
        let (first, second) = (values(seed: 1), values(seed: 2))
        let both =
            frames(first) { frame, _ in frame.echoTime = 4.6 }
            + frames(second) { frame, _ in frame.echoTime = 9.2 }
        try withFolder([:]) { folder in
            try writer(object).write(both, grid: Self.grid, to: folder.appending(path: "object"))
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.series.map(\.stack) == ["TE 4.6", "TE 9.2"])
            #expect(index.series.map(\.attributes.echoTime) == [4.6, 9.2])
            let series = try series(folder)
            let found = try series.map { try $0.volume(in: Self.grid.bounds).values }
            #expect(found == [first, second])
            #expect(series.map { $0.slices.map(\.frame).sorted() } == [Array(0..<5), Array(5..<10)])
        }
    }

    @Test func bValuesAndTemporalPositionsOfOneObjectAreStacks() throws {
        let sets: [(Double, Int)] = [(0, 1), (800, 1), (0, 2), (800, 2)]
        let all = sets.enumerated().flatMap { number, set in
            frames(values(seed: UInt64(number))) { frame, _ in (frame.bValue, frame.temporalPosition) = set }
        }
        try withFolder([:]) { folder in
            try writer(.enhancedMR).write(all, grid: Self.grid, to: folder.appending(path: "object"))
            let names = try DICOMIndex.scan([folder.path]).series.map(\.stack)
            #expect(
                names == [
                    "b 0, temporal position 1", "b 800, temporal position 1", "b 0, temporal position 2", "b 800, temporal position 2",
                ])
            let found = try series(folder).map { try $0.volume(in: Self.grid.bounds).values }
            #expect(found == (0..<4).map { values(seed: UInt64($0)) })
        }
    }

    @Test func slabsOfTomosynthesisAreNotMixedWithSlices() throws {
        let both =
            frames(values(seed: 3)) { frame, _ in frame.frameType = "ORIGINAL\\PRIMARY\\TOMOSYNTHESIS\\NONE" }
            + frames(values(seed: 4)) { frame, _ in frame.frameType = "DERIVED\\PRIMARY\\TOMOSYNTHESIS\\MAXIMUM" }
        try withFolder([:]) { folder in
            try writer(.breastTomosynthesis).write(both, grid: Self.grid, to: folder.appending(path: "object"))
            let headers = try DICOMIndex.scan([folder.path]).series
            #expect(headers.map(\.stack) == ["derived", "other"])
            let refusal = #expect(throws: DICOMError.self) { try ImageSeries(headers[0]) }
            #expect(refusal?.code == .otherIntent)
            let found = try series(folder).map { try $0.volume(in: Self.grid.bounds).values }
            #expect(found == [values(seed: 4), values(seed: 3)])
        }
    }

    @Test func aMissingFrameIsNamed() throws {
        try withFolder([:]) { folder in
            let gapped = frames(values()).filter { $0.position != Self.grid.position(of: [0, 0, 2]) }
            try writer(.enhancedCT).write(gapped, grid: Self.grid, to: folder.appending(path: "object"))
            let headers = try #require(try DICOMIndex.scan([folder.path]).series.first)
            #expect(headers.verdict().code == "missing-slices")
        }
    }
}
