import Foundation

/// The configurations of a recipe's block, as `RECIPE.concepts.csv` lists them beside the recipe: lines are appended and never change.
public struct ConceptList: Sendable, Hashable {
    /// One configuration.
    public struct Entry: Sendable, Hashable {
        /// The configuration's number in the block, 0…127.
        public let n: Int
        /// What the recipe does before features are computed (`Recipe.configuration`).
        public let configuration: String
        /// Words for people.
        public let description: String
    }

    /// The first line of the file.
    public static let header = "n,configuration,description"

    /// The file.
    public let url: URL
    /// The configurations in ascending order.
    public private(set) var entries: [Entry]

    /// Where the list of a recipe file lies: `NAME.concepts.csv` beside `NAME.yaml`.
    public static func url(beside recipe: URL) -> URL {
        recipe.deletingPathExtension().appendingPathExtension("concepts.csv")
    }

    /// Reads the list beside a recipe file; without a file the list is empty.
    ///
    /// - Throws: `RecipeError` (`bad-concepts`, `unreadable`).
    public static func load(beside recipe: URL) throws(RecipeError) -> ConceptList {
        let url = url(beside: recipe)
        guard FileManager.default.fileExists(atPath: url.path) else { return ConceptList(url: url, entries: []) }
        return ConceptList(url: url, entries: try parse(readText(url), path: url.path))
    }

    /// The number of a configuration.
    ///
    /// - Throws: `RecipeError` (`configuration-unlisted`) that says how to add it.
    public func number(of configuration: String) throws(RecipeError) -> Int {
        if let entry = entries.first(where: { $0.configuration == configuration }) { return entry.n }
        let recipe = url.deletingPathExtension().deletingPathExtension().appendingPathExtension("yaml").relativePath
        let message = "has no line for what the recipe does (\(configuration)); add it with: voxmark vocabulary \(recipe)"
        throw RecipeError(.configurationUnlisted, message, path: url.path)
    }

    /// Adds a configuration at the end of the list and of the file, and gives its number; one that is listed already keeps its own.
    ///
    /// - Throws: `RecipeError` (`concept-range` when the block is full, `unwritable`).
    @discardableResult
    public mutating func append(_ configuration: String, description: String) throws(RecipeError) -> Int {
        if let entry = entries.first(where: { $0.configuration == configuration }) { return entry.n }
        let n = (entries.last?.n ?? -1) + 1
        guard ConceptID.configurations.contains(n) else {
            throw RecipeError(.conceptRange, "holds all 128 configurations of its block; give the recipe another block", path: url.path)
        }
        let entry = Entry(n: n, configuration: configuration, description: description.replacing("\n", with: " "))
        let line = [String(n), entry.configuration, entry.description].map(CSVText.quoted).joined(separator: ",") + "\n"
        try write(line)
        entries.append(entry)
        return n
    }

    /// Adds a line to the end of the file; what is there already is not written again.
    private func write(_ line: String) throws(RecipeError) {
        do {
            guard !entries.isEmpty || FileManager.default.fileExists(atPath: url.path) else {
                return try Data("\(Self.header)\n\(line)".utf8).write(to: url, options: .atomic)
            }
            let handle = try FileHandle(forUpdating: url)
            defer { try? handle.close() }
            let end = try handle.seekToEnd()
            if end > 0 {
                try handle.seek(toOffset: end - 1)
                if try handle.readToEnd() != Data("\n".utf8) { try handle.write(contentsOf: Data("\n".utf8)) }
            }
            try handle.write(contentsOf: Data(line.utf8))
        } catch {
            throw RecipeError(.unwritable, "cannot be written; check its permissions and those of its folder", path: url.path)
        }
    }

    private static func parse(_ text: String, path: String) throws(RecipeError) -> [Entry] {
        var entries: [Entry] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            if index == 0 {
                guard line == header else { throw RecipeError(.badConcepts, "must begin with \(header)", path: path, line: 1) }
                continue
            }
            guard !line.isEmpty else { continue }
            let fields = (try? CSVText.records(of: String(line)))?.first?.fields ?? []
            guard fields.count == 3, let n = Int(fields[0]), ConceptID.configurations.contains(n), !fields[1].isEmpty else {
                let message = "must be a number from 0 to 127, a configuration and a description, separated by commas"
                throw RecipeError(.badConcepts, message, path: path, line: index + 1)
            }
            guard n > entries.last?.n ?? -1, !entries.contains(where: { $0.configuration == fields[1] }) else {
                throw RecipeError(
                    .badConcepts, "numbers must ascend, and no configuration may be listed twice", path: path, line: index + 1)
            }
            entries.append(Entry(n: n, configuration: fields[1], description: fields[2]))
        }
        return entries
    }
}
