import Foundation
import TestSupport
import Testing

@Suite("voxmark qa ibsi", .serialized) struct QACommandMechanicsTests {
    @Test("without the CT phantom the check cannot run, and says what to do")
    func missingPhantom() throws {
        try withProgram { program in
            let ending = try program.run("qa", "ibsi", "--phantoms", program.path("nothing"))
            #expect(ending.code == 4 && ending.output.isEmpty)
            #expect(ending.errors.hasPrefix("voxmark: ") && ending.errors.contains("Phantoms/fetch.sh"))
        }
    }

    @Test(
        "as JSON, every row says what was compared; the exit code agrees",
        .enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func json() throws {
        try withProgram { program in
            let folder = try #require(PhantomFolder.url)
            let ending = try program.run("qa", "ibsi", "--json", "--phantoms", folder.path)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
            let rows = try #require(object["rows"] as? [[String: Any]])
            #expect(rows.count >= 1804 + 300)
            for key in ["config", "tag", "source", "reference", "tolerance", "passed"] {
                #expect(rows.allSatisfy { $0[key] != nil }, "\(key)")
            }
            let isPassed = rows.allSatisfy { $0["passed"] as? Bool == true }
            #expect(ending.code == (isPassed ? 0 : 3))
        }
    }
}
