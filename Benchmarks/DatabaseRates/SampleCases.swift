import Features
import Foundation

@testable import OMOP

/// Made-up cases: one region each, which has every feature in every aggregation; four are on one CT image of a patient.
enum SampleCases {
    private static let regionsOfImage = 4
    private static let columns = FeatureCatalogue.columns(families: FeatureFamily.allCases, aggregations: Set(Aggregation.allCases))

    /// The run that they belong to.
    static let run = RunRecord(id: "rates", softwareVersion: "0", numericsVersion: 1, planned: 1)

    /// What their values depend on.
    static let identity = RunIdentity(
        recipe: "rates", recipeDigest: String(repeating: "d", count: 64), block: 127,
        configurations: [.init(number: 0, shorthand: "FBN:32", digest: "digest")], columns: columns,
        selectionDigest: String(repeating: "e", count: 64), numericsVersion: 1, softwareVersion: "0")

    /// As many cases, whose names sort by their numbers.
    static func make(_ count: Int) -> [CaseRecord] { (100_000..<100_000 + count).map(record) }

    private static func record(_ number: Int) -> CaseRecord {
        let patient = number - number % regionsOfImage
        let results = columns.map { FeatureResult(column: $0, value: .value(Double(number) + Double($0.slot) / 3)) }
        let region = RegionRecord(
            label: "region \(number % regionsOfImage)", maskUID: "1.2.\(patient)", maskDigest: digest("b", patient),
            morphologicalVoxels: 1000, intensityVoxels: 990,
            geometry: RegionGeometry(maskKind: "RTSTRUCT", size: SIMD3(512, 512, 60), spacing: SIMD3(0.9765625, 0.9765625, 3)),
            features: [ConfiguredFeatures(configuration: 0, results: results)], remarks: [Remark("holes", "a contour was left out")])
        let image = ImageIdentity(
            seriesUID: "1.3.\(patient)", studyUID: "1.4.\(patient)", digest: digest("a", patient), modality: "CT",
            intensityUnit: IntensityUnit(modality: "CT"),
            properties: [ImageProperty("kvp", "120"), ImageProperty("convolution-kernel", "B30f")],
            instances: (0..<60).map { ImageInstance(sopInstanceUID: "1.3.\(patient).\($0)", digest: digest("c\(100 + $0)-", patient)) },
            acquisition: [
                AcquisitionValue(.manufacturer, "ACME"), AcquisitionValue(.model, "One"), AcquisitionValue(.kernel, "B30f"),
                AcquisitionValue(.kvp, 120), AcquisitionValue(.exposure, 200), AcquisitionValue(.sliceThickness, 3),
            ].compactMap { $0 })
        return CaseRecord(
            key: digest("f", number), subject: digest("0", number),
            patient: PatientIdentity(patientID: "P\(patient)", birthDate: "19600101", sex: "F"), dates: ImageDates(series: "20200101"),
            image: image, outcome: .computed([region]), started: Date(timeIntervalSince1970: 0), runID: run.id)
    }

    /// A text as long as a digest.
    private static func digest(_ name: String, _ number: Int) -> String {
        let text = "\(name)\(number)"
        return text + String(repeating: "0", count: max(0, 64 - text.utf8.count))
    }
}
