import DICOM

/// Why something is not done: a stable code, and what is wrong, where, and what to do.
public struct Reason: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    /// A stable kebab-case word that programs can branch on.
    public let code: String
    /// What is wrong and what to do, for the user; may name files, so it goes to the terminal only.
    public let message: String

    /// Makes a reason; control characters of names in the message are spelt out, so that it stays one line.
    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message.printable
    }

    /// Refused is what is wrong with the input itself; failed is what may be mended without changing it, such as a file not copied whole.
    public var verdict: CaseVerdict { DocumentedCode.entry(of: code)?.kinds.contains(.failed) == true ? .failed : .refused }

    /// One readable line.
    public var description: String { "\(message) [\(code)]" }
}
