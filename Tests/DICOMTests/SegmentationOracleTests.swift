import DICOM
import Foundation
import NIfTI
import TestSupport
import Testing
import Voxels

/// Segmentations of hospitals and of highdicom, against their publishers' counts and the same regions as contours or NIfTI.
@Suite(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
struct SegmentationOracleTests {
    private func open(_ image: String, _ segmentation: String) throws -> (ImageSeries, SegmentationObject) {
        let root = try #require(PhantomFolder.url)
        let series = try #require(try DICOMIndex.scan([root.appending(path: image).path]).series.first)
        let header = try #require(try DICOMIndex.scan([root.appending(path: segmentation).path]).segmentations.first)
        return (try ImageSeries(series), try SegmentationObject(path: header.instance.path))
    }

    private func region(_ image: String, _ segmentation: String) throws -> (ImageSeries, SegmentedRegion) {
        let (series, object) = try open(image, segmentation)
        return (series, try object.region(of: try #require(object.segments.first), on: SegmentationTarget(series)))
    }

    @Test("sagittal MR, FRACTIONAL, no Referenced Series: 82,527 voxels by geometry")
    func breast() throws {
        let (series, found) = try region("clinical/mr_breast_seg/image", "clinical/mr_breast_seg/seg")
        #expect(found.mask.count == 82_527 && found.segment.label == "Breast")
        #expect(found.placement.isExact && found.placement.outside == 0 && found.findings.isEmpty)
        let (_, object) = try open("clinical/mr_breast_seg/image", "clinical/mr_breast_seg/seg")
        #expect(object.header.kind == .fractional(type: "OCCUPANCY", maximum: 255) && object.header.referencedSeriesUIDs.isEmpty)
        #expect(object.liesOnSlices(of: series.grid))
        #expect([SeriesMatch.referencedSeries, .frameOfReference].contains(object.header.match(series)))
    }

    @Test("CT: Spacing Between Slices unlike Slice Thickness")
    func liver() throws {
        let (_, found) = try region("clinical/ct_seg_liver/image", "clinical/ct_seg_liver/seg")
        #expect(found.mask.count == 107_098 && found.segment.label == "Liver" && found.placement.isExact)
    }

    @Test("frames that do not begin on a byte: the four corners of every slice")
    func bitPacking() throws {
        let (series, found) = try region("clinical/ct_seg_bitpacking/image", "clinical/ct_seg_bitpacking/seg")
        #expect(series.grid.size == [23, 38, 3] && found.mask.count == 322)
        for z in 0..<3 {
            for corner in [Index3(0, 0, z), Index3(22, 0, z), Index3(0, 37, z), Index3(22, 37, z)] { #expect(found.mask[corner]) }
        }
    }

    @Test("contours, segments and NIfTI of one region are the same voxels")
    func threeFormats() throws {
        let (series, found) = try region("clinical/sts/sts_002/ct/dicom/image", "derived/sts_002_ct_seg")
        let root = try #require(PhantomFolder.url)
        let published = try NIfTIMask(path: root.appending(path: "clinical/sts/sts_002/ct/nifti/mask.nii.gz").path).mask()
        let placed = published.placed(on: series.grid)
        #expect(placed.placement.isExact)
        #expect(found.mask.count == 17_090 && found.mask.rebased(to: placed.mask.box).values == placed.mask.values)
        let set = try #require(
            try DICOMIndex.scan([root.appending(path: "clinical/sts/sts_002/ct/dicom/mask").path]).structureSets.first)
        let structures = try StructureSet(path: set.instance.path)
        let drawn = try structures.rasterise(try #require(structures.rois.first), on: series.grid).mask
        #expect(drawn.rebased(to: found.mask.box).values == found.mask.values && drawn.count == found.mask.count)
    }

    @Test("a region with a hole")
    func hole() throws {
        let (series, found) = try region("derived/digital_phantom/image", "derived/digital_phantom/seg")
        let root = try #require(PhantomFolder.url)
        let structures = try StructureSet(path: root.appending(path: "derived/digital_phantom/rtstruct/rtstruct.dcm").path)
        let drawn = try structures.rasterise(try #require(structures.rois.first), on: series.grid).mask
        #expect(found.mask.count == 74 && drawn.rebased(to: found.mask.box).values == found.mask.values)
    }

    @Test("a mammogram's segmentation has no position: it lies pixel by pixel on its source")
    func mammogram() throws {
        let root = try #require(PhantomFolder.url).appending(path: "derived/mammography_mg")
        let image = try InstanceHeader(reading: root.appending(path: "for_presentation.dcm").path)
        let object = try SegmentationObject(path: root.appending(path: "seg_for_presentation.dcm").path)
        let segment = try #require(object.segments.first)
        let grid = Grid(size: Index3(image.pixels.columns, image.pixels.rows, 1), spacing: [0.05, 0.05, 1])
        let found = try object.region(of: segment, on: SegmentationTarget(grid: grid, sopInstanceUIDs: [image.sopInstanceUID]))
        #expect(found.mask.count == 11_289)
        for (x, y) in [(560, 180), (500, 180), (560, 240)] { #expect(found.mask[[x, y, 0]]) }
        #expect(!found.mask[[499, 180, 0]])
        let elsewhere = #expect(throws: DICOMError.self) {
            try object.region(of: segment, on: SegmentationTarget(grid: grid, sopInstanceUIDs: ["1.2.3"]))
        }
        #expect(elsewhere?.code == .unknownFrame)
    }
}
