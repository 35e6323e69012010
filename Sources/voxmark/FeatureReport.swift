import Batch
import Extraction
import Features
import OMOP
import Recipes

/// The features of one region, as they are printed.
struct FeatureReport: Encodable {
    /// One feature.
    struct Row: Encodable {
        let tag: String
        let name: String
        let family: String
        let familyCode: String
        let code: String
        let aggregation: String
        let aggregationCode: String
        let status: String
        let unit: String
        /// nil when there is none; then `reason` holds the code of why.
        let value: Double?
        let reason: String?
        /// What went wrong, in one line; nil unless it failed.
        let message: String?
    }

    let region: String
    let modality: String
    let recipe: String
    let recipeDigest: String
    let numericsVersion: Int
    let softwareVersion: String
    let morphologicalVoxels: Int
    let intensityVoxels: Int
    let features: [Row]

    init(_ result: SingleCase, recipe: Recipe) {
        region = result.label
        modality = result.modality
        self.recipe = recipe.name
        recipeDigest = recipe.digest
        numericsVersion = Extraction.numericsVersion
        softwareVersion = Batch.softwareVersion
        morphologicalVoxels = result.extraction.morphologicalVoxelCount
        intensityVoxels = result.extraction.intensityVoxelCount
        features = result.extraction.features.map { Row($0, intensity: result.intensityUnit) }
    }

    /// A table with a line per feature, aligned.
    var text: String {
        let rows = features.map { row in
            [
                row.name, row.aggregation, row.value.map { "\($0)" } ?? "\(row.status): \(row.reason ?? "")",
                row.value == nil ? "" : row.unit,
            ]
        }
        let header = ["feature", "aggregation", "value", "unit"]
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([header] + rows).map { fields in
            // No spaces after the last text of a line.
            let last = fields.lastIndex { !$0.isEmpty } ?? 0
            return fields[...last].enumerated().map { column, field in
                column == last ? field : field + String(repeating: " ", count: widths[column] - field.count)
            }.joined(separator: "  ")
        }
        let title =
            "\(region): \(morphologicalVoxels) voxels, \(intensityVoxels) after re-segmentation; recipe \(recipe) \(recipeDigest.prefix(12))"
        return ([title, ""] + lines).joined(separator: "\n")
    }
}

extension FeatureReport.Row {
    init(_ result: FeatureResult, intensity: IntensityUnit) {
        let column = result.column
        tag = column.tag
        name = column.declaration.name
        family = column.declaration.family.rawValue
        familyCode = column.declaration.family.code
        code = column.declaration.code
        aggregation = column.aggregation.readable
        aggregationCode = column.aggregation.rawValue
        unit = column.declaration.unit.ucum(on: intensity)
        value = result.value.number
        switch result.value {
        case .value: (status, reason, message) = ("value", nil, nil)
        case .undefined(let why): (status, reason, message) = ("undefined", why.rawValue, nil)
        case .failed(let failure): (status, reason, message) = ("failed", failure.code.rawValue, failure.message)
        }
    }
}
