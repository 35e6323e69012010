import Features
import Testing
import Voxels

@testable import Recipes

/// The sections of a recipe that belong to one modality, and normalisation.
struct ModalityRecipeMechanicsTests {
    private func recipe(_ section: String) throws -> Recipe { try Recipe.parse(recipeText() + section + "\n") }

    @Test func sectionsAreRead() throws {
        #expect(try recipe("modalities: [PT, CT]").modality.modalities == ["CT", "PT"])
        for uptake in StandardisedUptake.allCases { #expect(try recipe("pet: {suv: \(uptake.rawValue)}").modality.uptake == uptake) }
        for scaling in MagneticScaling.allCases { #expect(try recipe("mr: {scaling: \(scaling.rawValue)}").modality.magnetic == scaling) }
        let projection = try recipe("projection: {intent: both, spacing: [0.1, 0.2]}").modality.projection
        #expect(projection == ProjectionPolicy(intent: .both, spacing: .stated(0.1, 0.2)))
        #expect(try recipe("projection: {intent: processing, spacing: object}").modality.projection.spacing == .object)
        let percentile = try recipe("normalise: {method: percentile, from: body, percentiles: [2, 98], scale: 100}").normalisation
        #expect(percentile == Recipe.Normalisation(method: .percentile(2, 98), source: .body, scale: 100))
        let reference = try recipe("normalise: {method: reference, from: {region: muscle}}").normalisation
        #expect(reference == Recipe.Normalisation(method: .reference, source: .region("muscle")))
    }

    /// A recipe from before these keys keeps its digest and its configuration.
    @Test func defaultsAreNotWritten() throws {
        let plain = try Recipe.parse(recipeText())
        for section in ["pet: {suv: none}", "mr: {scaling: rescale}"] {
            let recipe = try recipe(section)
            #expect(recipe.digest == plain.digest && recipe.configuration == plain.configuration)
        }
        #expect(!plain.canonicalText.contains("pet") && !plain.canonicalText.contains("normalise"))
        let modal = try recipe("modalities: [CT]")
        #expect(modal.digest != plain.digest && modal.configuration == plain.configuration, "modalities change no number")
    }

    @Test func whatChangesANumberChangesConfigurationAndDigest() throws {
        let sections = [
            "", "pet: {suv: body-weight}", "pet: {suv: body-surface-area}", "mr: {scaling: stored}", "mr: {scaling: philips}",
            "projection: {intent: processing, spacing: detector}", "projection: {intent: both, spacing: detector}",
            "projection: {intent: both, spacing: [0.1, 0.1]}", "normalise: {method: z-score, from: image}",
            "normalise: {method: z-score, from: body}", "normalise: {method: z-score, from: image, scale: 100}",
            "normalise: {method: percentile, from: image}", "normalise: {method: percentile, from: image, percentiles: [1, 98]}",
            "normalise: {method: reference, from: {region: a}}", "normalise: {method: reference, from: {region: b}}",
        ]
        let recipes = try sections.map { try recipe($0) }
        #expect(Set(recipes.map(\.digest)).count == sections.count)
        #expect(Set(recipes.map(\.configuration)).count == sections.count)
        #expect(Set(recipes.map(\.configurationShorthand)).count == sections.count)
    }

    @Test(arguments: [
        ("modalities: CT", "modalities"), ("modalities: [ct]", "modalities"), ("modalities: []", "modalities"),
        ("pet: {suv: weight}", "pet.suv"), ("pet: {suvs: none}", "pet.suvs"), ("mr: {scaling: phillips}", "mr.scaling"),
        ("projection: {spacing: detector}", "projection.intent"), ("projection: {intent: both}", "projection.spacing"),
        ("projection: {intent: both, spacing: [0, 1]}", "projection.spacing"),
        ("projection: {intent: both, spacing: pixel}", "projection.spacing"), ("normalise: {from: image}", "normalise.method"),
        ("normalise: {method: z-score}", "normalise.from"), ("normalise: {method: z-score, from: air}", "normalise.from"),
        ("normalise: {method: reference, from: image}", "normalise.from"),
        ("normalise: {method: z-score, from: image, percentiles: [1, 99]}", "normalise.percentiles"),
        ("normalise: {method: percentile, from: image, percentiles: [99, 1]}", "normalise.percentiles"),
        ("normalise: {method: z-score, from: image, scale: 0}", "normalise.scale"),
    ])
    func wrongValuesNameTheirKey(section: String, key: String) {
        let error = #expect(throws: RecipeError.self) { try recipe(section) }
        #expect(error?.problems.contains { $0.key == key } == true, "\(String(describing: error))")
    }

    @Test func allMeansTheFamiliesOfIBSI() throws {
        #expect(try Recipe.parse(recipeText()).features.families == FeatureFamily.standardised)
        let planar = try Recipe.parse(recipeText(replacing: [13: "  families: [morphology-2D, glcm]"]))
        #expect(planar.features.families == [.glcm, .planarMorphology])
        #expect(planar.columns.last?.declaration.code == "")
    }
}
