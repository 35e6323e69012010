/// Why an audit as a whole cannot be made; trouble with one output is told in the report instead.
public struct AuditError: Error, Sendable, CustomStringConvertible {
    /// The stable codes of this module.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// An archive or output that was named is not there.
        case notFound = "not-found"
        /// No DICOM header of the archive could be read, so that there is nothing to search for.
        case noDICOM = "no-dicom"
        /// A file cannot be opened or read.
        case unreadable
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What is wrong, where, and what to do.
    public let message: String
    /// The error behind it.
    public let cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// One readable line.
    public var description: String { "\(message) [\(code.rawValue)]" }
}
