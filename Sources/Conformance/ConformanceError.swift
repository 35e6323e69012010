/// Why the self-check could not run.
public struct ConformanceError: Error, Sendable, CustomStringConvertible {
    /// A stable word that programs can branch on.
    public enum Code: String, Sendable, CaseIterable {
        /// A table or recipe that the program should carry is not there or damaged.
        case missingTable = "missing-table"
        /// The CT phantom, which may not be shipped, was not found.
        case missingPhantom = "missing-phantom"
        /// The CT phantom's files do not hold what the check needs.
        case damagedPhantom = "damaged-phantom"
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What is wrong, where, and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// One readable line.
    public var description: String { "\(message) [\(code.rawValue)]" }
}
