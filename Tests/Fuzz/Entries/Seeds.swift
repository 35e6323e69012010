import DICOM
import Foundation
import NIfTI
import PhantomKit
import Voxels

/// Writes the inputs that mutation starts from, one folder per entry: small objects in every form that is read.
func writeSeeds(to folder: URL) throws {
    let seeds = SeedWriter(folder: folder)
    try seeds.writeSeries()
    try seeds.writeFrames()
    try seeds.writeMultiFrameObjects()
    try seeds.writeHeaders()
    try seeds.writeSegmentations()
    try seeds.writeNIfTI()
    try seeds.writeLabels()
    try? FileManager.default.removeItem(at: seeds.scratch)
}

struct SeedWriter {
    let folder: URL
    let patient = ArchivePatient(id: "1", name: "Seed", birthDate: "19700101", sex: "F")
    let study = ArchiveStudy(date: "20200101")
    let phantom = Phantom(
        name: "box", grid: regionGrid, background: .uniform(0),
        part: Phantom.Part(name: "GTV-1", shape: Shape(.box(halfEdges: [4, 4, 2]), centre: [7, 7, 1]), pattern: .uniform(60)))

    var scratch: URL { folder.appending(path: "scratch") }

    func put(_ bytes: some Sequence<UInt8>, _ entry: Entry, _ name: String) throws {
        let place = folder.appending(path: entry.rawValue)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data(bytes).write(to: place.appending(path: name))
    }

    /// A slice and a structure set in every transfer syntax, and the compressed frame alone.
    func writeSeries() throws {
        for syntax in TransferSyntax.allCases {
            let written = try series(syntax)
            guard let image = written.images.first, let structures = written.structureSet else { continue }
            let bytes = try Data(contentsOf: image)
            try put(bytes, .image, "\(syntax)")
            try put(try Data(contentsOf: structures), .structures, "\(syntax)")
            if syntax == .explicitVRLittleEndian { try put(bytes, .plain, "\(syntax)") }
            guard let number = compressions.firstIndex(of: syntax.rawValue), let frame = firstFrame(of: bytes) else { continue }
            try put([UInt8(number), 3] + frame, .compressed, "\(syntax)")
            if syntax == .jpeg2000Lossless { try put(frame, .jpeg2000, "\(syntax)") }
        }
    }

    /// Frames of the lossy compressions, and of more bits.
    func writeFrames() throws {
        for (number, startOfFrame) in [(0, 0xC0), (1, 0xC1), (1, 0xC2)] as [(UInt8, UInt8)] {
            try put([number, 0] + flatJPEG(startOfFrame: startOfFrame), .compressed, "jpeg-\(startOfFrame)")
        }
    }

    func series(_ syntax: TransferSyntax) throws -> DICOMSeriesWriter.Written {
        let writer = DICOMSeriesWriter(patient: patient, study: study, encoding: PixelEncoding(transferSyntax: syntax))
        return try writer.write(volume: phantom.volume(), structures: phantom.structures, to: scratch)
    }

    /// Every kind of multi-frame object, and one of each compression in every layout of fragments.
    func writeMultiFrameObjects() throws {
        for object in MultiFrameObject.allCases {
            try put(try multiFrame(object, PixelEncoding()), .image, "\(object)")
        }
        for syntax in TransferSyntax.allCases where compressions.contains(syntax.rawValue) {
            for table in Encapsulation.OffsetTable.allCases {
                for fragments in [1, 3] {
                    var encoding = PixelEncoding(transferSyntax: syntax)
                    encoding.encapsulation = Encapsulation(fragmentsPerFrame: fragments, table: table)
                    try put(try multiFrame(.enhancedCT, encoding), .image, "\(syntax)-\(table)-\(fragments)")
                }
            }
        }
    }

    private func multiFrame(_ object: MultiFrameObject, _ encoding: PixelEncoding) throws -> Data {
        let frames = (0..<3).map { number in
            var frame = PhantomFrame(
                position: [0, 0, 2 * Double(number)], intensities: (0..<64).map { Float($0 * 3 + number) }, slope: 1, intercept: 0)
            frame.echoTime = 2.5
            frame.bValue = 100
            return frame
        }
        let writer = MultiFrameWriter(object: object, patient: patient, study: study, encoding: encoding)
        let file = scratch.appending(path: "multi-frame.dcm")
        try writer.write(frames, grid: Grid(size: [8, 8, 3], spacing: [1, 1, 2]), to: file)
        return try Data(contentsOf: file)
    }
}

/// The first fragment behind the offset table.
private func firstFrame(of file: Data) -> Data? {
    let bytes = Array(file)
    guard let start = file.range(of: Data([0xE0, 0x7F, 0x10, 0x00, 0x4F, 0x42, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]))?.upperBound else {
        return nil
    }
    func length(_ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[place + 4 + $1]) << (8 * $1) } }
    let item = start + 8 + length(start)
    return file[item + 8..<item + 8 + length(item)]
}
