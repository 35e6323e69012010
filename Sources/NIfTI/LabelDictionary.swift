import Foundation

/// What the labels of a label image are called.
///
/// Looked for, in this order: a file beside the image with its name and the ending `.json`, `.csv` or `.tsv`; nnU-Net's `dataset.json` in the
/// image's folder or the one above it; a table of labels in the image's header extension, as TotalSegmentator writes it.
public struct LabelDictionary: Sendable, Hashable {
    /// A name and the labels it stands for: several for nnU-Net's regions.
    public struct Entry: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The labels, rising.
        public let labels: [Int]

        /// Names labels.
        public init(name: String, labels: [Int]) {
            self.name = name
            self.labels = labels.sorted()
        }
    }

    /// The entries by their labels; label 0 is the background and none.
    public let entries: [Entry]
    /// Where the names come from.
    public let path: String

    /// Finds the dictionary of a label image; nil when there is none.
    ///
    /// - Throws: `NIfTIError` `bad-labels` when there is one that cannot be understood, or when two labels have one name.
    public static func find(for image: String) throws(NIfTIError) -> LabelDictionary? {
        let url = URL(filePath: image)
        let folder = url.deletingLastPathComponent()
        var name = url.lastPathComponent
        for ending in [".gz", ".nii"] where name.lowercased().hasSuffix(ending) { name.removeLast(ending.count) }
        if let found = try json(folder.appending(path: "\(name).json")) { return found }
        for (ending, separator) in [("csv", Character(",")), ("tsv", "\t")] {
            if let found = try table(folder.appending(path: "\(name).\(ending)"), separator: separator) { return found }
        }
        for place in [folder, folder.deletingLastPathComponent()] {
            if let found = try json(place.appending(path: "dataset.json")) { return found }
        }
        return try headerExtension(of: image)
    }

    /// Makes a dictionary of names and labels; the background is left out.
    ///
    /// - Throws: `bad-labels` when a name is there twice or empty.
    public init(_ entries: [Entry], path: String) throws(NIfTIError) {
        let named = entries.filter { $0.labels != [0] }.sorted {
            ($0.labels.first ?? 0, $0.labels.count) < ($1.labels.first ?? 0, $1.labels.count)
        }
        var seen: Set<String> = []
        for entry in named where entry.name.isEmpty || entry.labels.isEmpty || entry.labels.contains(0) || !seen.insert(entry.name).inserted
        {
            throw NIfTIError(
                .badLabels, "the entry '\(entry.name)' has no name, no label, the label 0, or the name of another; correct the dictionary",
                path: path)
        }
        self.entries = named
        self.path = path
    }
}

extension LabelDictionary {
    /// nnU-Net's `labels` (name to number or list of numbers; number to name before version 2), or a file that maps numbers to names and holds
    /// nothing else, as TotalSegmentator's class map.
    static func parse(json data: Data, path: String) throws(NIfTIError) -> LabelDictionary? {
        guard let content = try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) else {
            throw NIfTIError(.badLabels, "it is no JSON, so that the labels' names are not known; correct or remove it", path: path)
        }
        guard let object = content as? [String: Any] else { return nil }
        let named = object["labels"] as? [String: Any]
        let mapping = named ?? object
        var entries: [Entry] = []
        for (key, value) in mapping.sorted(by: { $0.key < $1.key }) {
            if named != nil, let label = value as? Int {
                entries.append(Entry(name: key, labels: [label]))
            } else if named != nil, let labels = value as? [Int] {
                entries.append(Entry(name: key, labels: labels))
            } else if let name = value as? String, let label = Int(key) {
                entries.append(Entry(name: name, labels: [label]))
            } else if named != nil {
                throw NIfTIError(
                    .badLabels, "\"labels\" must map names to numbers or lists of numbers; '\(key)' does not: correct it", path: path)
            } else {
                return nil
            }
        }
        guard !entries.isEmpty else { return nil }
        if let name = repeatedKey(in: String(decoding: data, as: UTF8.self), of: named == nil ? nil : "labels") {
            throw NIfTIError(.badLabels, "'\(name)' is there twice; correct the dictionary", path: path)
        }
        return try LabelDictionary(entries, path: path)
    }

    /// A key that an object without inner objects has twice, which a JSON reader silently makes one of.
    ///
    /// - Parameter parent: the key of the object; nil takes the whole text.
    private static func repeatedKey(in text: String, of parent: String?) -> String? {
        let inner = parent.flatMap { text.firstRange(of: "\"\($0)\"") }.map { text[$0.upperBound...].prefix { $0 != "}" } } ?? text[...]
        var seen: Set<Substring> = []
        return inner.matches(of: /"((?:[^"\\]|\\.)*)"\s*:/).map(\.output.1).first { !seen.insert($0).inserted }.map(String.init)
    }

    private static func json(_ url: URL) throws(NIfTIError) -> LabelDictionary? {
        guard let data = FileManager.default.contents(atPath: url.path) else { return nil }
        return try parse(json: data, path: url.path)
    }

    /// A table with a column of numbers (index, number, value, id or label) and one of names (name, label_name, structure or region).
    private static func table(_ url: URL, separator: Character) throws(NIfTIError) -> LabelDictionary? {
        guard let data = FileManager.default.contents(atPath: url.path), let text = String(data: data, encoding: .utf8) else { return nil }
        let rows = text.split(whereSeparator: \.isNewline).map { fields(of: $0, separator: separator) }
        guard let header = rows.first?.map({ $0.lowercased() }),
            let number = ["index", "number", "value", "id", "label"].lazy.compactMap({ header.firstIndex(of: $0) }).first,
            let name = ["name", "label_name", "structure", "region"].lazy.compactMap({ header.firstIndex(of: $0) }).first
        else { return nil }
        var entries: [Entry] = []
        for (line, row) in rows.enumerated().dropFirst() {
            guard row.count > max(number, name), let label = Int(row[number]) else {
                throw NIfTIError(.badLabels, "line \(line + 1) holds no number and name; correct it", path: url.path)
            }
            entries.append(Entry(name: row[name], labels: [label]))
        }
        return try LabelDictionary(entries, path: url.path)
    }
}

/// The fields of a line, without blanks around them; a separator between quotation marks is a part of its field.
private func fields(of line: Substring, separator: Character) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
        switch character {
        case "\"": isQuoted.toggle()
        case separator where !isQuoted: fields.append("")
        default: fields[fields.count - 1].append(character)
        }
    }
    return fields.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \u{FEFF}")) }
}
