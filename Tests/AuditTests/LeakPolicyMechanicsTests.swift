import Recipes
import Testing

@testable import Audit

@Suite("Leak policies") struct LeakPolicyMechanicsTests {
    private let date = Array("2023-05-02".utf8)

    @Test("a policy adds to what is standard, unless it says not to; classes, places and texts bound each permission")
    func reading() throws {
        let policy = try LeakPolicy.parse(
            """
            voxmark: 1
            allow:
              - {class: [uid, id], in: "*.dcm"}
              - {class: comment, in: "out/features*.csv:region", text: CT Thorax}
            """)
        let standard = LeakPlace(file: "a/omop.sqlite", part: "measurement.measurement_date")
        #expect(policy.allows(.date, date, in: standard) && !policy.allows(.id, date, in: standard))
        #expect(policy.allows(.uid, date, in: LeakPlace(file: "x/y/seg.dcm", part: "(0008,0018)")))
        #expect(!policy.allows(.name, date, in: LeakPlace(file: "x/y/seg.dcm", part: "(0008,0018)")))
        let region = LeakPlace(file: "top/out/features-ct.csv", part: "region")
        #expect(policy.allows(.comment, Array("ct thorax".utf8), in: region) && !policy.allows(.comment, date, in: region))
        #expect(!policy.allows(.comment, Array("ct thorax".utf8), in: LeakPlace(file: "top/out/features-ct.csv", part: "date")))
        let strict = try LeakPolicy.parse("voxmark: 1\nstandard: false\n")
        #expect(!strict.allows(.date, date, in: standard))
    }

    @Test("what is standard holds for a column wherever the table went: a database, a dump, an export; and for no other column")
    func tables() {
        let policy = LeakPolicy.standard
        for (file, part) in [
            ("omop.sqlite", "visit_occurrence.visit_end_date"), ("a/omop.sql", "cdm.visit_occurrence.visit_end_date"),
            ("duckdb/visit_occurrence.csv", "visit_end_date"),
        ] {
            let place = LeakPlace(file: file, part: part)
            #expect(policy.allows(.date, date, in: place) && !policy.allows(.uid, date, in: place), "\(place)")
        }
        for (file, part) in [
            ("omop.sql", nil), ("omop.sql", "cdm.visit_occurrence.visit_source_value"), ("omop.sql", "visit_end_date"),
            ("visit_occurrence.csv", "visit_source_value"), ("my_visit_occurrence.csv", "visit_end_date"), ("visit_end_date", nil),
        ] {
            #expect(!policy.allows(.date, date, in: LeakPlace(file: file, part: part)), "\(file) \(part ?? "")")
        }
        #expect(policy.allows(.comment, Array("mammography".utf8), in: LeakPlace(file: "pack/CONCEPT.csv", part: "concept_name")))
    }

    @Test(
        "what is wrong is told with its line",
        arguments: [
            ("allow: []\n", 1, "voxmark: is missing"), ("voxmark: 1\nalow: []\n", 2, "did you mean allow?"),
            ("voxmark: 1\nallow:\n  - {class: dates, in: x}\n", 3, "did you mean date?"),
            ("voxmark: 1\nallow:\n  - {class: date}\n", 3, "in: is missing"),
            ("voxmark: 1\nallow:\n  - {class: [], in: x}\n", 3, "is an empty list"), ("voxmark: 1\nallow: all\n", 2, "must be a list"),
            ("voxmark: 1\nstandard: maybe\n", 2, "must be one of true, false"),
        ])
    func wrong(text: String, line: Int, words: String) throws {
        let error = try #require(throws: RecipeError.self) { try LeakPolicy.parse(text) }
        #expect(error.problems.first?.line == line && error.description.contains(words), "\(error)")
    }

    @Test(
        "patterns of places",
        arguments: [
            ("*", "", true), ("a*c", "abbc", true), ("a*c", "abcd", false), ("?b", "ab", true), ("*b*", "ab", true), ("", "a", false),
        ])
    func patterns(pattern: String, text: String, matches: Bool) {
        #expect(PlacePattern.matches(Array(pattern), Array(text)) == matches)
    }
}
