import DICOM
import Foundation
import NIfTI
import PhantomKit
import Voxels

/// An image and a region to check, and where they came from.
struct CheckInput {
    let image: any ImageSource
    let mask: Mask
    let source: ConformanceRow.Source

    /// The digital phantom that the program carries.
    static var digitalPhantom: CheckInput {
        CheckInput(image: DigitalPhantom.image, mask: DigitalPhantom.mask, source: .builtIn)
    }

    /// The digital phantom or the CT phantom from its NIfTI files.
    static func nifti(in folder: URL) throws -> CheckInput {
        let image = try NIfTIImage(path: folder.appending(path: "nifti/image/phantom.nii.gz").path)
        let mask = try NIfTIMask(path: folder.appending(path: "nifti/mask/mask.nii.gz").path).mask(label: 1)
        return CheckInput(image: image, mask: mask, source: .nifti)
    }

    /// The CT phantom from its DICOM series and the contours of `GTV-1`.
    static func dicom(in folder: URL) throws -> CheckInput {
        let index = try DICOMIndex.scan([folder.appending(path: "dicom").path])
        guard let headers = index.series.first, index.series.count == 1, let structures = index.structureSets.first else {
            throw ConformanceError(
                .damagedPhantom,
                "\(folder.path)/dicom holds \(index.series.count) series and \(index.structureSets.count) RTSTRUCT: run Phantoms/fetch.sh")
        }
        let series = try ImageSeries(headers)
        let contours = try StructureSet(path: structures.instance.path)
        try contours.header.requireMatch(series)
        guard let region = try contours.rois(named: "GTV-1").first else {
            throw ConformanceError(.damagedPhantom, "the CT phantom's RTSTRUCT holds no region GTV-1: run Phantoms/fetch.sh")
        }
        return CheckInput(image: series, mask: try contours.rasterise(region, on: series.grid).mask, source: .dicom)
    }
}

/// Where the CT phantom is, which may not be shipped.
enum PhantomLocation {
    /// The folder of the digital phantom's files beside the CT phantom; nil where only the CT phantom was put.
    static func digitalPhantom(beside ctPhantom: URL) -> URL? {
        let folder = ctPhantom.deletingLastPathComponent().appending(path: "digital_phantom")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }

    /// The folder of the CT phantom below `folder`; without one, below `VOXMARK_PHANTOMS` or the cache that `Phantoms/fetch.sh` fills.
    static func ctPhantom(in folder: URL?) throws -> URL {
        let environment = ProcessInfo.processInfo.environment
        let home = URL(filePath: environment["HOME"] ?? "/")
        let cache = environment["XDG_CACHE_HOME"].map { URL(filePath: $0) } ?? home.appending(path: ".cache")
        let known = [environment["VOXMARK_PHANTOMS"].map { URL(filePath: $0) }, cache.appending(path: "voxmark/phantoms")]
        let candidates = (folder.map { [$0] } ?? known.compactMap { $0 }).map { $0.appending(path: "ibsi1/ct_phantom") }
        guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
            throw ConformanceError(
                .missingPhantom,
                "the IBSI CT phantom is not at \(candidates.map(\.path).joined(separator: ", ")): set VOXMARK_PHANTOMS to a folder that has ibsi1/ct_phantom, or run Phantoms/fetch.sh"
            )
        }
        return found
    }
}
