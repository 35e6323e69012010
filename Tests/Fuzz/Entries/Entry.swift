import CLibFuzzer
import DICOM
import Foundation
import NIfTI

/// What reads the inputs.
///
/// Whatever they hold, reading ends with a value or with the module's own error.
enum Entry: String, CaseIterable {
    /// A DICOM image: index, series assembly by several policies, pixels.
    case image
    /// A DICOM image that is read in place and by DCMTK, with one result.
    case plain
    /// A segmentation: its frames, and its segments on two grids.
    case segmentation
    /// An RT Structure Set: contours and their rasterisation.
    case structures
    /// A JPEG 2000 codestream inside a DICOM image.
    case jpeg2000
    /// A frame of any compression inside a DICOM image; the first two bytes choose transfer syntax and pixel description.
    case compressed
    /// A NIfTI file as an image and as a mask.
    case nifti
    /// A dictionary of labels beside a NIfTI file; the first byte chooses its form.
    case labels

    var function: fuzz_entry {
        switch self {
        case .image: { data, size in use(bytes(data, size), as: "input.dcm", readImages) }
        case .plain: { data, size in use(bytes(data, size), as: "plain.dcm", compareReaders) }
        case .segmentation: { data, size in use(bytes(data, size), as: "segmentation.dcm", readSegmentation) }
        case .structures: { data, size in use(bytes(data, size), as: "structures.dcm", readStructures) }
        case .jpeg2000: { data, size in use(compressedObject(codestream: bytes(data, size)), as: "jpeg2000.dcm", readImages) }
        case .compressed: { data, size in use(compressedObject(described: bytes(data, size)), as: "compressed.dcm", readImages) }
        case .nifti: { data, size in use(bytes(data, size), as: "input.nii", readNIfTI) }
        case .labels: { data, size in readLabels(bytes(data, size)) }
        }
    }
}

private func bytes(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Data { data.map { Data(bytes: $0, count: size) } ?? Data() }

/// The folder of this process's own, where inputs lie as files.
let inputFolder = FileManager.default.temporaryDirectory.appending(path: "voxmark-fuzz-\(getpid())/input")

/// Writes the input to a file, and reads that.
func use(_ input: Data, as name: String, _ body: (String) throws -> Void) -> Int32 {
    let file = write(input, as: name)
    attempt { try body(file) }
    return 0
}

/// Writes a file into the folder of this process; its path.
func write(_ input: Data, as name: String) -> String {
    let file = inputFolder.appending(path: name)
    do {
        try FileManager.default.createDirectory(at: inputFolder, withIntermediateDirectories: true)
        try input.write(to: file)
    } catch {
        fatalError("\(file.path) cannot be written: \(error)")
    }
    return file.path
}

private func requireOneLine(_ text: String) {
    guard !text.contains("\n") else { fatalError("an error of several lines: \(text)") }
}

/// Runs code whose errors are expected, as long as they are the modules' own; true when there was none.
@discardableResult
func attempt(_ body: () throws -> Void) -> Bool {
    do {
        try body()
        return true
    } catch let error as DICOMError {
        requireOneLine(error.description)
    } catch let error as NIfTIError {
        requireOneLine(error.description)
    } catch {
        fatalError("an error of no module: \(error)")
    }
    return false
}
