import Foundation
import Testing
import Voxels

@testable import Recipes

private func problems(_ text: String) -> [RecipeError.Problem] {
    do throws(RecipeError) {
        _ = try Recipe.parse(text, path: "test.yaml")
        return []
    } catch {
        return error.problems
    }
}

struct RecipeReaderMechanicsTests {
    /// One wrong line, where it must be reported, and words that the message must hold.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let line: Int
        let text: String
        let column: Int
        let key: String
        let words: [String]

        var testDescription: String { text }
    }

    static let wrong = [
        Wrong(line: 1, text: "voxmark: 2", column: 10, key: "voxmark", words: ["integer from 1 to 1", "\"2\""]),
        Wrong(line: 2, text: "name: a b", column: 7, key: "name", words: ["letters, digits"]),
        Wrong(line: 2, text: "name:", column: 6, key: "name", words: ["is missing"]),
        Wrong(line: 3, text: "block: 128", column: 8, key: "block", words: ["0 to 127", "128"]),
        Wrong(line: 3, text: "block: 1.5", column: 8, key: "block", words: ["integer"]),
        Wrong(line: 3, text: "block: \"16\"", column: 8, key: "block", words: ["integer"]),
        Wrong(line: 5, text: "  spacing: [2]", column: 12, key: "interpolation.spacing", words: ["[x, y] or [x, y, z]"]),
        Wrong(line: 5, text: "  spacing: [2, 0, 2]", column: 12, key: "interpolation.spacing", words: ["above 0", "[2, 0, 2]"]),
        Wrong(line: 5, text: "  spacing: two", column: 12, key: "interpolation.spacing", words: ["\"two\""]),
        Wrong(
            line: 6, text: "  image: cubik", column: 10, key: "interpolation.image",
            words: ["nearest, linear, cubic", "did you mean cubic?"]),
        Wrong(line: 6, text: "  imag: cubic", column: 3, key: "interpolation.imag", words: ["did you mean image?", "partial-volume"]),
        Wrong(
            line: 7, text: "resegmentation: 3", column: 17, key: "resegmentation", words: ["mapping", "range, outliers"]),
        Wrong(line: 8, text: "  range: [400, -500]", column: 10, key: "resegmentation.range", words: ["below its upper bound"]),
        Wrong(line: 8, text: "  range: [400, 400]", column: 10, key: "resegmentation.range", words: ["below its upper bound"]),
        Wrong(line: 8, text: "  range: [-.inf, .inf]", column: 10, key: "resegmentation.range", words: ["one of them must be a number"]),
        Wrong(line: 8, text: "  range: [low, high]", column: 10, key: "resegmentation.range", words: ["[lower, upper]"]),
        Wrong(line: 8, text: "  range: [-500, 400, 3]", column: 10, key: "resegmentation.range", words: ["[lower, upper]"]),
        Wrong(line: 10, text: "  texture: {bin-size: 0}", column: 23, key: "discretisation.texture.bin-size", words: ["above 0"]),
        Wrong(line: 10, text: "  texture: {bin-size: .inf}", column: 23, key: "discretisation.texture.bin-size", words: ["above 0"]),
        Wrong(line: 10, text: "  texture: {bin-number: 1}", column: 25, key: "discretisation.texture.bin-number", words: ["2 to 65535"]),
        Wrong(line: 10, text: "  texture: {bin-number: 8, bin-size: 2}", column: 12, key: "discretisation.texture", words: ["either"]),
        Wrong(line: 10, text: "  texture: {minimum: 8}", column: 12, key: "discretisation.texture", words: ["either"]),
        Wrong(
            line: 10, text: "  texture: {bin-number: 8, minimum: 2}", column: 37, key: "discretisation.texture.minimum",
            words: ["bin-size only"]),
        Wrong(
            line: 10, text: "  texture: {bin-size: 8, minimum: low}", column: 35, key: "discretisation.texture.minimum",
            words: ["range, region"]),
        Wrong(
            line: 10, text: "  texture: {bin-size: 8, minimum: 0}", column: 35, key: "discretisation.texture.minimum", words: ["lies above"]
        ),
        Wrong(
            line: 10, text: "  texture: 25", column: 12, key: "discretisation.texture", words: ["none, {bin-size: …} or {bin-number: …}"]),
        Wrong(line: 10, text: "  texture:", column: 11, key: "discretisation.texture", words: ["is missing"]),
        Wrong(line: 11, text: "  ihv: none", column: 3, key: "discretisation.ihv", words: ["did you mean ivh?"]),
        Wrong(line: 13, text: "  families: [glmc]", column: 14, key: "features.families", words: ["did you mean glcm?", "morphology"]),
        Wrong(line: 13, text: "  families: none", column: 13, key: "features.families", words: ["all or a list"]),
        Wrong(line: 14, text: "  aggregations: [4D]", column: 18, key: "features.aggregations", words: ["2.5D", "KOBO"]),
        Wrong(
            line: 14, text: "  spatial-autocorrelation: 1", column: 28, key: "features.spatial-autocorrelation",
            words: ["true, false", "\"1\""]),
        Wrong(line: 14, text: "  coarseness: -1", column: 15, key: "features.coarseness", words: ["0 to 65535"]),
    ]

    @Test(arguments: wrong) func wrongLineIsReportedWithItsPlaceAndWhatIsAllowed(wrong: Wrong) throws {
        var lines = [wrong.line: wrong.text]
        if wrong.text.hasPrefix("resegmentation: 3") {
            lines[8] = ""
            lines[10] = "  texture: none"
        }
        if wrong.key == "resegmentation.range" { lines[10] = "  texture: {bin-number: 32}" }
        let found = problems(recipeText(replacing: lines))
        let problem = try #require(found.first)
        #expect(found.count == 1)
        #expect(problem.line == wrong.line)
        #expect(problem.column == wrong.column)
        #expect(problem.key == wrong.key)
        for word in wrong.words { #expect(problem.message.contains(word), "\(problem)") }
    }

    @Test func validRecipeHasNoProblem() {
        #expect(problems(recipeText()) == [])
    }

    @Test func allProblemsAreReportedInTheOrderOfTheFile() {
        let found = problems(recipeText(replacing: [3: "block: 500", 6: "  image: best", 11: "  ivh: 7", 14: "  agregations: [3D]"]))
        #expect(found.map(\.line) == [3, 6, 11, 14])
    }

    @Test func errorReadsAsFileLineColumnKey() {
        let error = #expect(throws: RecipeError.self) { try Recipe.parse(recipeText(replacing: [3: "block: 500"]), path: "lab.yaml") }
        #expect(error?.description == "lab.yaml:3:8: block: must be an integer from 0 to 127; found \"500\"")
        #expect(error?.code == .invalid)
    }

    @Test func keyThatOccursTwiceIsAnErrorOfSyntax() throws {
        let error = #expect(throws: RecipeError.self) { try Recipe.parse(recipeText(replacing: [14: "  families: all"])) }
        #expect(error?.code == .syntax)
        #expect(error?.problems.first?.key == "families")
        #expect(error?.problems.first?.line == 13)
    }

    @Test func brokenYAMLNamesTheLine() {
        let error = #expect(throws: RecipeError.self) { try Recipe.parse(recipeText(replacing: [5: "  spacing: [2, 2"])) }
        #expect(error?.code == .syntax)
        #expect(error?.problems.first?.line == 6)
    }

    @Test(arguments: ["", "# nothing\n", "- a\n- b\n", "text"]) func whatIsNoMappingIsRefused(text: String) {
        #expect(problems(text).count == 1)
    }

    @Test func missingFileIsUnreadable() {
        let error = #expect(throws: RecipeError.self) { try Recipe.load(from: URL(filePath: "/nowhere/recipe.yaml")) }
        #expect(error?.code == .unreadable)
    }

    @Test func binsOfFixedSizeNeedAPlaceToBegin() {
        let found = problems(recipeText(replacing: [8: "  outliers: 3"]))
        #expect(found.map(\.line) == [10])
        #expect(found.first?.key == "discretisation.texture.minimum")
        #expect(problems(recipeText(replacing: [8: "  range: [null, 400]"])).map(\.line) == [10])
        #expect(problems(recipeText(replacing: [8: "  outliers: 3", 10: "  texture: {bin-size: 25, minimum: range}"])).map(\.line) == [10])
        #expect(problems(recipeText(replacing: [8: "  outliers: 3", 10: "  texture: {bin-size: 25, minimum: region}"])).isEmpty)
        #expect(problems(recipeText(replacing: [8: "  outliers: 3", 10: "  texture: {bin-size: 25, minimum: -3.5}"])).isEmpty)
    }

    @Test func missingKeysAreNamed() {
        let found = problems("features: {families: [statistics]}\n")
        #expect(found.map(\.key) == ["voxmark", "name", "block"])
        #expect(problems("voxmark: 1\nname: a\nblock: 16\n").map(\.key) == ["discretisation.texture"])
        #expect(problems("voxmark: 1\nname: a\nblock: 16\nfeatures: {families: [statistics]}\n") == [])
    }

    @Test func openBoundsAreInfinite() throws {
        let lower = try Recipe.parse(recipeText(replacing: [8: "  range: [0, null]"]))
        #expect(lower.resegmentation.range == 0...Double.infinity)
        #expect(lower.shorthand.contains("RS:[0,∞)"))
        let upper = try Recipe.parse(recipeText(replacing: [8: "  range: [-.inf, 3.5]", 10: "  texture: {bin-number: 32}"]))
        #expect(upper.resegmentation.range == -Double.infinity...3.5)
        #expect(upper.shorthand.contains("RS:(-∞,3.5]"))
    }

    @Test func aggregationsByCodeAndFamiliesInDeclarationOrder() throws {
        let recipe = try Recipe.parse(recipeText(replacing: [13: "  families: [glcm, morphology]", 14: "  aggregations: [IAZD, KOBO]"]))
        #expect(recipe.features.families == [.morphology, .glcm])
        #expect(recipe.features.aggregations == [.merged3D, .neighbourhood3D])
        let all = try Recipe.parse(recipeText(replacing: [14: "  aggregations: all"]))
        #expect(all.features.aggregations.count == 9)
    }

    @Test func geometryHasItsDefaults() throws {
        let plain = try Recipe.parse(recipeText())
        #expect(plain.geometry == GeometryTolerance())
        let loose = try Recipe.parse(recipeText() + "geometry: {position: 0.5}\n")
        #expect(loose.geometry == GeometryTolerance(position: 0.5))
        #expect(problems(recipeText() + "geometry: {position: -1}\n").map(\.line) == [15])
    }
}
