import Testing

@testable import Recipes

struct StackSelectorMechanicsTests {
    private func selection(_ series: String) throws -> Selection { try Selection.parse("voxmark: 1\nseries: {\(series)}\n") }

    @Test func keysAreRead() throws {
        let stack = try selection("echo-time: 4.6, b-value: 800, image-type: phase, temporal-position: 2").stack
        #expect(stack == StackSelector(echoTime: 4.6, bValue: 800, imageType: "phase", temporalPosition: 2))
        #expect(try selection("modality: MR").stack == StackSelector())
        #expect(throws: RecipeError.self) { try selection("echo-time: short") }
        #expect(throws: RecipeError.self) { try selection("temporal-position: 0") }
    }

    @Test func whatIsAskedForMustBeKnown() {
        func accepts(_ stack: StackSelector) -> Bool {
            stack.accepts(echoTime: 4.604, bValue: nil, imageTypes: ["ORIGINAL", "PRIMARY", "M", "magnitude"], temporalPosition: 1)
        }
        #expect(accepts(StackSelector()))
        #expect(accepts(StackSelector(echoTime: 4.6)) && !accepts(StackSelector(echoTime: 4.5)))
        #expect(!accepts(StackSelector(bValue: 0)))
        #expect(accepts(StackSelector(imageType: "Magnitude")) && accepts(StackSelector(imageType: "m")))
        #expect(!accepts(StackSelector(imageType: "phase")))
        #expect(accepts(StackSelector(temporalPosition: 1)) && !accepts(StackSelector(temporalPosition: 2)))
        #expect(!accepts(StackSelector(echoTime: 4.6, temporalPosition: 2)))
    }

    @Test func onlyKeysThatAreThereAreInTheDigest() throws {
        let plain = try selection("modality: MR")
        #expect(plain.canonicalText == "regions=all\nseries.description=all\nseries.modality=MR\nvoxmark=1\n")
        let others = try ["echo-time: 4.6", "b-value: 4.6", "image-type: phase", "temporal-position: 4"].map {
            try selection("modality: MR, \($0)")
        }
        #expect(Set((others + [plain]).map(\.digest)).count == 5)
        let (lower, upper) = (try selection("image-type: phase"), try selection("image-type: PHASE"))
        #expect(lower.digest == upper.digest)
    }
}
