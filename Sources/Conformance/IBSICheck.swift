import Extraction
import Features
import Foundation
import Recipes

/// The IBSI 1 self-check: the digital phantom, as the program carries it and from NIfTI, and configurations A to E of the CT phantom from
/// NIfTI and from DICOM with RTSTRUCT.
public enum IBSICheck {
    /// Computes every reference value and compares.
    ///
    /// - Parameter phantoms: the folder that holds `ibsi1/ct_phantom`; nil looks at `VOXMARK_PHANTOMS`, then at the cache.
    /// - Throws: `ConformanceError` when the CT phantom is missing or damaged, or the readers' own errors.
    public static func run(phantoms: URL? = nil) throws -> ConformanceReport {
        let features = try Reference.features()
        let diagnostics = try Reference.diagnostics()
        let folder = try PhantomLocation.ctPhantom(in: phantoms)
        var rows = try compare(.digitalPhantom, configuration: .digitalPhantom, features: features, diagnostics: [])
        if let digital = PhantomLocation.digitalPhantom(beside: folder) {
            rows += try compare(.nifti(in: digital), configuration: .digitalPhantom, features: features, diagnostics: [])
        }
        for input in [try CheckInput.nifti(in: folder), try CheckInput.dicom(in: folder)] {
            for configuration in BenchmarkConfiguration.allCases where configuration != .digitalPhantom {
                rows += try compare(input, configuration: configuration, features: features, diagnostics: diagnostics)
            }
        }
        return ConformanceReport(rows: rows)
    }

    private static func compare(
        _ input: CheckInput, configuration: BenchmarkConfiguration, features: [Reference], diagnostics: [Reference]
    ) throws -> [ConformanceRow] {
        let recipe = try Recipe.parse(EmbeddedFile.text(configuration.recipeName), path: configuration.recipeName)
        let extraction = try extract(image: input.image, mask: input.mask, recipe: recipe)
        let values = Dictionary(uniqueKeysWithValues: extraction.features.map { ($0.column.tag, $0.value) })
        var rows = features.filter { $0.configuration == configuration }.map { row($0, value: values[$0.tag], source: input.source) }
        let wanted = diagnostics.filter { $0.configuration == configuration }
        if !wanted.isEmpty {
            let found = try Diagnostics.values(image: input.image, mask: input.mask, recipe: recipe)
            rows += wanted.map { row($0, value: found[$0.tag].map(FeatureValue.value), source: input.source, isDiagnostic: true) }
        }
        return rows
    }

    private static func row(
        _ reference: Reference, value: FeatureValue?, source: ConformanceRow.Source, isDiagnostic: Bool = false
    ) -> ConformanceRow {
        let reason: String? =
            switch value {
            case .value: nil
            case .undefined(let reason): "undefined: \(reason.rawValue)"
            case .failed(let failure): "failed: \(failure)"
            case nil: "not computed"
            }
        return ConformanceRow(
            config: reference.configuration, tag: reference.tag, group: reference.group, isDiagnostic: isDiagnostic, source: source,
            value: value?.number, reference: reference.value, tolerance: reference.tolerance,
            passed: value?.number.map(reference.accepts) ?? false, reason: reason)
    }
}
