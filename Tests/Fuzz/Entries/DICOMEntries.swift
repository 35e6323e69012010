import CDCMTK
import DICOM
import Foundation
import Voxels

/// The largest volume that is read whole.
private let largestVolume = 1 << 22

/// Reads the images of a file as recipes of several kinds do.
func readImages(_ path: String) throws {
    for headers in try DICOMIndex.scan([path]).series {
        for policy in policies(for: headers.instances.first?.modality) {
            let isRead = attempt { try read(ImageSeries(headers, policy: policy)) }
            guard !isRead else { continue }
            let lenient = GeometryTolerance(tilt: .resample, missingSlices: .interpolate(3))
            attempt { try read(ImageSeries(headers, tolerance: lenient, policy: policy)) }
        }
    }
}

private func read(_ series: ImageSeries) throws {
    let bounds = series.grid.bounds
    if series.grid.size.product <= largestVolume { _ = try series.volume(in: bounds) }
    let corner = Box(lower: bounds.upper &- 1, upper: bounds.upper)
    _ = try series.volume(in: corner)
}

private func policies(for modality: String?) -> [ModalityPolicy] {
    switch modality {
    case "PT": [.bodyWeight, .leanBodyMassJames].map { ModalityPolicy(uptake: $0) }
    case "MR": [.philips, .realWorld].map { ModalityPolicy(magnetic: $0) }
    case "MG", "DX", "CR": [.detector, .object].map { ModalityPolicy(projection: ProjectionPolicy(intent: .any, spacing: $0)) }
    default: [ModalityPolicy()]
    }
}

/// Reads an image that is looked at in place, and the same by DCMTK, which it goes to for an element behind the pixels.
func compareReaders(_ path: String) throws {
    var error = cdcmtk_error()
    guard let file = cdcmtk_open(path, 0, &error) else { return }
    let isPlain = cdcmtk_is_plain(file) != 0
    cdcmtk_close(file)
    guard isPlain else { return }
    let padding = DICOMBytes.Element(0xFFFC, 0xFFFC, "OB", [0, 0, 0, 0])
    let other = write(try Data(contentsOf: URL(filePath: path)) + padding.bytes, as: "other.dcm")
    let (own, twin) = (outcome(path), outcome(other))
    guard own == twin else { fatalError("\(own) differs from \(twin)") }
}

/// What a reader got from a file, but for its name.
private struct Outcome: Equatable {
    var header: InstanceHeader?
    var code: DICOMError.Code?
    /// The bit patterns of the intensities.
    var values: [UInt32]?
}

private func outcome(_ path: String) -> Outcome {
    var result = Outcome()
    do {
        var header = try InstanceHeader(reading: path)
        header.path = ""
        result.header = header
        guard let headers = try DICOMIndex.scan([path]).series.first else { return result }
        let series = try ImageSeries(headers)
        if series.grid.size.product <= largestVolume { result.values = try series.volume(in: series.grid.bounds).values.map(\.bitPattern) }
    } catch let error as DICOMError {
        result.code = error.code
    } catch {
        fatalError("an error of no module: \(error)")
    }
    return result
}

/// The grid of the regions in the seeds.
let regionGrid = Grid(size: [16, 16, 2], spacing: [1, 1, 2])

/// Another grid in the same place, so that regions are resampled.
private let otherGrid = Grid(size: [5, 9, 7], spacing: [2.5, 1.25, 0.75], origin: [0.3, 1, -1], direction: .axial)

func readStructures(_ path: String) throws {
    for header in try DICOMIndex.scan([path]).structureSets {
        attempt {
            let set = try StructureSet(path: header.instance.path)
            for roi in set.rois {
                for grid in [regionGrid, otherGrid] { attempt { _ = try set.rasterise(roi, on: grid) } }
            }
        }
    }
}

/// Reads segments as the planner does: on the image that the object names, and on another.
func readSegmentation(_ path: String) throws {
    for header in try DICOMIndex.scan([path]).segmentations {
        attempt {
            let object = try SegmentationObject(path: header.instance.path)
            let segments = Array(object.segments.prefix(4))
            let reading = SegmentationReading(fractionalThreshold: 0.5, trustsUnknownFrame: true)
            let decoded = try object.decoded(segments, reading: reading)
            let sources = header.referencedInstanceUIDs.sorted().prefix(regionGrid.size.z)
            let images = sources + [String](repeating: "", count: regionGrid.size.z - sources.count)
            let targets = [
                SegmentationTarget(grid: regionGrid, frameOfReferenceUID: header.frameOfReferenceUID, sopInstanceUIDs: Array(images)),
                SegmentationTarget(grid: otherGrid),
            ]
            for target in targets {
                _ = object.liesOnSlices(of: target.grid)
                for segment in segments { attempt { _ = try object.region(of: segment, decoded, on: target, reading: reading) } }
            }
        }
    }
}
