import Foundation
import Recipes
import Yams

/// Which identifiers may stand where.
///
/// A policy never hides anything: what it allows is counted in the report too.
public struct LeakPolicy: Sendable, Hashable {
    /// One permission.
    public struct Permission: Sendable, Hashable {
        /// The classes that it allows.
        public let classes: Set<IdentifierClass>
        /// Where: a pattern of file and part, joined by a colon.
        public let place: PlacePattern
        /// The only string that it allows, in any case; nil for all.
        public let text: String?

        /// Makes a permission.
        public init(_ classes: Set<IdentifierClass>, in place: PlacePattern, text: String? = nil) {
            self.classes = classes
            self.place = place
            self.text = text
        }
    }

    /// The permissions; one suffices.
    public var permissions: [Permission]

    /// Makes a policy.
    public init(permissions: [Permission]) {
        self.permissions = permissions
    }

    /// What a run writes on purpose: the dates of measurements, visits, procedures and images, in the columns for them; and the program's own words,
    /// which a name or folder of the archive may share.
    public static let standard = LeakPolicy(permissions: dates + words)

    private static let dates =
        ([
            "measurement.measurement_date", "measurement.measurement_datetime",
            "observation_period.observation_period_start_date", "observation_period.observation_period_end_date",
            "visit_occurrence.visit_start_date", "visit_occurrence.visit_end_date",
            "procedure_occurrence.procedure_date", "procedure_occurrence.procedure_end_date",
            "image_occurrence.image_occurrence_date", "voxmark_region.region_date", "voxmark_study_name.study_date",
        ].flatMap(places) + ["features*.csv:date", "records*.csv:date", "*.csv:region_date"].map { PlacePattern($0) })
        .map { Permission([.date], in: $0) }

    /// Names of tables and columns, of concepts, and the kinds of objects.
    private static let words =
        (["concept.*", "concept_synonym.*", "vocabulary.*", "voxmark_region.mask_kind"].flatMap(places) + [
            PlacePattern("*.sqlite:sqlite_schema.*")
        ])
        .map { Permission(Set(IdentifierClass.allCases), in: $0) }
        + ["RTSTRUCT", "SEG"].map { Permission([.path], in: PlacePattern("*run-report.json"), text: $0) }

    /// A column (`table.column`) in a database, in a dump of one with its schemas, and in the CSV file of an exported table or of Athena's.
    private static func places(_ column: String) -> [PlacePattern] {
        let parts = column.split(separator: ".")
        return ["*.sqlite:\(column)", "*.sql:*.\(column)", "\(parts[0]).csv:\(parts[1])", "\(parts[0].uppercased()).csv:\(parts[1])"]
            .map { PlacePattern($0) }
    }

    /// Whether a string of a class may stand in a place.
    func allows(_ identifierClass: IdentifierClass, _ text: [UInt8], in place: LeakPlace) -> Bool {
        permissions.contains { permission in
            permission.classes.contains(identifierClass) && permission.place.matches(place)
                && (permission.text.map { $0.utf8.map(IdentifierMatcher.fold) == text } ?? true)
        }
    }
}

extension LeakPolicy {
    /// Reads a policy file.
    ///
    /// - Throws: `RecipeError` with everything that is wrong with the file.
    public static func load(from url: URL) throws(RecipeError) -> LeakPolicy {
        try parse(readText(url), path: url.path)
    }

    /// Reads a policy from YAML text; `path` names it in messages.
    ///
    /// - Throws: `RecipeError` with everything that is wrong with the text.
    public static func parse(_ text: String, path: String = "policy") throws(RecipeError) -> LeakPolicy {
        let root = try composeYAML(text, path: path)
        var reader = LeakPolicyReader()
        let policy = reader.policy(root)
        try reader.problems.check(path: path)
        return policy
    }
}

/// Turns a YAML document into a policy and gathers what is wrong with it.
private struct LeakPolicyReader {
    var problems = Problems()

    mutating func policy(_ root: Node) -> LeakPolicy {
        var policy = LeakPolicy(permissions: [])
        guard let top = YAMLSection(root, key: "", allowed: ["voxmark", "standard", "allow"], problems: &problems) else { return policy }
        top.require("voxmark", "the version of the schema, \(Recipe.schema)", &problems)
        _ = top.integer("voxmark", Recipe.schema...Recipe.schema, &problems)
        if top.choice("standard", ["true": true, "false": false], &problems) ?? true { policy = .standard }
        guard let node = top.node("allow") else { return policy }
        guard let list = node.sequence else {
            problems.add(node.mark, "allow", "must be a list of {class: …, in: …}; found \(node.found)")
            return policy
        }
        policy.permissions += list.enumerated().compactMap { permission($1, key: "allow[\($0)]") }
        return policy
    }

    private mutating func permission(_ node: Node, key: String) -> LeakPolicy.Permission? {
        guard let section = YAMLSection(node, key: key, allowed: ["class", "in", "text"], problems: &problems) else { return nil }
        section.require("class", "one of \(Self.names.joined(separator: ", ")), or a list of them", &problems)
        section.require("in", "a place, such as \"omop.sqlite:measurement.measurement_date\"", &problems)
        let text = section.text("text", &problems)
        guard let classes = classes(section), let place = section.text("in", &problems) else { return nil }
        return LeakPolicy.Permission(classes, in: PlacePattern(place), text: text)
    }

    private static let names = IdentifierClass.allCases.map(\.rawValue)

    private mutating func classes(_ section: YAMLSection) -> Set<IdentifierClass>? {
        guard let node = section.node("class") else { return nil }
        let items = node.sequence.map { Array($0) } ?? [node]
        var classes: Set<IdentifierClass> = []
        for item in items {
            guard let one = item.word.flatMap(IdentifierClass.init) else {
                problems.add(item.mark, section.path("class"), YAMLSection.notAmong(item, Self.names))
                return nil
            }
            classes.insert(one)
        }
        if classes.isEmpty { problems.add(node.mark, section.path("class"), "is an empty list; name a class") }
        return classes.isEmpty ? nil : classes
    }
}
