/// Why a phantom could not be written.
public struct PhantomError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of trouble it is; the raw values are stable.
    public enum Code: String, Sendable, CaseIterable {
        /// The file could not be written.
        case write = "unwritable"
        /// DICOM has no way to express this value.
        case value = "phantom-value"
        /// The volume is only a part of its grid.
        case incomplete = "phantom-incomplete"
    }

    /// The kind of trouble.
    public let code: Code
    /// What is wrong, where, and what to do.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// One line: the message and the code.
    public var description: String { "\(message) [\(code.rawValue)]" }
}
