import Foundation
import Testing

@testable import DICOM

@Suite("How an image was made") struct AcquisitionParameterMechanicsTests {
    @Test("is read as it stands, with the accession number of its order; what is not there is nil")
    func parameters() throws {
        let plain = slice(0)
        let ordered = plain.with(0x0008, 0x0050, .init(0x0008, 0x0050, "SH", "ACC-77 ")).with(
            0x0018, 0x0060, .init(0x0018, 0x0060, "DS", "120"))
        try withFolder(["plain.dcm": DICOMBytes.file(plain), "ordered.dcm": DICOMBytes.file(ordered)]) { folder in
            let read = try AcquisitionParameters(path: folder.appending(path: "ordered.dcm").path)
            #expect(read.accessionNumber == "ACC-77" && read.kvp == 120 && read.manufacturer == nil)
            #expect(try AcquisitionParameters(path: folder.appending(path: "plain.dcm").path).accessionNumber == nil)
        }
    }
}
