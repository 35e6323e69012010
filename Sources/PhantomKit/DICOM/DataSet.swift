import Foundation

/// The elements of a DICOM data set or item; the writer sorts them by tag.
struct DataSet {
    enum Value {
        /// Text or numbers as text; several values are separated by backslashes.
        case text(String)
        /// Pixel Data: 16-bit words.
        case pixels([UInt16])
        /// Pixel Data: bytes, an even number of them.
        case bytes([UInt8])
        /// The items of a sequence.
        case items([DataSet])
    }

    var elements: [(tag: Tag, value: Value)] = []

    mutating func set(_ tag: Tag, _ text: String) { elements.append((tag, .text(text))) }
    mutating func set(_ tag: Tag, _ number: Int) { set(tag, String(number)) }
    mutating func set(_ tag: Tag, _ pixels: [UInt16]) { elements.append((tag, .pixels(pixels))) }
    mutating func set(_ tag: Tag, _ bytes: [UInt8]) { elements.append((tag, .bytes(bytes))) }
    mutating func set(_ tag: Tag, _ items: [DataSet]) { elements.append((tag, .items(items))) }

    mutating func set(_ tag: Tag, _ numbers: [Double]) throws {
        set(tag, try numbers.map(decimalString).joined(separator: "\\"))
    }
}

/// A decimal string (VR DS): as many digits as 16 characters hold.
func decimalString(_ number: Double) throws -> String {
    let limit = 16
    guard number.isFinite else { throw PhantomError(.value, "\(number) cannot be written to DICOM: only finite numbers can") }
    let shortest = number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
    if shortest.count <= limit { return shortest }
    let fixed = abs(number) >= 1e-4 && abs(number) < 1e15
    let whole = fixed ? String(Int(abs(number))).count + (number < 0 ? 1 : 0) : 0
    for digits in stride(from: fixed ? max(0, limit - 1 - whole) : limit - 6, through: 0, by: -1) {
        let text = fixed ? trimmed(String(format: "%.\(digits)f", number)) : String(format: "%.\(digits)e", number)
        if text.count <= limit { return text }
    }
    throw PhantomError(.value, "\(number) does not fit the 16 characters of a DICOM decimal string")
}

private func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var end = text.endIndex
    while text[text.index(before: end)] == "0" { end = text.index(before: end) }
    if text[text.index(before: end)] == "." { end = text.index(before: end) }
    return String(text[..<end])
}
