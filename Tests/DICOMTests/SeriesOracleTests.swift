import DICOM
import TestSupport
import Testing
import Voxels

/// A series as pydicom and NumPy read it: geometry, Σ value · (offset mod 1009) with x fastest, and how many pixels are padding.
struct KnownSeries: Sendable, CustomTestStringConvertible {
    let folder: String
    let grid: Grid
    let weightedSum: Double
    var paddingCount = 0

    var testDescription: String { folder }

    static let all: [KnownSeries] = [
        phantom("checkerboard", 16_760_856_750), phantom("impulse", 231_540), phantom("pattern_1", 120_565_530),
        phantom("sphere", 6_741_887_370), phantom("orientation", 3_480_466_329, size: [32, 48, 64]),
        KnownSeries(
            folder: "clinical/ct_seg_liver/image",
            grid: Grid(size: [512, 512, 3], spacing: [0.810547, 0.810547, 1], origin: [-235.199997, -226.800003, -128.690002]),
            weightedSum: -378_119_364_433, paddingCount: 167_316),
        KnownSeries(
            folder: "clinical/ct_seg_bitpacking/image",
            grid: Grid(size: [23, 38, 3], spacing: [0.7, 0.7, 2.5], origin: [46.4649, 5.01881, -177.75]), weightedSum: 104_401),
        KnownSeries(
            folder: "clinical/mr_breast_seg/image",
            grid: Grid(
                size: [256, 256, 60], spacing: [0.703125, 0.703125, 2], origin: [157.800003, -106.699997, 78],
                direction: Grid.Direction(x: [0, 1, 0], y: [0, 0, -1], z: [-1, 0, 0])),
            weightedSum: 3_533_595_339),
    ]

    private static func phantom(_ name: String, _ weightedSum: Double, size: Index3 = [64, 64, 64]) -> KnownSeries {
        KnownSeries(
            folder: "ibsi2/digital_phantoms/dicom/\(name)", grid: Grid(size: size, spacing: [2, 2, 2], origin: [0, 0, -126]),
            weightedSum: weightedSum)
    }
}

@Suite(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
struct SeriesOracleTests {
    @Test(arguments: KnownSeries.all)
    func geometryAndValuesAreThoseOfPydicom(known: KnownSeries) throws {
        let folder = try #require(PhantomFolder.url).appending(path: known.folder)
        let index = try DICOMIndex.scan([folder.path])
        #expect(index.findings.isEmpty && index.series.map(\.stack) == [nil])
        let series = try ImageSeries(try #require(index.series.first))
        #expect(series.grid.size == known.grid.size && series.grid.direction == known.grid.direction)
        #expect((series.grid.spacing - known.grid.spacing).length < 1e-6)
        #expect((series.grid.origin - known.grid.origin).length < 1e-9)
        let volume = try series.volume(in: series.grid.bounds)
        let weighted = volume.values.enumerated().reduce(0.0) { $0 + Double($1.element) * Double($1.offset % 1009) }
        #expect(weighted == known.weightedSum)
        #expect(volume.padding.reduce(0) { $0 + Int($1) } == known.paddingCount)
    }
}
