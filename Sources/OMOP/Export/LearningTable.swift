import Features
import Foundation
import Recipes

/// One wide table of a recipe's loaded regions: those of current cases that are done, of the newest version of recipe and engine.
///
/// A row for each region: person, study and image as pseudonyms, day, label, modality; the features in declared order; then what batches of images differ in. What is
/// missing is empty, and values are as they are, not harmonised.
public struct LearningTable {
    private let connection: SQLiteDatabase
    private let identity: RunIdentity
    private let concepts: [FeatureConcept]
    /// The columns in their order.
    public let columns: [TableColumn]

    /// Finds the columns of a recipe.
    ///
    /// - Parameters:
    ///   - database: the output.
    ///   - recipe: the recipe's name; nil for the only one.
    ///   - catalogue: all columns that a recipe can have, in declaration order.
    /// - Throws: `OMOPError` when there are no rows of the recipe, or of several and none is named.
    public init(_ database: StoredDatabase, recipe: String?, catalogue: [FeatureColumn]) throws(OMOPError) {
        connection = database.connection
        identity = try Self.identity(database, recipe, catalogue)
        concepts = try Self.concepts(identity, in: connection, of: database.path)
        let several = Set(concepts.map(\.configuration.number)).count > 1
        let features = concepts.map {
            TableColumn($0, named: several ? "\($0.configuration.number):\($0.column.tag)" : $0.column.tag)
        }
        columns = TableColumn.keys + features + TableColumn.batch
    }

    private static func identity(
        _ database: StoredDatabase, _ recipe: String?, _ catalogue: [FeatureColumn]
    ) throws(OMOPError) -> RunIdentity {
        let all = try database.connection.storedIdentities(catalogue: catalogue).filter { !$0.recipeDigest.isEmpty }
        let fitting = recipe.map { name in all.filter { $0.recipe == name } } ?? all
        guard let only = fitting.first, fitting.count == 1 else {
            let names = all.map(\.recipe).sorted().joined(separator: ", ")
            throw OMOPError(
                .noRecipe,
                fitting.isEmpty
                    ? "\(database.path) holds no rows of \(recipe.map { "recipe \($0)" } ?? "any recipe"); it has \(names.isEmpty ? "none" : names)"
                    : "\(database.path) holds rows of several recipes; name one with --recipe: \(names)")
        }
        return only
    }

    /// The features that the recipe has in this version: each of its regions tells of all of them, as a value or as a reason why there is none.
    private static func concepts(
        _ identity: RunIdentity, in database: SQLiteDatabase, of path: String
    ) throws(OMOPError) -> [FeatureConcept] {
        let regions = try database.rows(
            "SELECT min(r.region_id) \(Self.source)", .text(identity.recipe), .text(identity.recipeDigest),
            .integer(identity.numericsVersion)
        ) { $0.integer(0) }
        guard let region = regions.first ?? nil else {
            throw OMOPError(.noRecipe, "\(path) holds no loaded region of recipe \(identity.recipe) in its newest version; run it first")
        }
        let own = Set(try RegionOutcomes(database).of(region).keys)
        return try FeatureConcept.all(of: identity).filter { own.contains($0.id) }
    }

    /// The regions of the table; recipe, its digest and numerics version are bound.
    private static let source = """
        FROM voxmark_case c JOIN voxmark_region r ON r.case_key = c.case_key
        WHERE c.recipe = ? AND c.recipe_digest = ? AND c.numerics_version = ? AND c.state = 'done' AND c.superseded_by IS NULL
        """

    /// Writes the table, and beside it what `TableReport` says, as JSON.
    ///
    /// - Parameter path: the CSV file; `FILE.json` takes the place of `FILE.csv`.
    /// - Returns: what was written beside it.
    @discardableResult
    public func write(to path: String) throws(OMOPError) -> TableReport {
        var csv = try CSVWriter(path: path)
        try csv.write(columns.map(\.name))
        var summaries = [ColumnSummary](repeating: ColumnSummary(), count: columns.count)
        var counts = (rows: 0, persons: 0, last: "")
        let parameters = try AcquisitionReading(connection)
        let outcomes = try RegionOutcomes(connection)
        try forEachRegion { region throws(OMOPError) in
            if counts.rows == 0 || counts.last != region.keys[0] { counts.persons += 1 }
            counts.rows += 1
            counts.last = region.keys[0]
            var fields = region.keys
            for place in fields.indices { summaries[place].add(key: fields[place]) }
            let values = try outcomes.of(region.id)
            for concept in concepts { fields.append(Self.field(values[concept.id], &summaries[fields.count])) }
            let batch = try parameters.of(region.imageDigest) + region.spacing
            for value in batch {
                fields.append(value.text)
                if value.text.isEmpty {
                    summaries[fields.count - 1].addMissing()
                } else {
                    summaries[fields.count - 1].add(level: value.text, number: value.number, person: counts.persons)
                }
            }
            try csv.write(fields)
        }
        let report = try report(summaries, rows: counts.rows, persons: counts.persons)
        try csv.finish()
        try Self.write(report, beside: path)
        return report
    }

