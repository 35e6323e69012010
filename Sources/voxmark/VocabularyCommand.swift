import ArgumentParser
import Batch
import Foundation
import OMOP
import Recipes

/// `voxmark vocabulary`: numbers a recipe's configuration and writes its concepts for a site.
struct VocabularyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vocabulary",
        abstract: "Give a recipe's configuration its number in the list beside it, and write the recipe's concepts.",
        discussion: """
            The list (NAME.concepts.csv) fixes the concept ids; its lines are appended and never change, and it travels with the recipe.

            With --output the concepts are written as Athena delivers vocabularies: CONCEPT.csv, VOCABULARY.csv, CONCEPT_CLASS.csv, \
            CONCEPT_RELATIONSHIP.csv, CONCEPT_SYNONYM.csv and SOURCE_TO_CONCEPT_MAP.csv, separated by tabs, to be added to a site's vocabulary \
            tables. The same recipes give the same bytes.

            Exit codes: 0 done, 2 a recipe cannot be used or two claim the same concepts, 4 a file cannot be written.
            """)

    @Argument(help: "Recipes.", completion: .file(extensions: ["yaml"]))
    var recipe: [String]

    @Option(help: ArgumentHelp("The folder for the concepts; made when missing.", valueName: "folder"), completion: .directory)
    var output: String?

    @Flag(
        name: .customLong("stand-alone"),
        help:
            "Add the rows of OHDSI's vocabularies that Voxmark uses, DOMAIN.csv and RELATIONSHIP.csv, for a database that has not loaded Athena's."
    )
    var isStandAlone = false

    func validate() throws {
        if isStandAlone && output == nil { throw ValidationError("--stand-alone needs an --output") }
    }

    func run() throws {
        var vocabularies: [RecipeVocabulary] = []
        for path in recipe {
            let vocabulary = try keepList(of: path)
            // The same recipe named twice has the same rows.
            if !vocabularies.contains(vocabulary) { vocabularies.append(vocabulary) }
        }
        guard let output else { return }
        for (file, rows) in try VocabularyPack(vocabularies, isStandAlone: isStandAlone).write(to: output) {
            Terminal.write("\(output)/\(file): \(rows) rows")
        }
    }

    /// Appends the recipe's configuration to its list when it is not there, and says so.
    private func keepList(of path: String) throws -> RecipeVocabulary {
        let url = URL(filePath: path)
        let recipe = try Recipe.load(from: url)
        var list = try ConceptList.load(beside: url)
        let known = list.entries.count
        let number = try list.append(recipe.configuration, description: recipe.configurationShorthand)
        let action = list.entries.count > known ? "added" : "listed already"
        Terminal.write("\(list.url.path): configuration \(number) \(action): \(recipe.configurationShorthand)")
        return RecipeVocabulary(recipe, list: list)
    }
}
