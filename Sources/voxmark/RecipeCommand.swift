import ArgumentParser
import Foundation
import Recipes

/// `voxmark recipe`: looks after recipe files.
struct RecipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipe", abstract: "Check a recipe, or list its configuration for concept ids.",
        subcommands: [Check.self, Concepts.self])

    /// `voxmark recipe check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a recipe with its defaults, its digest and what it does in IBSI's short-hand.",
            discussion: "Exit codes: 0 the recipe can be used, 2 it cannot; each problem is named with its line.")

        @Argument(help: "The recipe.", completion: .file(extensions: ["yaml"]))
        var file: String

        func run() throws {
            let recipe = try Recipe.load(from: URL(filePath: file))
            Terminal.write(recipe.report.joined(separator: "\n"))
        }
    }

    /// `voxmark recipe concepts`.
    struct Concepts: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a recipe's configuration to the list beside it (NAME.concepts.csv), which fixes its concept ids.",
            discussion: "Lines are appended and never change; the list travels with the recipe.")

        @Argument(help: "The recipe.", completion: .file(extensions: ["yaml"]))
        var file: String

        func run() throws {
            let url = URL(filePath: file)
            let recipe = try Recipe.load(from: url)
            var list = try ConceptList.load(beside: url)
            let known = list.entries.count
            let number = try list.append(recipe.configuration, description: recipe.configurationShorthand)
            let action = list.entries.count > known ? "added" : "listed already"
            Terminal.write("\(list.url.path): configuration \(number) \(action): \(recipe.configurationShorthand)")
        }
    }
}
