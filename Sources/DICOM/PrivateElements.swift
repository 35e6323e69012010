import CDCMTK

/// A block of private elements, which its creator reserves in each dataset (PS3.5 7.8.1).
struct PrivateBlock: Sendable, Hashable {
    let group: UInt16
    let creator: String

    static let gePET = PrivateBlock(group: 0x0009, creator: "GEMS_PETD_01")
    static let philipsPET = PrivateBlock(group: 0x7053, creator: "Philips PET Private Group")
    static let siemensPET = PrivateBlock(group: 0x0071, creator: "SIEMENS MED PT")
    static let geParameters = PrivateBlock(group: 0x0043, creator: "GEMS_PARM_01")
    static let philipsImaging = PrivateBlock(group: 0x2001, creator: "Philips Imaging DD 001")
    static let siemensMR = PrivateBlock(group: 0x0019, creator: "SIEMENS MR HEADER")
    static let philipsMR = PrivateBlock(group: 0x2005, creator: "Philips MR Imaging DD 001")

    /// The tag of an element as conformance statements write it.
    func name(of element: UInt8) -> String { "(\(hexadecimal(group)),xx\(hexadecimal(UInt16(element)).suffix(2)), \(creator))" }
}

extension DICOMItem {
    /// The tag of a private element; nil when its creator reserved no block.
    func tag(_ block: PrivateBlock, _ element: UInt8) -> Tag? {
        for reserved in UInt16(0x10)...0xFF where string(Tag(block.group, reserved)) == block.creator {
            return Tag(block.group, reserved << 8 | UInt16(element))
        }
        return nil
    }

    /// The text of a private element, whose value representation an implicit transfer syntax may not tell; nil when absent or empty.
    func privateText(_ block: PrivateBlock, _ element: UInt8) -> String? {
        guard let tag = tag(block, element) else { return nil }
        if let text = string(tag) { return text }
        let text = String(decoding: bytes(tag), as: UTF8.self).trimmed
        return text.isEmpty ? nil : text
    }

    /// The first number of a private element, written as a number or as text; nil when there is none.
    func privateNumber(_ block: PrivateBlock, _ element: UInt8) -> Double? {
        guard let tag = tag(block, element) else { return nil }
        if let number = try? number(tag) { return number }
        return privateText(block, element)?.split(separator: "\\").first.flatMap { Double($0) }
    }

    /// The number of a private element of the value representation DS; nil when absent or empty.
    func privateDecimal(_ block: PrivateBlock, _ element: UInt8) throws(DICOMError) -> Double? {
        guard let text = privateText(block, element) else { return nil }
        guard let value = Double(text), value.isFinite else { throw notANumber(block, element) }
        return value
    }

    /// The number of a private element of the value representation FL; nil when absent or empty.
    func privateFloat(_ block: PrivateBlock, _ element: UInt8) throws(DICOMError) -> Double? {
        guard let tag = tag(block, element) else { return nil }
        let raw = bytes(tag)
        guard raw.count == 4 else { return try number(tag) }
        let bits = raw.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (8 * UInt32($1.offset)) }
        let value = Double(Float(bitPattern: bits))
        guard value.isFinite else { throw notANumber(block, element) }
        return value
    }

    private func notANumber(_ block: PrivateBlock, _ element: UInt8) -> DICOMError {
        DICOMError(.damagedFile, "\(block.name(of: element)) holds no number", path: path)
    }
}
