/// What went wrong while rows were written or read: a stable code, a line for the user, and what caused it.
public struct OMOPError: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is; the raw values are stable.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The database refused; the cause holds its result code and the statement.
        case database
        /// The address of a database is none, or holds a password.
        case databaseAddress = "database-address"
        /// The database's server cannot be reached, or the connection was lost.
        case unreachable = "database-unreachable"
        /// The user lacks rights, or the database is read-only.
        case privilege = "database-privilege"
        /// Others hold what is needed, or changed the same rows again and again.
        case busy = "database-busy"
        /// The file given is something else than a database.
        case notADatabase = "not-a-database"
        /// The file is no database of this program, or of another version of it.
        case schema = "database-schema"
        /// The pseudonyms in the database were made with another key.
        case wrongKey = "wrong-key"
        /// The key file cannot be read or created.
        case keyFile = "key-file"
        /// The key file can be read by others than its owner.
        case keyFilePermissions = "key-file-permissions"
        /// The key file holds no 32-byte key.
        case keyFileContent = "key-file-content"
        /// The person map cannot be read.
        case personMap = "person-map"
        /// The date shifts cannot be read.
        case dateShifts = "date-shifts"
        /// The link table cannot be written, or others than its owner could read it.
        case linkTable = "link-table"
        /// There is no database where one was named.
        case noDatabase = "no-database"
        /// A database has no such run.
        case noRun = "no-run"
        /// A database has no rows of a recipe, or of several of which none was named.
        case noRecipe = "no-recipe"
        /// A folder of a plan does not say what belongs to it.
        case plan = "plan-folder"
        /// Some parts of a plan are missing or not complete.
        case incompleteSet = "incomplete-set"
        /// A database is no part of the plan.
        case otherPart = "other-part"
        /// A concept id or configuration belongs to someone else.
        case conceptTaken = "concept-taken"
        /// A choice that holds for all rows of a database differs from the one that it was written with.
        case settingChanged = "setting-changed"
        /// A text is too long for its column of the CDM.
        case textTooLong = "text-too-long"
        /// A number lies outside its range.
        case outOfRange = "out-of-range"
        /// An id range is used up.
        case idsUsedUp = "ids-used-up"
        /// A value is not finite.
        case notFinite = "non-finite"
        /// A feature is not in the recipe's catalogue.
        case unknownFeature = "unknown-feature"
        /// A feature occurs twice in a region.
        case duplicateFeature = "duplicate-feature"
        /// A file cannot be written.
        case file = "unwritable"
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

    /// True for what goes well when the transaction runs again, since other programs spoilt it.
    var isTransient: Bool { (cause as? PostgresFault)?.isTransient == true }

    /// True for what a server refuses a row for.
    var isOfRows: Bool { (cause as? PostgresFault)?.isOfRows == true }

    /// One line for the user.
    public var description: String { "\(message) [\(code.rawValue)]" }
}
