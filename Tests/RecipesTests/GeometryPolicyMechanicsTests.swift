import Testing
import Voxels

@testable import Recipes

struct GeometryPolicyMechanicsTests {
    private func recipe(_ geometry: String) throws -> Recipe { try Recipe.parse(recipeText(replacing: [14: "geometry: {\(geometry)}"])) }

    private func problems(_ geometry: String) -> [String] {
        do throws(RecipeError) {
            _ = try Recipe.parse(recipeText(replacing: [14: "geometry: {\(geometry)}"]))
            return []
        } catch {
            return error.problems.map(\.key)
        }
    }

    @Test func policiesAreRead() throws {
        #expect(try recipe("tilt: resample").geometry == GeometryTolerance(tilt: .resample))
        #expect(try recipe("missing-slices: split").geometry == GeometryTolerance(missingSlices: .split))
        #expect(try recipe("missing-slices: {interpolate: 2}").geometry == GeometryTolerance(missingSlices: .interpolate(2)))
        #expect(try recipe("tilt: refuse, missing-slices: refuse").geometry == GeometryTolerance())
    }

    @Test func whatIsNoPolicyIsReported() {
        #expect(problems("tilt: straighten") == ["geometry.tilt"])
        #expect(problems("missing-slices: interpolate") == ["geometry.missing-slices"])
        #expect(problems("missing-slices: {interpolate: 0}") == ["geometry.missing-slices.interpolate"])
        #expect(problems("missing-slices: {}") == ["geometry.missing-slices.interpolate"])
        #expect(problems("missing-slices: {skip: 1}").contains("geometry.missing-slices.skip"))
    }

    @Test func onlyPoliciesOtherThanTheDefaultAreInTheDigest() throws {
        let plain = try recipe("position: 0.1")
        #expect(try recipe("tilt: refuse, missing-slices: refuse").canonicalText == plain.canonicalText)
        let texts = ["tilt: resample", "missing-slices: split", "missing-slices: {interpolate: 1}", "missing-slices: {interpolate: 2}"]
        let others = try texts.map(recipe)
        #expect(Set((others + [plain]).map(\.digest)).count == 5)
        #expect(others.allSatisfy { $0.configuration == plain.configuration })
    }
}
