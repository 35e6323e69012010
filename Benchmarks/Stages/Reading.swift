import Benchmark
import DICOM
import Foundation
import NIfTI
import PhantomKit
import Voxels

/// Reading the region's surroundings from NIfTI and DICOM, and rasterising contours.
func registerReading(_ size: RegionSize) {
    size.benchmark("read NIfTI", input: { try Archive(size).writeNIfTI() }) { path in
        let image = try NIfTIImage(path: path)
        return try image.volume(in: image.grid.bounds)
    }
    size.benchmark("read DICOM", input: { try Archive(size).writeDICOM() }) { files in
        let series = try ImageSeries(files.headers())
        return try series.volume(in: series.grid.bounds)
    }
    size.benchmark("rasterise RTSTRUCT", input: { try Archive(size).writeDICOM().opened() }) { structures, grid in
        try structures.rois.map { try structures.rasterise($0, on: grid) }
    }
}

/// The files of one region, in a temporary folder that each benchmark makes anew.
private struct Archive {
    /// A DICOM series and its contours.
    struct Files {
        let folder: String
        let structureSet: String

        func headers() throws -> SeriesHeaders {
            guard let series = try DICOMIndex.scan([folder]).series.first else { throw BenchmarkError("\(folder) holds no series") }
            return series
        }

        /// The contours, read, and the grid that they are rasterised on.
        func opened() throws -> (StructureSet, Grid) {
            (try StructureSet(path: structureSet), try ImageSeries(headers()).grid)
        }
    }

    private let region: SyntheticRegion
    private let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-benchmark")

    init(_ size: RegionSize) throws {
        region = SyntheticRegion(size)
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func writeNIfTI() throws -> String {
        let path = folder.appending(path: "image.nii").path
        try NIfTIWriter.write(region.image, to: path, as: .int16)
        return path
    }

    func writeDICOM() throws -> Files {
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "BENCHMARK", name: "Benchmark", birthDate: "19600101", sex: "O"),
            study: ArchiveStudy(date: "20200101"))
        let contours = region.shape.contours(on: region.image.grid)
        let written = try writer.write(
            volume: region.image, structures: [RegionOfInterest(name: "region", contours: contours)], to: folder)
        guard let structureSet = written.structureSet else { throw BenchmarkError("no structure set was written") }
        return Files(folder: folder.appending(path: "CT").path, structureSet: structureSet.path)
    }
}
