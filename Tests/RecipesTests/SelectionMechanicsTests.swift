import Foundation
import Testing

@testable import Recipes

struct SelectionMechanicsTests {
    private let names = ["Body", "GTV-1", "gtv 1", "Lung_L", "Lung_R"]

    private func problems(_ text: String) -> [RecipeError.Problem] {
        do throws(RecipeError) {
            _ = try Selection.parse(text)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func withoutAFileEveryRegionIsTaken() {
        let match = Selection.all.match(names)
        #expect(match.regions.map(\.name) == names)
        #expect(match.regions.map(\.alias) == names)
        #expect(match.unmatched.isEmpty)
        #expect(Selection.all.accepts(modality: "CT", seriesDescription: ""))
    }

    @Test func namesPatternsAndAliases() throws {
        let selection = try Selection.parse(
            """
            voxmark: 1
            regions:
              - {name: GTV-1}
              - {pattern: "(?i)^gtv[ _-]?1$", as: tumour}
              - {pattern: ^Lung}
            """)
        let match = selection.match(names)
        #expect(match.regions.map(\.index) == [1, 2, 3, 4])
        #expect(match.regions.map(\.alias) == ["GTV-1", "tumour", "Lung_L", "Lung_R"])
        #expect(match.ambiguousAliases == [])
    }

    @Test func selectorThatFitsNothingNamesWhatThereIs() throws {
        let selection = try Selection.parse("voxmark: 1\nregions: [{name: Lung_M}, {pattern: ^PTV, as: ptv}]\n")
        let match = selection.match(names)
        #expect(match.regions.isEmpty)
        #expect(match.unmatched.count == 2)
        #expect(match.unmatched.first?.description.contains("did you mean Lung_L?") == true)
        #expect(match.unmatched.last?.description.contains("Body, GTV-1, gtv 1, Lung_L, Lung_R") == true)
    }

    @Test func regionsThatWouldShareANameAreReported() throws {
        let selection = try Selection.parse("voxmark: 1\nregions: [{pattern: ^Lung, as: lung}]\n")
        #expect(selection.match(names).ambiguousAliases == ["lung"])
    }

    @Test func labelsOfLabelImages() throws {
        let selection = try Selection.parse("voxmark: 1\nregions: [{label: 3, as: liver}, {label: 7}]\n")
        #expect(selection.labels == [LabelChoice(label: 3, alias: "liver"), LabelChoice(label: 7, alias: "label-7")])
        #expect(selection.match(names).regions.isEmpty)
    }

    @Test func seriesAreChosenByModalityAndDescription() throws {
        let selection = try Selection.parse("voxmark: 1\nseries: {modality: [CT, MR], description: (?i)chest}\n")
        #expect(selection.accepts(modality: "CT", seriesDescription: "CHEST 3 mm"))
        #expect(!selection.accepts(modality: "CT", seriesDescription: "abdomen"))
        #expect(!selection.accepts(modality: "PT", seriesDescription: "chest"))
        #expect(try Selection.parse("voxmark: 1\nseries: {modality: CT}\n").modalities == ["CT"])
    }

    @Test(arguments: [
        ("voxmark: 1\nregion: all\n", 2, "region"), ("voxmark: 1\nregions: some\n", 2, "regions"),
        ("voxmark: 1\nregions: []\n", 2, "regions"),
        ("voxmark: 1\nregions:\n  - {pattern: '(a'}\n", 3, "regions[0].pattern"),
        ("voxmark: 1\nregions:\n  - {name: a, label: 2}\n", 3, "regions[0]"),
        ("voxmark: 1\nregions:\n  - {name: a}\n  - {as: b}\n", 4, "regions[1]"),
        ("voxmark: 1\nregions:\n  - {label: 0}\n", 3, "regions[0].label"),
        ("voxmark: 1\nregions:\n  - {nam: a}\n", 3, "regions[0].nam"), ("voxmark: 1\nseries: {modality: ct}\n", 2, "series.modality"),
        ("voxmark: 1\nseries: {description: '['}\n", 2, "series.description"), ("regions: all\n", 1, "voxmark"),
    ])
    func wrongSelectionNamesLineAndKey(text: String, line: Int, key: String) {
        let found = problems(text)
        #expect(found.contains { $0.line == line && $0.key == key }, "\(found)")
    }

    @Test func digestHoldsForOtherNotationOnly() throws {
        let first = try Selection.parse("voxmark: 1\nseries: {modality: [CT, MR]}\nregions: [{name: a}, {name: b}]\n")
        let same = try Selection.parse("regions:\n- name: a\n- name: b\nseries:\n  modality:\n  - MR\n  - CT\nvoxmark: 1\n")
        let order = try Selection.parse("voxmark: 1\nseries: {modality: [CT, MR]}\nregions: [{name: b}, {name: a}]\n")
        #expect(first.digest == same.digest)
        #expect(first.digest != order.digest)
        #expect(Selection.all.digest == (try Selection.parse("voxmark: 1\nregions: all\n").digest))
    }

    @Test func examplesOfTheReadmeAreRead() throws {
        let readme = try String(contentsOf: ShippedRecipesOracleTests.folder.appending(path: "README.md"), encoding: .utf8)
        let examples = try readme.components(separatedBy: "```yaml\n").dropFirst().map {
            try #require($0.components(separatedBy: "```").first)
        }
        try #require(examples.count == 3)
        let recipe = try Recipe.parse(recipeText() + examples[0])
        #expect(recipe.masks.regions.map(\.name) == ["GTV-all", "overlap", "healthy-liver", "rim", "main"])
        let spellings = try Selection.parse(examples[2])
        #expect(spellings.match(["Tumor"]).regions.map(\.alias) == ["GTV"])
        #expect(spellings.match(["GTV-1", "tumour"]).ambiguousAliases == ["GTV"])
        let selection = try Selection.parse(examples[1])
        #expect(selection.regions?.count == 4)
        #expect(selection.match(["GTV-1", "gtv 1"]).regions.map(\.alias) == ["GTV-1", "GTV-1"])
        #expect(selection.accepts(modality: "CT", seriesDescription: "Chest 1.0"))
        #expect(selection.labels.map(\.alias) == ["liver"])
    }
}
