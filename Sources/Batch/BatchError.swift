/// Why a run as a whole cannot be started or go on; trouble with one case is a `Reason` instead.
public struct BatchError: Error, Sendable, CustomStringConvertible {
    /// A stable word that programs can branch on.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// A file or folder that was named is not there or cannot be read.
        case unreadable
        /// An archive that was named is not there.
        case input = "not-found"
        /// The index cannot be used.
        case index
        /// The manifest is no CSV file with the columns that are needed.
        case manifest
        /// A plan file cannot be read, or is none.
        case plan
        /// A plan file was made with another recipe, selection or numerics version than there is now.
        case stalePlan = "stale-plan"
        /// The output folder cannot be made or written.
        case output = "unwritable"
        /// The system's clock shows no date.
        case clock
        /// The output folder that was named is a file.
        case notAFolder = "not-a-folder"
        /// The key file would lie in the output folder, beside the pseudonyms that it protects.
        case keyBesideOutput = "key-beside-output"
        /// Another run is writing into the output.
        case inUse = "in-use"
        /// The processes that compute cannot be started.
        case worker
        /// Two recipes of one run have the same name.
        case sameRecipe = "same-recipe"
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
