import Features
import PhantomKit
import TestSupport
import Testing

struct NonTextureOracleTests {
    @Test(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func digitalPhantomMatchesEveryReferenceValue() throws {
        let folder = try #require(PhantomFolder.url)
        let region = DigitalPhantom.prepared
        let results =
            Morphology.results(of: region) + LocalIntensity.results(of: region) + IntensityStatistics.results(of: region)
            + IntensityHistogram.results(of: DigitalPhantom.discretised)
            + IntensityVolumeHistogram.results(of: region, discretisation: .none, range: nil)
        let values = Dictionary(uniqueKeysWithValues: results.map { ($0.column.tag, $0.value) })
        let rows = try ReferenceValue.rows(in: folder).filter { $0.configuration == "digital_phantom" && values[$0.tag] != nil }
        #expect(rows.count == 25 + 2 + 18 + 23 + 6)
        for row in rows {
            let number = try #require(values[row.tag]?.number, "\(row)")
            #expect(row.isMatched(by: number), "\(row), computed \(number)")
        }
    }
}
