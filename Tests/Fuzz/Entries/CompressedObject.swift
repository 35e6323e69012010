import Foundation
import PhantomKit

/// The transfer syntaxes of compressed frames, among them those that PhantomKit does not write.
let compressions = [
    "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80",
    "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.5",
]

/// A CT image of 16 × 16 signed pixels whose only fragment is a JPEG 2000 codestream.
func compressedObject(codestream: Data) -> Data { compressedObject(codestream, syntax: "1.2.840.10008.1.2.4.90", bits: 16, isSigned: true) }

/// A CT image as the first two bytes say, whose only fragment is the rest.
func compressedObject(described input: Data) -> Data {
    let bytes = Array(input.prefix(2)) + [0, 0]
    return compressedObject(
        input.dropFirst(2), syntax: compressions[Int(bytes[0]) % compressions.count], bits: [8, 16, 1, 32][Int(bytes[1] >> 1) % 4],
        isSigned: bytes[1] & 1 == 1)
}

private func compressedObject(_ codestream: Data, syntax: String, bits: UInt16, isSigned: Bool) -> Data {
    let elements = imageElements.with(0x7FE0, 0x0010, nil).with(0x0028, 0x0100, .init(0x0028, 0x0100, bits))
        .with(0x0028, 0x0101, .init(0x0028, 0x0101, bits)).with(0x0028, 0x0102, .init(0x0028, 0x0102, bits - 1))
        .with(0x0028, 0x0103, .init(0x0028, 0x0103, isSigned ? 1 : 0))
    let even = codestream.count % 2 == 0 ? Array(codestream) : Array(codestream) + [0]
    return Data(DICOMBytes.file(elements, transferSyntax: syntax) + DICOMBytes.encapsulated([[], even]))
}

/// The elements of a CT image of 16 × 16 pixels of 16 bits.
let imageElements = slice(0, values: (0..<256).map { UInt16($0 * 7) })
    .with(0x0028, 0x0010, .init(0x0028, 0x0010, 16)).with(0x0028, 0x0011, .init(0x0028, 0x0011, 16))
    .with(0x0018, 0x0050, .init(0x0018, 0x0050, "DS", "2"))

/// A JPEG image of 16 × 16 grey pixels of 8 bits whose coefficients are all 0, by one of the processes SOF0 (baseline), SOF1 (extended) or
/// SOF2 (progressive, its first scan).
func flatJPEG(startOfFrame: UInt8) -> [UInt8] {
    let quantisation: [UInt8] = [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
    let frame: [UInt8] = [0xFF, startOfFrame, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0]
    // One code of one bit: for coefficients of no bits, and for the end of a block.
    let codes = [0x00, 0x10].flatMap { table -> [UInt8] in [0xFF, 0xC4, 0, 20, UInt8(table), 1] + [UInt8](repeating: 0, count: 16) }
    let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, startOfFrame == 0xC2 ? 0 : 63, 0, 0x00]
    return [0xFF, 0xD8] + quantisation + frame + codes + scan + [0xFF, 0xD9]
}
