import Foundation
import PhantomKit
import Testing

@testable import Batch

/// A recipe's geometry policy reaches the run, and its remarks the rows.
@Suite struct GeometryPolicyRunMechanicsTests {
    @Test func aGapIsFilledWhereTheRecipeSaysSo() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", defects: [.missingSlice(4)], to: folder)
        let plain = try SampleSetup.make(in: folder)
        let refused = try Plan(archives: [folder.path("archive")], setup: plain)
        let summary = try await execute(refused, plain, in: folder, output: "plain")
        #expect(summary.reports.allSatisfy { $0.verdict == .refused && $0.reason?.code == "missing-slices" })

        let setup = try SampleSetup.make(in: folder, geometry: "{missing-slices: {interpolate: 1}}")
        #expect(setup.recipe.digest != plain.recipe.digest && setup.recipe.configuration == plain.recipe.configuration)
        let filled = try Plan(archives: [folder.path("archive")], setup: setup)
        #expect(try await execute(filled, setup, in: folder).outcome == .complete)
    }
}
