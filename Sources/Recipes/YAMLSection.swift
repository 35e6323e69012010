import Yams

/// All that is wrong with a file, gathered while it is read.
package struct Problems {
    package private(set) var list: [RecipeError.Problem] = []

    /// Starts with nothing wrong.
    package init() {}

    package mutating func add(_ mark: Mark?, _ key: String, _ message: String) {
        list.append(RecipeError.Problem(line: mark?.line, column: mark?.column, key: key, message: message))
    }

    /// Throws all problems in the order of the file, if there are any.
    package func check(path: String) throws(RecipeError) {
        guard !list.isEmpty else { return }
        let sorted = list.enumerated().sorted { first, second in
            let places = (first.element.line ?? 0, first.element.column ?? 0, first.offset)
            return places < (second.element.line ?? 0, second.element.column ?? 0, second.offset)
        }
        throw RecipeError(.invalid, path: path, problems: sorted.map(\.element))
    }
}

/// A YAML mapping at its place in the file, whose keys have been compared with those allowed.
package struct YAMLSection {
    /// The keys that lead here, joined by dots.
    package let key: String
    /// Where the mapping begins.
    package let mark: Mark?
    private let entries: [String: Node]
    /// Keys that some mistyped key was taken for: they are not reported as missing as well.
    private let guessed: [String]

    /// Opens a mapping and reports keys that are not allowed; reports anything but a mapping and gives nil.
    package init?(_ node: Node, key: String, allowed: [String], problems: inout Problems) {
        guard case .mapping(let mapping) = node else {
            problems.add(node.mark, key, "must be a mapping with the keys \(allowed.joined(separator: ", ")); found \(node.found)")
            return nil
        }
        self.key = key
        mark = mapping.mark
        var entries: [String: Node] = [:]
        var guessed: [String] = []
        for (name, value) in mapping {
            let text = name.scalar?.string ?? name.found
            guard !allowed.contains(text) else {
                entries[text] = value
                continue
            }
            let guess = nearestName(to: text, among: allowed)
            guessed += guess.map { [$0] } ?? []
            let known = "nown are \(allowed.joined(separator: ", "))"
            let message = guess.map { "is not a known key; did you mean \($0)? K\(known)" } ?? "is not a known key; k\(known)"
            problems.add(name.mark, key.isEmpty ? text : "\(key).\(text)", message)
        }
        self.entries = entries
        self.guessed = guessed
    }

    /// The path of a key of this mapping.
    package func path(_ name: String) -> String { key.isEmpty ? name : "\(key).\(name)" }

    /// The value of a key; nil when it is absent or null.
    package func node(_ name: String) -> Node? {
        entries[name].flatMap { $0.isNull ? nil : $0 }
    }

    /// Reports a key that must be there and is not.
    package func require(_ name: String, _ what: String, _ problems: inout Problems) {
        if node(name) == nil && !guessed.contains(name) { problems.add(entries[name]?.mark ?? mark, path(name), "is missing: \(what)") }
    }

    /// A mapping under a key.
    package func section(_ name: String, allowed: [String], _ problems: inout Problems) -> YAMLSection? {
        node(name).flatMap { YAMLSection($0, key: path(name), allowed: allowed, problems: &problems) }
    }

    /// A finite number for which `isAllowed` holds.
    package func number(_ name: String, _ allowed: String, _ problems: inout Problems, where isAllowed: (Double) -> Bool) -> Double? {
        guard let node = node(name) else { return nil }
        guard let number = node.number, number.isFinite, isAllowed(number) else {
            problems.add(node.mark, path(name), "must be \(allowed); found \(node.found)")
            return nil
        }
        return number
    }

    /// An integer of a range.
    package func integer(_ name: String, _ range: ClosedRange<Int>, _ problems: inout Problems) -> Int? {
        guard let node = node(name) else { return nil }
        guard let number = node.number.flatMap({ Int(exactly: $0) }), range.contains(number) else {
            let allowed = "an integer from \(range.lowerBound) to \(range.upperBound)"
            problems.add(node.mark, path(name), "must be \(allowed); found \(node.found)")
            return nil
        }
        return number
    }

    /// One of several words.
    package func choice<T>(_ name: String, _ choices: KeyValuePairs<String, T>, _ problems: inout Problems) -> T? {
        guard let node = node(name) else { return nil }
        if let word = node.word, let choice = choices.first(where: { $0.key == word }) { return choice.value }
        problems.add(node.mark, path(name), Self.notAmong(node, choices.map(\.key)))
        return nil
    }

    /// A text that is not empty.
    package func text(_ name: String, _ problems: inout Problems) -> String? {
        guard let node = node(name) else { return nil }
        guard let word = node.word, !word.isEmpty else {
            problems.add(node.mark, path(name), "must be a text; found \(node.found)")
            return nil
        }
        return word
    }

    /// What to say when a word is none of those known.
    package static func notAmong(_ node: Node, _ names: [String]) -> String {
        let guess = node.word.flatMap { nearestName(to: $0, among: names) }.map { "; did you mean \($0)?" } ?? ""
        return "must be one of \(names.joined(separator: ", ")); found \(node.found)\(guess)"
    }
}

extension Node {
    /// True for an explicit or implied null.
    package var isNull: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// The number of a plain scalar in decimal notation, `.inf` and `-.inf` included; text in quotes is no number.
    package var number: Double? {
        guard case .scalar(let scalar) = self, scalar.style == .plain || scalar.style == .any else { return nil }
        switch scalar.string {
        case ".inf", ".Inf", ".INF", "+.inf": return .infinity
        case "-.inf", "-.Inf", "-.INF": return -.infinity
        default:
            guard scalar.string.allSatisfy({ "0123456789+-.eE".contains($0) }) else { return nil }
            return Double(scalar.string)
        }
    }

    /// The text of a scalar.
    package var word: String? { scalar?.string }

    /// What to call the node in a message.
    package var found: String {
        switch self {
        case .scalar(let scalar): isNull ? "nothing" : "\"\(scalar.string)\""
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}

/// Parses YAML text of one document.
package func composeYAML(_ text: String, path: String) throws(RecipeError) -> Node {
    do {
        // Scalars are read as the texts that they are, so that no tags have to be resolved by regular expressions.
        guard let node = try compose(yaml: text, .basic) else { throw RecipeError(.syntax, "is empty", path: path) }
        return node
    } catch let error as RecipeError {
        throw error
    } catch let error as YamlError {
        throw RecipeError(.syntax, path: path, problems: [error.problem])
    } catch {
        throw RecipeError(.syntax, "\(error)", path: path)
    }
}

extension YamlError {
    fileprivate var problem: RecipeError.Problem {
        func problem(_ mark: Mark?, _ message: String, key: String = "") -> RecipeError.Problem {
            RecipeError.Problem(line: mark?.line, column: mark?.column, key: key, message: message)
        }
        switch self {
        case .scanner(let context, let text, let mark, _), .parser(let context, let text, let mark, _),
            .composer(let context, let text, let mark, _):
            return problem(mark, "is not YAML: " + [context?.text, text].compactMap { $0 }.joined(separator: ", "))
        case .duplicatedKeysInMapping(let keys, let context):
            return problem(context.mark, "occurs twice in one mapping; keep one", key: keys.joined(separator: ", "))
        default:
            return problem(nil, "is not YAML: \(self)")
        }
    }
}
