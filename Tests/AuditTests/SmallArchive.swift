import Foundation
import Testing

@testable import PhantomKit

/// An archive of one header that holds an identifier of every class, and a folder for outputs.
struct SmallArchive {
    let folder: URL

    /// One string of every class as an output could hold it, in another spelling than the header where there are several.
    static let planted = [
        "name": "Mustermann, Erika", "id": "pat0017", "accession": "ACC-4711", "uid": "1.2.276.0.9.17", "date": "02.05.2023",
        "physician": "Quacksalber", "institution": "Klinikum Nirgendwo", "device": "SN-998877", "address": "Musterweg 12, 99999 Nirgendwo",
        "phone": "0761270123", "comment": "left sided mass, sister of staff", "path": "erika_scans",
    ]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-audit-\(UUID().uuidString)")
        let scans = folder.appending(path: "archive/erika_scans")
        for place in [scans, folder.appending(path: "out")] {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        }
        try Self.header.write(to: scans.appending(path: "IM0001.dcm"), transferSyntax: .explicitVRLittleEndian)
    }

    func cleanUp() { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: folder.appending(path: name)) }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    /// Study, patient, staff and device; a physician and a UID within sequences.
    static var header: DataSet {
        var header = DataSet()
        header.set(.specificCharacterSet, "ISO_IR 192")
        header.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.7")
        header.set(.sopInstanceUID, "1.2.276.0.9.1")
        header.set(.studyDate, "20230502")
        header.set(.accessionNumber, "ACC-4711")
        header.set(Tag(0x0008, 0x0080), "Klinikum Nirgendwo")
        header.set(Tag(0x0008, 0x0081), "Musterweg 12, 99999 Nirgendwo")
        header.set(.patientName, "Mustermann^Erika^^Dr.")
        header.set(.patientID, "PAT-0017")
        header.set(Tag(0x0010, 0x2154), "0761/270-123")
        header.set(Tag(0x0018, 0x1000), "SN-998877")
        header.set(Tag(0x0020, 0x4000), "left sided mass, sister of staff")
        var item = DataSet()
        item.set(.referencedSOPInstanceUID, "1.2.276.0.9.17")
        var outer = DataSet()
        outer.set(.referringPhysicianName, "Quacksalber^Hans")
        outer.set(Tag(0x0008, 0x1140), [item])
        header.set(Tag(0x0040, 0x0275), [outer])
        return header
    }
}

/// Runs a body with an archive whose files are removed afterwards.
func withSmallArchive(_ body: (SmallArchive) throws -> Void) throws {
    let archive = try SmallArchive()
    defer { archive.cleanUp() }
    try body(archive)
}
