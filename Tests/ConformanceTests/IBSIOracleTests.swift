import Foundation
import TestSupport
import Testing

@testable import Conformance

@Suite struct IBSIOracleTests {
    @Test(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func everyReferenceValueAndDiagnosticIsReproduced() throws {
        let report = try IBSICheck.run(phantoms: PhantomFolder.url)
        let features = report.rows.filter { !$0.isDiagnostic }
        #expect(features.count { $0.source == .builtIn } == 482)
        #expect(features.count { $0.source == .nifti } == 1804)
        #expect(features.count { $0.source == .dicom } == 1322)
        #expect(report.rows.count { $0.isDiagnostic && $0.source == .nifti } == 300)
        for row in report.rows where !row.passed { Issue.record("\(row)") }
    }

    @Test(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func dicomAndNIfTIGiveEqualValues() throws {
        let report = try IBSICheck.run(phantoms: PhantomFolder.url)
        let nifti = report.rows.filter { $0.source == .nifti && $0.config != .digitalPhantom }
        let dicom = report.rows.filter { $0.source == .dicom }
        for (one, other) in zip(nifti, dicom) {
            #expect(one.tag == other.tag && one.config == other.config)
            let (a, b) = (try #require(one.value), try #require(other.value))
            #expect(abs(a - b) <= 1e-10 * max(abs(a), abs(b)), "\(one.config) \(one.tag): \(a) and \(b)")
        }
    }
}

@Suite struct ReferenceMechanicsTests {
    @Test func theTablesHoldEveryReference() throws {
        #expect(try Reference.features().count == 1804)
        #expect(try Reference.diagnostics().count == 300)
    }

    @Test(arguments: [(1.2349, 1.23), (0.0012351, 0.00124), (125_256, 125_000), (-999.6, -1000), (0, 0), (99.95, 100)])
    func valuesAreRoundedToThreeSignificantDigits(value: Double, expected: Double) {
        #expect(abs(value.rounded(significantDigits: 3) - expected) < 1e-12 * max(1, abs(expected)))
    }

    @Test func aValueBeyondTheToleranceIsAMiss() throws {
        let reference = try #require(try Reference.features().first { $0.tag == "morph_volume" && $0.configuration == .digitalPhantom })
        #expect(reference.accepts(556) && reference.accepts(560.4) && !reference.accepts(560.6) && !reference.accepts(551.4))
    }

    @Test func everyRowOfTheJSONHasEveryKey() throws {
        let row = ConformanceRow(
            config: .a, tag: "t", group: "g", isDiagnostic: false, source: .nifti, value: nil, reference: 2, tolerance: 0, passed: false,
            reason: "not computed")
        let object =
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(ConformanceReport(rows: [row]))) as? [String: [[String: Any]]]
        let keys = try #require(object?["rows"]?.first?.keys)
        #expect(Set(keys).isSuperset(of: ["config", "tag", "source", "value", "reference", "tolerance", "passed"]))
    }

    @Test func aReportWithAMissDoesNotPass() {
        let row = ConformanceRow(
            config: .a, tag: "t", group: "g", isDiagnostic: false, source: .nifti, value: 1, reference: 2, tolerance: 0, passed: false,
            reason: nil)
        #expect(!ConformanceReport(rows: [row]).passed)
        #expect(!ConformanceReport(rows: []).passed)
        #expect(ConformanceReport(rows: [row]).text.contains("config_a nifti t: 1.0, expected 2.0"))
    }
}
