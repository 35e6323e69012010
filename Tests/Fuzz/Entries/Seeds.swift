import Foundation
import NIfTI
import PhantomKit
import Voxels

/// Writes the inputs that mutation starts from, one folder per entry: small phantoms in every form that PhantomKit and NIfTI write.
func writeSeeds(to folder: URL) throws {
    let grid = Grid(size: [16, 16, 2], spacing: [1, 1, 2])
    let part = Phantom.Part(name: "GTV-1", shape: Shape(.box(halfEdges: [4, 4, 2]), centre: [7, 7, 1]), pattern: .uniform(60))
    let phantom = Phantom(name: "box", grid: grid, background: .uniform(0), part: part)
    for entry in Entry.allCases {
        try FileManager.default.createDirectory(at: folder.appending(path: entry.rawValue), withIntermediateDirectories: true)
    }
    let scratch = folder.appending(path: "scratch")
    for syntax in TransferSyntax.allCases {
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "1", name: "Seed", birthDate: "19700101", sex: "F"), study: ArchiveStudy(date: "20200101"),
            encoding: PixelEncoding(transferSyntax: syntax))
        let written = try writer.write(volume: phantom.volume(), structures: phantom.structures, to: scratch)
        guard let image = written.images.first, let structures = written.structureSet else { continue }
        try place(image, folder.appending(path: "\(Entry.image.rawValue)/\(syntax)"))
        try place(structures, folder.appending(path: "\(Entry.structures.rawValue)/\(syntax)"))
        if "\(syntax)".contains("2000"), let codestream = codestream(in: try Data(contentsOf: image)) {
            try codestream.write(to: folder.appending(path: "\(Entry.jpeg2000.rawValue)/\(syntax)"))
        }
    }
    for type in NIfTIDataType.allCases {
        let path = folder.appending(path: "\(Entry.nifti.rawValue)/\(type).nii").path
        try NIfTIWriter.write(phantom.volume(), to: path, as: type)
    }
    try NIfTIWriter.write(phantom.mask(), to: folder.appending(path: "\(Entry.nifti.rawValue)/mask.nii").path)
    try? FileManager.default.removeItem(at: scratch)
}

private func place(_ source: URL, _ target: URL) throws {
    try? FileManager.default.removeItem(at: target)
    try FileManager.default.copyItem(at: source, to: target)
}

/// The bytes from a JPEG 2000 codestream's start marker to its end marker.
private func codestream(in file: Data) -> Data? {
    let marks = (start: Data([0xFF, 0x4F, 0xFF, 0x51]), end: Data([0xFF, 0xD9]))
    guard let start = file.firstRange(of: marks.start), let end = file.lastRange(of: marks.end) else { return nil }
    return file[start.lowerBound..<end.upperBound]
}
