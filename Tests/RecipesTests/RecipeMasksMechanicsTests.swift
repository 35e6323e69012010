import Segmentation
import Testing

@testable import Recipes

@Suite("Masks and regions of a recipe") struct RecipeMasksMechanicsTests {
    private func recipe(_ lines: String) throws -> Recipe { try Recipe.parse(recipeText() + lines) }

    @Test("every operation is read, and written into digest and configuration; defaults are not")
    func operations() throws {
        let plain = try recipe("")
        #expect(plain.masks == Recipe.Masks() && !plain.canonicalText.contains("masks.") && !plain.canonicalText.contains("regions."))
        let said = try recipe("masks: {fractional-threshold: 0.5, unknown-frame: refuse}\n")
        #expect(said.digest == plain.digest && said.configuration == plain.configuration)
        let full = try recipe(
            """
            masks: {fractional-threshold: 0.25, unknown-frame: trust}
            regions:
              - {name: all, union: [GTV1, GTV2]}
              - {name: both, intersection: [GTV1, GTV2]}
              - {name: healthy, difference: [liver, all]}
              - {name: rim, ring: all, outside: 5, inside: 1.5, within: liver}
              - {name: main, largest-component: all}

            """)
        #expect(full.masks.fractionalThreshold == 0.25 && full.masks.trustsUnknownFrame)
        #expect(
            full.masks.regions.map(\.operation) == [
                .union(["GTV1", "GTV2"]), .intersection(["GTV1", "GTV2"]), .difference(["liver", "all"]),
                .ring(of: "all", outside: 5, inside: 1.5, within: "liver"), .largestComponent(of: "all"),
            ])
        #expect(full.digest != plain.digest && full.configuration != plain.configuration)
        #expect(full.canonicalText.contains("regions.1003=\"rim\" ring of \"all\" outside 5 inside 1.5 within \"liver\"\n"))
        let wider = try recipe("regions:\n  - {name: rim, ring: GTV, outside: 5}\n")
        let widest = try recipe("regions:\n  - {name: rim, ring: GTV, outside: 6}\n")
        #expect(wider.configuration != widest.configuration)
    }

    @Test(
        "what makes no sense is told with its place",
        arguments: [
            ("regions: {name: a}\n", "must be a list"), ("regions:\n  - {name: a}\n", "exactly one of union"),
            ("regions:\n  - {union: [a, b]}\n", "is missing"), ("regions:\n  - {name: u, union: [a]}\n", "two or more"),
            ("regions:\n  - {name: u, union: [a, a]}\n", "two or more different"),
            ("regions:\n  - {name: r, ring: a}\n", "a width above 0"),
            ("regions:\n  - {name: r, ring: a, outside: -1}\n", "a length in mm"),
            ("regions:\n  - {name: u, union: [a, b], outside: 2}\n", "goes with ring only"),
            ("regions:\n  - {name: u, union: [u, b]}\n", "cannot be made of itself"),
            ("regions:\n  - {name: u, union: [v, b]}\n  - {name: v, union: [a, b]}\n", "defined only behind it"),
            ("regions:\n  - {name: u, union: [a, b]}\n  - {name: u, union: [a, c]}\n", "two regions are called u"),
            ("masks: {fractional-threshold: 0}\n", "above 0, at most 1"), ("masks: {unknown-frame: yes}\n", "refuse, trust"),
        ])
    func nonsense(text: String, told: String) throws {
        let error = #expect(throws: RecipeError.self) { try recipe(text) }
        #expect(error?.description.contains(told) == true, "\(String(describing: error))")
        #expect(error?.problems.first?.line ?? 0 >= 15)
    }
}

@Suite("Selection of segments") struct SegmentSelectionMechanicsTests {
    private let segments = [
        RegionCandidate(name: "Liver", number: 1, codes: ["SCT:10200004", "SCT:123037004"]),
        RegionCandidate(name: "Lesion", number: 2, codes: ["SCT:4147007", "SCT:49755003"]),
        RegionCandidate(name: "Lesion", number: 3, codes: ["SCT:4147007", "SCT:49755003"]),
    ]

    @Test("by number, by name, by code of type or category")
    func rules() throws {
        func labels(_ regions: String) throws -> [String] {
            try Selection.parse("voxmark: 1\nregions:\n\(regions)").match(segments).regions.map { "\($0.index) \($0.alias)" }
        }
        #expect(try labels("  - {label: 3, as: second}\n  - {code: 'SCT:10200004'}\n") == ["2 second", "0 Liver"])
        #expect(try labels("  - {code: 'SCT:49755003'}\n") == ["1 Lesion", "2 Lesion"])
        #expect(try labels("  - {name: Liver, as: organ}\n") == ["0 organ"])
        let missing = try Selection.parse("voxmark: 1\nregions:\n  - {code: 'SCT:1'}\n").match(segments)
        #expect(missing.unmatched.first?.description.contains("no region fits code SCT:1") == true)
    }

    @Test("numbers and codes do not concern structure sets; a code needs its scheme")
    func concerns() throws {
        let selection = try Selection.parse("voxmark: 1\nregions:\n  - {code: 'SCT:1'}\n  - {label: 2}\n")
        #expect(selection.match(["GTV"]).unmatched.isEmpty && selection.canonicalText.contains("code SCT:1"))
        #expect(throws: RecipeError.self) { try Selection.parse("voxmark: 1\nregions:\n  - {code: '10200004'}\n") }
    }
}
