import DICOM
import Foundation
import TestSupport
import Testing
import Voxels

/// Sums over a NIfTI image and its mask, computed with nibabel and NumPy on the files beside the DICOM ones.
///
/// The PET images' NIfTI values are off by a rounding of 32 bits; their sums are from pydicom's stored values, rescaled in 64 bits and rounded once.
struct ReferenceSums: Sendable, CustomTestStringConvertible {
    let image: String
    let contours: String
    /// Columns, rows, slices.
    let size: Index3
    /// Σ value · (offset mod 1009), x fastest.
    let weightedSum: Double
    let voxels: Int
    /// Σ offset over the voxels of the mask.
    let offsetSum: Int
    /// Σ value over the voxels of the mask.
    let sumInside: Double

    var testDescription: String { image }

    static let all: [ReferenceSums] = [
        ReferenceSums(
            image: "ibsi1/ct_phantom/dicom/image", contours: "ibsi1/ct_phantom/dicom/mask", size: [204, 201, 60],
            weightedSum: -330_284_848_634,
            voxels: 125_256, offsetSum: 142_320_039_791, sumInside: -5_872_342),
        ReferenceSums(
            image: "derived/digital_phantom/image", contours: "derived/digital_phantom/rtstruct", size: [5, 4, 4], weightedSum: 6013,
            voxels: 74,
            offsetSum: 2864, sumInside: 159),
        sts("sts_002/ct", [161, 143, 48], -162_273_139_755, 17090, 9_516_646_604, 1_008_677),
        sts("sts_002/mr_t1", [115, 90, 35], 84_708_968_585, 17090, 3_210_219_144, 6_526_929),
        sts("sts_002/pet", [30, 27, 48], 12_148_751.133493993, 555, 10_886_902, 4090.1414551734924),
        sts("sts_025/ct", [149, 138, 47], -246_946_256_522, 9655, 4_416_887_635, 306_482),
        sts("sts_025/mr_t1", [75, 55, 25], 15_316_021_369, 9655, 488_862_047, 3_979_973),
        sts("sts_025/pet", [37, 34, 47], 8_537_131.7690116, 606, 16_990_252, 1789.3446893692017),
        sts("sts_042/ct", [134, 162, 49], -269_574_957_191, 11175, 6_291_722_649, 434_543),
        sts("sts_042/mr_t1", [54, 97, 42], 49_798_643_425, 11175, 1_341_287_634, 3_165_574),
        sts("sts_042/pet", [26, 30, 49], 4_553_885.386438128, 356, 7_209_005, 1113.2924395799637),
    ]

    private static func sts(
        _ folder: String, _ size: Index3, _ weightedSum: Double, _ voxels: Int, _ offsetSum: Int, _ sumInside: Double
    ) -> ReferenceSums {
        ReferenceSums(
            image: "clinical/sts/\(folder)/dicom/image", contours: "clinical/sts/\(folder)/dicom/mask", size: size,
            weightedSum: weightedSum,
            voxels: voxels, offsetSum: offsetSum, sumInside: sumInside)
    }
}

@Suite(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
struct PhantomOracleTests {
    private func index(_ folders: String...) throws -> DICOMIndex {
        let root = try #require(PhantomFolder.url)
        return try DICOMIndex.scan(folders.map { root.appending(path: $0).path })
    }

    @Test(arguments: ReferenceSums.all)
    func seriesAndContoursEqualTheNIfTIFiles(_ reference: ReferenceSums) throws {
        let index = try index(reference.image, reference.contours)
        #expect(index.findings.isEmpty)
        let series = try ImageSeries(try #require(index.series.first))
        let header = try #require(index.structureSets.first)
        try header.requireMatch(series)
        #expect(header.match(series) == .referencedSeries)
        #expect(series.grid.size == reference.size)

        let volume = try series.volume(in: series.grid.bounds)
        let weighted = volume.values.enumerated().reduce(0.0) { $0 + Double($1.element) * Double($1.offset % 1009) }
        #expect(abs(weighted - reference.weightedSum) <= 1e-12 * abs(reference.weightedSum))

        let contours = try StructureSet(path: header.instance.path)
        let region = try contours.rasterise(try #require(contours.rois.first), on: series.grid)
        #expect(region.findings.isEmpty)
        let mask = region.mask.rebased(to: series.grid.bounds)
        let inside = mask.values.indices.filter { mask.values[$0] != 0 }
        #expect(inside.count == reference.voxels)
        #expect(inside.reduce(0, +) == reference.offsetSum)
        let sum = inside.reduce(0.0) { $0 + Double(volume.values[$1]) }
        #expect(abs(sum - reference.sumInside) <= 1e-12 * abs(reference.sumInside))
    }

    @Test func severalThreadsReadTheSame() async throws {
        let series = try ImageSeries(try #require(try index("ibsi1/ct_phantom/dicom/image").series.first))
        let alone = try series.volume(in: series.grid.bounds).values
        try await withThrowingTaskGroup(of: [Float].self) { group in
            for _ in 0..<6 {
                group.addTask { try series.volume(in: series.grid.bounds).values }
            }
            for try await values in group { #expect(values == alone) }
        }
    }
}
