/// Why a recipe, a selection or a list of concepts cannot be used: all that is wrong with the file, not only the first.
public struct RecipeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of trouble it is; the raw value is stable.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file is missing or cannot be read.
        case unreadable
        /// The file cannot be written.
        case unwritable
        /// The file is not YAML, or has the same key twice.
        case syntax
        /// Keys or values are wrong or contradict each other.
        case invalid
        /// The list of concepts is not well formed.
        case badConcepts = "bad-concepts"
        /// The list of concepts has no line for what the recipe does.
        case configurationUnlisted = "configuration-unlisted"
        /// A block, a configuration number or a slot lies outside its range, or a block is full.
        case conceptRange = "concept-range"
    }

    /// One thing that is wrong, and where.
    public struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// The line, counted from 1; nil when the whole file is meant.
        public let line: Int?
        /// The column, counted from 1.
        public let column: Int?
        /// The keys that lead to the place, joined by dots; empty for the file itself.
        public let key: String
        /// What is wrong and what is allowed.
        public let message: String

        /// Line, column, key and message.
        public var description: String {
            let place = [line, column].compactMap { $0 }.map { "\($0):" }.joined()
            return [place, key.isEmpty ? "" : "\(key):", message].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    /// What kind of trouble it is.
    public let code: Code
    /// The file.
    public let path: String
    /// What is wrong, in the order of the file.
    public let problems: [Problem]

    init(_ code: Code, path: String, problems: [Problem]) {
        self.code = code
        self.path = path
        self.problems = problems
    }

    init(_ code: Code, _ message: String, path: String, line: Int? = nil) {
        self.init(code, path: path, problems: [Problem(line: line, column: nil, key: "", message: message)])
    }

    /// One line for each problem: file, line, column, key, message.
    public var description: String {
        problems.map { problem in
            problem.line == nil ? "\(path): \(problem)" : "\(path):\(problem)"
        }
        .joined(separator: "\n")
    }
}
