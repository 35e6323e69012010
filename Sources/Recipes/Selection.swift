/// What differs between sites: which series are read, and which regions under which names.
///
/// Without a file every series and every region are taken.
public struct Selection: Sendable, Hashable {
    /// The modalities that are read (DICOM Modality, such as `CT`); nil reads all.
    public var modalities: [String]?
    /// A regular expression that a series' description must contain; nil asks for none.
    public var seriesDescription: String?
    /// Which stacks of a series that holds several.
    public var stack: StackSelector
    /// The regions; nil takes all under their own names.
    public var regions: [RegionSelector]?

    /// Chooses series and regions.
    public init(
        modalities: [String]? = nil, seriesDescription: String? = nil, stack: StackSelector = StackSelector(),
        regions: [RegionSelector]? = nil
    ) {
        self.modalities = modalities
        self.seriesDescription = seriesDescription
        self.stack = stack
        self.regions = regions
    }

    /// Every series and every region.
    public static let all = Selection()

    /// True when a series is to be read.
    public func accepts(modality: String, seriesDescription description: String) -> Bool {
        if let modalities, !modalities.contains(modality) { return false }
        return seriesDescription.map { contains(description, pattern: $0) } ?? true
    }

    /// The label numbers that are chosen in label images, in order; empty when none is named.
    public var labels: [LabelChoice] {
        var labels: [LabelChoice] = []
        for selector in regions ?? [] {
            guard case .label(let label) = selector.rule else { continue }
            labels.append(LabelChoice(label: label, alias: selector.alias ?? "label-\(label)"))
        }
        return labels
    }

    /// Finds the chosen regions among the ROI names of one structure set.
    public func match(_ names: [String]) -> RegionMatch { match(names.map { RegionCandidate(name: $0) }) }

    /// Finds the chosen regions among those of one mask object.
    ///
    /// Selectors are tried in their order, each on the regions in theirs; a region goes to the first selector that fits it. Selectors by number
    /// or code are left out where no region has one.
    public func match(_ candidates: [RegionCandidate]) -> RegionMatch {
        let names = candidates.map(\.name)
        guard let regions else {
            return RegionMatch(regions: names.enumerated().map { RegionMatch.Region(index: $0, name: $1, alias: $1) }, unmatched: [])
        }
        var match = RegionMatch(regions: [], unmatched: [])
        for selector in regions where selector.concerns(candidates) {
            let fitting = candidates.indices.filter { selector.fits(candidates[$0]) }
            if fitting.isEmpty { match.unmatched.append(RegionMatch.Unmatched(selector: selector, available: names)) }
            for index in fitting where !match.regions.contains(where: { $0.index == index }) {
                match.regions.append(RegionMatch.Region(index: index, name: names[index], alias: selector.alias ?? names[index]))
            }
        }
        return match
    }

    /// The selection with every default written out: one `key=value` a line.
    public var canonicalText: String {
        var lines = [
            ("voxmark", "\(Recipe.schema)"), ("series.modality", modalities.map { $0.sorted().joined(separator: " ") } ?? "all"),
            ("series.description", seriesDescription.map(escaped) ?? "all"),
        ]
        lines += stack.canonical
        if let regions {
            for (index, selector) in regions.enumerated() { lines.append(("regions.\(1000 + index)", selector.canonical)) }
        } else {
            lines.append(("regions", "all"))
        }
        return canonicalLines(lines)
    }

    /// The SHA-256 of the canonical text, in hexadecimal.
    public var digest: String { sha256(canonicalText) }
}

/// A label of a label image, and the name under which its values appear.
public struct LabelChoice: Sendable, Hashable {
    /// The voxels' value.
    public let label: Int
    /// The name; `label-N` when the selection gives none.
    public let alias: String
}

/// One entry of a selection's regions.
public struct RegionSelector: Sendable, Hashable {
    /// How regions are recognised.
    public enum Rule: Sendable, Hashable {
        /// The exact ROI name.
        case name(String)
        /// A regular expression that the ROI name must contain; `^` and `$` bind it to the ends.
        case pattern(String)
        /// The number of a label in a label image, or of a segment.
        case label(Int)
        /// The code of a segment's category or type: scheme and value, such as `SCT:10200004`.
        case code(String)
    }

    /// How regions are recognised.
    public let rule: Rule
    /// The name that the region gets; nil keeps its own.
    public let alias: String?

    /// Pairs a rule with the name that the region gets.
    public init(_ rule: Rule, as alias: String? = nil) {
        self.rule = rule
        self.alias = alias
    }

    /// Whether the rule is about something that some of the regions have.
    func concerns(_ candidates: [RegionCandidate]) -> Bool {
        switch rule {
        case .name, .pattern: true
        case .label: candidates.contains { $0.number != nil }
        case .code: candidates.contains { !$0.codes.isEmpty }
        }
    }

    func fits(_ candidate: RegionCandidate) -> Bool {
        switch rule {
        case .name(let wanted): candidate.name == wanted
        case .pattern(let pattern): contains(candidate.name, pattern: pattern)
        case .label(let number): candidate.number == number
        case .code(let code): candidate.codes.contains(code)
        }
    }

    /// The rule in words.
    var text: String {
        switch rule {
        case .name(let name): "name \(name)"
        case .pattern(let pattern): "pattern \(pattern)"
        case .label(let label): "label \(label)"
        case .code(let code): "code \(code)"
        }
    }

    fileprivate var canonical: String { escaped(text) + (alias.map { " as \(escaped($0))" } ?? "") }
}

/// Which regions of a structure set a selection takes.
public struct RegionMatch: Sendable, Hashable {
    /// One region that is taken.
    public struct Region: Sendable, Hashable {
        /// Its place among the names that were given.
        public let index: Int
        /// Its ROI name.
        public let name: String
        /// The name under which its values appear.
        public let alias: String
    }

    /// A selector that fits no name.
    public struct Unmatched: Sendable, Hashable, CustomStringConvertible {
        /// The selector.
        public let selector: RegionSelector
        /// The names there are.
        public let available: [String]

        /// What was looked for and what there is, the most similar name first.
        public var description: String {
            guard !available.isEmpty else { return "no region fits \(selector.text); there are none" }
            var guess = ""
            if case .name(let name) = selector.rule, let near = nearestName(to: name, among: available) {
                guess = " (did you mean \(near)?)"
            }
            return "no region fits \(selector.text)\(guess); there are \(available.joined(separator: ", "))"
        }
    }

    /// The regions taken, in the order of the selectors.
    public var regions: [Region]
    /// The selectors that fit no name.
    public var unmatched: [Unmatched]

    /// Names that two or more of the taken regions would share, in order; such regions cannot be told apart.
    public var ambiguousAliases: [String] {
        var seen: Set<String> = []
        var ambiguous: [String] = []
        for region in regions where !seen.insert(region.alias).inserted && !ambiguous.contains(region.alias) {
            ambiguous.append(region.alias)
        }
        return ambiguous
    }
}

/// True when the pattern occurs in the text; patterns have been checked when the selection was read.
private func contains(_ text: String, pattern: String) -> Bool {
    guard let regex = try? Regex(pattern) else { return false }
    return text.contains(regex)
}

/// A text in quotes, in one line.
func escaped(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
}
