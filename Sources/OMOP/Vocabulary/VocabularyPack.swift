/// The vocabulary of some recipes as Athena delivers vocabularies: rows to be added to a site's vocabulary tables.
///
/// `CONCEPT_RELATIONSHIP` has a header only: a target of “Maps to” exists at some sites and not at others (`StandardMeasures`). The same recipes
/// give the same bytes.
public struct VocabularyPack: Sendable {
    /// A file of the pack: a table of the CDM with its official columns.
    struct Table: Sendable {
        let name: String
        let columns: [String]
        let rows: [[String]]
    }

    /// The recipes.
    public let recipes: [RecipeVocabulary]
    /// With the rows of OHDSI's vocabularies that Voxmark uses, for a database that holds none of them.
    public let isStandAlone: Bool

    let features: [FeatureConcept]

    /// Lists the concepts of some recipes.
    ///
    /// - Parameter isStandAlone: adds concept 0 and the UCUM, Type Concept, Gender and CDM concepts that Voxmark uses; a site that has loaded Athena's
    ///   vocabularies has these rows, and adding them would break its keys.
    /// - Throws: `OMOPError` when two recipes claim one id or one code, when a code is too long, or when an id is out of range.
    public init(_ recipes: [RecipeVocabulary], isStandAlone: Bool = false) throws(OMOPError) {
        self.recipes = recipes
        self.isStandAlone = isStandAlone
        var features: [FeatureConcept] = []
        for recipe in recipes {
            if let other = recipes.first(where: { $0 != recipe && ($0.recipe == recipe.recipe || $0.block == recipe.block) }) {
                throw OMOPError(
                    .conceptTaken,
                    "the recipes \(other.recipe) (block \(other.block)) and \(recipe.recipe) (block \(recipe.block)) claim the same concepts; "
                        + "give one of them another block and a name of its own")
            }
            features += try FeatureConcept.all(of: recipe)
        }
        self.features = features.sorted { $0.id < $1.id }
    }

    /// The concepts, by ascending id.
    var concepts: [StandardConcept] {
        (isStandAlone ? StandardConcept.all.sorted { $0.id < $1.id } : []) + LocalConcept.all + features.map(\.row)
    }

    /// The files.
    var tables: [Table] {
        [conceptTable, vocabularyTable, classTable, relationshipTable, synonymTable, mapTable]
            + (isStandAlone ? [domainTable, relationsTable] : [])
    }

    private var conceptTable: Table {
        Table(
            name: "CONCEPT",
            columns: [
                "concept_id", "concept_name", "domain_id", "vocabulary_id", "concept_class_id", "standard_concept", "concept_code",
                "valid_start_date", "valid_end_date", "invalid_reason",
            ],
            rows: concepts.map {
                [
                    String($0.id), $0.name, $0.domain, $0.vocabulary, $0.conceptClass, $0.standard ?? "", $0.code,
                    $0.validFrom.replacing("-", with: ""), Self.validEnd, "",
                ]
            })
    }

    private var vocabularyTable: Table {
        let rows = LocalVocabulary.vocabularies.filter { isStandAlone || $0.id == LocalVocabulary.id }
        return Table(
            name: "VOCABULARY",
            columns: ["vocabulary_id", "vocabulary_name", "vocabulary_reference", "vocabulary_version", "vocabulary_concept_id"],
            rows: rows.map { row in
                let isOurs = row.id == "None" || row.id == LocalVocabulary.id
                return [row.id, row.name, row.reference, isOurs ? LocalVocabulary.version : "", "0"]
            })
    }

    private var classTable: Table {
        let names = isStandAlone ? LocalVocabulary.classes : [LocalVocabulary.featureClass]
        return Table(
            name: "CONCEPT_CLASS", columns: ["concept_class_id", "concept_class_name", "concept_class_concept_id"],
            rows: names.map { [$0, $0, "0"] })
    }

    private var domainTable: Table {
        Table(
            name: "DOMAIN", columns: ["domain_id", "domain_name", "domain_concept_id"],
            rows: LocalVocabulary.domains.map { [$0, $0, "0"] })
    }

    private var relationsTable: Table {
        Table(
            name: "RELATIONSHIP",
            columns: [
                "relationship_id", "relationship_name", "is_hierarchical", "defines_ancestry", "reverse_relationship_id",
                "relationship_concept_id",
            ],
            rows: LocalVocabulary.relationships.map {
                [$0.id, $0.name, $0.isHierarchical ? "1" : "0", $0.definesAncestry ? "1" : "0", $0.reverse, "0"]
            })
    }

    private var relationshipTable: Table {
        Table(
            name: "CONCEPT_RELATIONSHIP",
            columns: ["concept_id_1", "concept_id_2", "relationship_id", "valid_start_date", "valid_end_date", "invalid_reason"], rows: [])
    }

    /// English is a concept of SNOMED, which a site with Athena's vocabularies has and a stand-alone database has not.
    private var synonymTable: Table {
        let language = String(isStandAlone ? 0 : StandardConcept.english)
        return Table(
            name: "CONCEPT_SYNONYM", columns: ["concept_id", "concept_synonym_name", "language_concept_id"],
            rows: features.flatMap { feature in feature.synonyms.map { [String(feature.id), $0, language] } })
    }

    /// Concept 0 as target: no standard concept is known for all sites.
    private var mapTable: Table {
        Table(
            name: "SOURCE_TO_CONCEPT_MAP",
            columns: [
                "source_code", "source_concept_id", "source_vocabulary_id", "source_code_description", "target_concept_id",
                "target_vocabulary_id", "valid_start_date", "valid_end_date", "invalid_reason",
            ],
            rows: features.map {
                [$0.code, String($0.id), LocalVocabulary.id, $0.name, "0", "None", Self.validStart, Self.validEnd, ""]
            })
    }

    private static let validStart = "19700101"
    private static let validEnd = "20991231"
}
