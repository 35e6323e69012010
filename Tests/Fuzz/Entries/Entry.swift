import CLibFuzzer
import DICOM
import Foundation
import NIfTI
import Voxels

/// What reads the inputs.
///
/// Whatever they hold, reading ends with a value or with the module's own error.
enum Entry: String, CaseIterable {
    /// A DICOM image: index, series assembly, pixels.
    case image
    /// An RT Structure Set: contours and their rasterisation.
    case structures
    /// A NIfTI file as an image and as a mask.
    case nifti
    /// A JPEG 2000 codestream inside a DICOM image.
    case jpeg2000

    var function: fuzz_entry {
        switch self {
        case .image: { data, size in read(data, size, as: "input.dcm", readObjects) }
        case .structures: { data, size in read(data, size, as: "structures.dcm", readObjects) }
        case .nifti: { data, size in read(data, size, as: "input.nii", readNIfTI) }
        case .jpeg2000:
            { data, size in
                guard let data else { return 0 }
                let object = jpeg2000Object(codestream: Data(bytes: data, count: size))
                return use(object, as: "jpeg2000.dcm", readObjects)
            }
        }
    }
}

/// The largest volume that is read whole.
private let largestVolume = 1 << 22

private func read(_ data: UnsafePointer<UInt8>?, _ size: Int, as name: String, _ body: (String) throws -> Void) -> Int32 {
    guard let data else { return 0 }
    return use(Data(bytes: data, count: size), as: name, body)
}

/// Writes the input to a file of this process's own, and reads that.
private func use(_ input: Data, as name: String, _ body: (String) throws -> Void) -> Int32 {
    let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-fuzz-\(getpid())")
    let file = folder.appending(path: name)
    do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try input.write(to: file)
    } catch {
        fatalError("\(file.path) cannot be written: \(error)")
    }
    attempt { try body(file.path) }
    return 0
}

/// Runs code whose errors are expected, as long as they are the modules' own.
private func attempt(_ body: () throws -> Void) {
    do {
        try body()
    } catch let error as DICOMError {
        precondition(!error.description.contains("\n"), "an error is one line")
    } catch let error as NIfTIError {
        precondition(!error.description.contains("\n"), "an error is one line")
    } catch {
        fatalError("an error of no module: \(error)")
    }
}

private func readObjects(_ path: String) throws {
    let index = try DICOMIndex.scan([path])
    for headers in index.series {
        attempt {
            let series = try ImageSeries(headers)
            if series.grid.size.product <= largestVolume { _ = try series.volume(in: series.grid.bounds) }
        }
    }
    let grid = Grid(size: [9, 7, 2], spacing: [1, 1, 2])
    for header in index.structureSets {
        attempt {
            let set = try StructureSet(path: header.instance.path)
            for roi in set.rois { attempt { _ = try set.rasterise(roi, on: grid) } }
        }
    }
}

private func readNIfTI(_ path: String) throws {
    attempt {
        let image = try NIfTIImage(path: path)
        if image.grid.size.product <= largestVolume { _ = try image.volume(in: image.grid.bounds) }
    }
    attempt {
        let mask = try NIfTIMask(path: path)
        guard mask.grid.size.product <= largestVolume else { return }
        attempt { _ = try mask.labels() }
        attempt { _ = try mask.mask() }
    }
}