    private static func field(_ outcome: StoredRegion.Outcome?, _ summary: inout ColumnSummary) -> String {
        guard case .value(let number, let unit)? = outcome, number.isFinite else {
            summary.addMissing()
            return ""
        }
        summary.add(number, unit: unit)
        return number.description
    }

    private struct Region {
        let id: Int
        let keys: [String]
        let imageDigest: String
        let spacing: [AcquisitionReading.Value]
    }

    private func forEachRegion(_ body: (Region) throws(OMOPError) -> Void) throws(OMOPError) {
        let regions = try connection.prepare(
            """
            SELECT r.region_id, c.person_source_value, r.study, r.image, r.region_date, r.label, r.modality, r.image_digest, r.spacing_x,
            r.spacing_y, r.spacing_z
            \(Self.source) ORDER BY c.person_source_value, r.region_date, r.study, r.image, r.label, r.modality, c.case_key, r.region_number
            """)
        try regions.bind([.text(identity.recipe), .text(identity.recipeDigest), .integer(identity.numericsVersion)])
        while try regions.step() {
            try body(
                Region(
                    id: regions.integer(0) ?? 0, keys: (1...6).map { regions.text($0) ?? "" }, imageDigest: regions.text(7) ?? "",
                    spacing: (8...10).map { AcquisitionReading.Value(number: regions.real($0)) }))
        }
    }

    private func report(_ summaries: [ColumnSummary], rows: Int, persons: Int) throws(OMOPError) -> TableReport {
        let all = try connection.rows(
            """
            SELECT count(*) FROM voxmark_case c JOIN voxmark_region r ON r.case_key = c.case_key
            WHERE c.recipe = ? AND c.state = 'done' AND c.superseded_by IS NULL
            """, .text(identity.recipe)
        ) { $0.integer(0) ?? 0 }
        let described = zip(columns, summaries)
        return TableReport(
            schemaHash: TableColumn.schemaHash(columns, recipeDigest: identity.recipeDigest), recipe: identity.recipe,
            recipeDigest: identity.recipeDigest, numericsVersion: identity.numericsVersion, rows: rows, persons: persons,
            otherVersions: (all.first ?? rows) - rows, columns: described.map { $1.report($0) },
            batchLevels: Dictionary(
                described.filter { $0.0.kind == .batch }.map { ($0.name, $1.batchLevels) }, uniquingKeysWith: { first, _ in first }))
    }

    private static func write(_ report: TableReport, beside path: String) throws(OMOPError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let place = URL(filePath: path).deletingPathExtension().appendingPathExtension("json")
        do {
            try encoder.encode(report).write(to: place, options: .atomic)
        } catch {
            throw OMOPError(.file, "cannot write \(place.path); check that the folder exists and can be written", cause: error)
        }
    }
}

/// Reads the acquisition parameters of images; images that follow each other are often the same.
final class AcquisitionReading {
    /// A value, empty where there is none.
    struct Value {
        let text: String
        let number: Double?

        init(number: Double?) {
            let number = number.flatMap { $0.isFinite ? $0 : nil }
            text = number?.description ?? ""
            self.number = number
        }

        init(text: String) {
            self.text = text
            number = nil
        }
    }

    private let statement: SQLiteStatement
    private var last: (digest: String, values: [Value])?

    init(_ database: SQLiteDatabase) throws(OMOPError) {
        statement = try database.prepare("SELECT name, value_as_number, value_as_text FROM voxmark_acquisition WHERE image_digest = ?")
    }

    /// The parameters of an image in declared order.
    func of(_ digest: String) throws(OMOPError) -> [Value] {
        if let last, last.digest == digest { return last.values }
        var found: [String: Value] = [:]
        try statement.bind(digest, at: 1)
        while try statement.step() {
            let number = statement.real(1)
            found[statement.text(0) ?? ""] = number == nil ? Value(text: statement.text(2) ?? "") : Value(number: number)
        }
        statement.reset()
        let values = AcquisitionParameter.allCases.map { found[$0.rawValue] ?? Value(text: "") }
        last = (digest, values)
        return values
    }
}
