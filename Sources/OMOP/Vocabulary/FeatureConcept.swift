import Features
import Recipes

/// The local concept of one feature column in one configuration of a recipe.
struct FeatureConcept: Sendable, Hashable {
    let column: FeatureColumn
    let configuration: RunIdentity.Configuration
    let id: Int
    let code: String
    let name: String

    /// The concepts of a recipe, configuration by configuration, each in declaration order.
    static func all(of vocabulary: RecipeVocabulary) throws(OMOPError) -> [FeatureConcept] {
        var concepts: [FeatureConcept] = []
        concepts.reserveCapacity(vocabulary.configurations.count * vocabulary.columns.count)
        for configuration in vocabulary.configurations {
            for column in vocabulary.columns { concepts.append(try FeatureConcept(column, in: configuration, of: vocabulary)) }
        }
        return concepts
    }

    /// The concepts of a run.
    static func all(of run: RunIdentity) throws(OMOPError) -> [FeatureConcept] { try all(of: run.vocabulary) }

    init(_ column: FeatureColumn, in configuration: RunIdentity.Configuration, of vocabulary: RecipeVocabulary) throws(OMOPError) {
        self.column = column
        self.configuration = configuration
        id = try Self.id(block: vocabulary.block, configuration: configuration.number, slot: column.slot)
        code = "\(vocabulary.recipe).\(configuration.number):\(column.tag)"
        guard code.unicodeScalars.count <= 50 else {
            throw OMOPError(
                .textTooLong,
                "the concept code \(code) is longer than 50 characters; give the recipe \(vocabulary.recipe) a shorter name")
        }
        guard column.tag.unicodeScalars.count <= 50 else {
            throw OMOPError(.textTooLong, "the feature tag \(column.tag) is longer than the 50 characters of measurement_source_value")
        }
        name = Self.name(column, configuration, recipe: vocabulary.recipe)
    }

    /// The concept's row.
    var row: StandardConcept {
        StandardConcept(
            id: id, name: name, domain: "Measurement", vocabulary: LocalVocabulary.id, conceptClass: LocalVocabulary.featureClass,
            standard: nil, code: code)
    }

    /// The id by arithmetic, the same at every site (`ConceptID`).
    static func id(block: Int, configuration: Int, slot: Int) throws(OMOPError) -> Int {
        do {
            return try ConceptID.id(block: block, n: configuration, slot: slot)
        } catch {
            throw OMOPError(.outOfRange, "\(error)")
        }
    }

    private static func name(_ column: FeatureColumn, _ configuration: RunIdentity.Configuration, recipe: String) -> String {
        let feature = column.declaration
        let origin = feature.code.isEmpty ? "not IBSI" : "IBSI \(feature.code), \(feature.family.code)"
        let name =
            "\(feature.name) (\(origin)), \(column.aggregation.readable) (\(column.aggregation.rawValue)), "
            + "\(recipe) configuration \(configuration.number): \(configuration.shorthand)"
        // voxmark_configuration holds the whole short-hand.
        return name.unicodeScalars.count <= 255 ? name : String(String.UnicodeScalarView(name.unicodeScalars.prefix(254))) + "…"
    }
}

extension Aggregation {
    /// The aggregation in words.
    public var readable: String {
        switch self {
        case .volume: "volume"
        case .averaged2D: "2D averaged"
        case .sliceMerged2D: "2D slice-merged"
        case .directionMerged25D: "2.5D direction-merged"
        case .merged25D: "2.5D merged"
        case .averaged3D: "3D averaged"
        case .merged3D: "3D merged"
        case .slices2D: "2D"
        case .slices25D: "2.5D"
        case .neighbourhood3D: "3D"
        }
    }
}
