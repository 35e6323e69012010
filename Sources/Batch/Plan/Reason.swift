/// Why something is not done: a stable code, and what is wrong, where, and what to do.
public struct Reason: Error, Sendable, Hashable, CustomStringConvertible {
    /// A stable kebab-case word that programs can branch on.
    public let code: String
    /// What is wrong and what to do, for the user; may name files, so it goes to the terminal only.
    public let message: String

    /// Makes a reason.
    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    /// One readable line.
    public var description: String { "\(message) [\(code)]" }
}
