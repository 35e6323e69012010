import Features
import PhantomKit
import TestSupport
import Testing

struct TextureOracleTests {
    @Test(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func digitalPhantomMatchesEveryReferenceValue() throws {
        let folder = try #require(PhantomFolder.url)
        let families = Set(TextureFeatures.families.map(\.rawValue))
        let rows = try ReferenceValue.rows(in: folder).filter { $0.configuration == "digital_phantom" && families.contains($0.family) }
        #expect(rows.count == 408)
        let results = TextureFeatures.results(
            of: DigitalPhantom.discretised, families: TextureFeatures.families, aggregations: Set(Aggregation.allCases))
        #expect(results.count == 408)
        let values = Dictionary(uniqueKeysWithValues: results.map { ($0.column.tag, $0.value) })
        for row in rows {
            let number = try #require(values[row.tag]?.number, "\(row)")
            #expect(row.isMatched(by: number), "\(row), computed \(number)")
        }
    }
}
