import Foundation
import NIfTI
import TestSupport
import Testing
import Voxels

/// The numbers of the data sets' own descriptions.
@Suite(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
struct NIfTIPhantomOracleTests {
    private func path(_ relative: String) throws -> String {
        try #require(PhantomFolder.url).appending(path: relative).path
    }

    @Test func digitalPhantomHas74VoxelsOfFourLevels() throws {
        let image = try NIfTIImage(path: path("ibsi1/digital_phantom/nifti/image/phantom.nii.gz"))
        let mask = try NIfTIMask(path: path("ibsi1/digital_phantom/nifti/mask/mask.nii.gz"))
        #expect(image.grid.size == Index3(5, 4, 4))
        #expect(image.grid.spacing == [2, 2, 2])
        #expect(image.grid.largestCornerDistance(to: mask.grid) == 0)
        #expect(try mask.labels() == [1: 74])
        let region = try mask.mask()
        #expect(region.count == 74)
        let volume = try image.volume(in: region.box)
        let levels = Set(zip(volume.values, region.values).filter { $0.1 == 1 }.map { $0.0 })
        #expect(levels == [1, 3, 4, 6])
    }

    @Test func computedTomographyPhantomHas125256Voxels() throws {
        let image = try NIfTIImage(path: path("ibsi1/ct_phantom/nifti/image/phantom.nii.gz"))
        let mask = try NIfTIMask(path: path("ibsi1/ct_phantom/nifti/mask/mask.nii.gz"))
        #expect(image.grid.size == Index3(204, 201, 60))
        #expect(abs(image.grid.spacing.x - 0.976_999_998_092_65) < 1e-12)
        #expect(image.grid.spacing.z == 3)
        #expect(image.grid.largestCornerDistance(to: mask.grid) ?? 1 < 1e-3)
        let region = try mask.mask(label: 1)
        #expect(region.count == 125_256)
        #expect(region.boundingBox == region.box)
        let volume = try image.volume(in: region.box)
        let inside = zip(volume.values, region.values).filter { $0.1 == 1 }.map { Double($0.0) }
        let mean = inside.reduce(0, +) / Double(inside.count)
        // diagnostics.csv, configuration A, initial region: bounding box 100 × 99 × 26, intensities -1000 to 723, mean -46.9.
        #expect(region.box.size == Index3(100, 99, 26))
        #expect(inside.min() == -1000)
        #expect(inside.max() == 723)
        #expect(abs(mean + 46.9) < 0.05)
    }

    @Test(arguments: [
        ("sts_002/ct", 17090), ("sts_002/mr_t1", 17090), ("sts_002/pet", 555), ("sts_025/ct", 9655), ("sts_025/mr_t1", 9655),
        ("sts_025/pet", 606), ("sts_042/ct", 11175), ("sts_042/mr_t1", 11175), ("sts_042/pet", 356),
    ])
    func sarcomaMasksHaveTheirVoxelCounts(series: String, voxels: Int) throws {
        let image = try NIfTIImage(path: path("clinical/sts/\(series)/nifti/image.nii.gz"))
        let region = try NIfTIMask(path: path("clinical/sts/\(series)/nifti/mask.nii.gz")).mask()
        #expect(region.count == voxels)
        #expect(image.grid.largestCornerDistance(to: region.grid) ?? 1 < 1e-3)
        #expect(try image.volume(in: region.box).values.count == region.box.count)
    }
}
