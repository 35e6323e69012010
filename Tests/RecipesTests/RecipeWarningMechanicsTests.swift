import Recipes
import Testing

struct RecipeWarningMechanicsTests {
    private func warnings(_ lines: [Int: String]) throws -> [String] {
        try Recipe.parse(recipeText(replacing: lines)).warnings
    }

    @Test func ordinaryRecipeHasNoWarning() throws {
        #expect(try warnings([:]) == [])
    }

    @Test func aggregationWithinSlicesAfterResamplingAcrossThem() throws {
        let found = try warnings([14: "  aggregations: [2D, 3D]"])
        #expect(found.count == 1)
        #expect(found.first?.contains("2D:avg (BTW3)") == true)
    }

    @Test func aggregationAcrossSlicesAfterResamplingWithinThem() throws {
        let found = try warnings([5: "  spacing: [2, 2]"])
        #expect(found.count == 1)
        #expect(found.first?.contains("3D (KOBO)") == true)
    }

    @Test func unusualBins() throws {
        #expect(try warnings([10: "  texture: {bin-number: 3}"]).count == 1)
        #expect(try warnings([10: "  texture: {bin-number: 2000}"]).count == 1)
        #expect(try warnings([10: "  texture: {bin-size: 0.5}"]).count == 1)
        #expect(try warnings([10: "  texture: {bin-size: 25, minimum: region}"]).count == 1)
        #expect(try warnings([11: "  ivh: {bin-number: 1000}"]) == [])
    }

    @Test func binsWithoutAFloor() throws {
        #expect(try warnings([8: "  outliers: 3", 10: "  texture: {bin-size: 25, minimum: 0}"]).count == 1)
    }

    @Test func noGreyLevelsAfterInterpolation() throws {
        #expect(try warnings([10: "  texture: none"]).count == 1)
        #expect(try warnings([6: "  image: linear\n  rounding: integer", 10: "  texture: none"]) == [])
    }

    @Test func reservedBlock() throws {
        #expect(try warnings([3: "block: 6"]).first?.contains("reserved") == true)
    }
}
