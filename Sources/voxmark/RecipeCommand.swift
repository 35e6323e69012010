import ArgumentParser
import Foundation
import Recipes

/// `voxmark recipe`: looks after recipe files.
struct RecipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipe", abstract: "Check a recipe.", subcommands: [Check.self])

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
}
