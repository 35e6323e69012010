import DICOM
import Extraction
import Features
import Foundation
import OMOP
import Recipes

/// One image with one mask and one region, computed without a database.
public struct SingleCase: Sendable {
    /// The region's name.
    public let label: String
    /// The image's modality.
    public let modality: String
    /// What intensities are measured in.
    public let intensityUnit: IntensityUnit
    /// What it came to.
    public let extraction: RegionExtraction
    /// What a person should know about image and region.
    public let findings: [Remark]

    /// Computes a case.
    ///
    /// - Parameters:
    ///   - image: a NIfTI file, or a folder with one DICOM series.
    ///   - mask: a NIfTI file, an RTSTRUCT, or a SEG.
    ///   - region: a label number, or the name of a ROI, a segment, a label or a region of the recipe; nil takes all voxels that are not 0, or the
    ///     only region.
    ///   - recipe: what to do.
    ///   - threads: how many threads may be busy at a time.
    /// - Throws: `BatchError` when a file is missing; otherwise the `Reason` why there are no features.
    public init(image: String, mask: String, region: String?, recipe: Recipe, threads: Int = 1) throws {
        for path in [image, mask] where !FileManager.default.fileExists(atPath: path) {
            throw BatchError(.input, "there is no file or folder \(path); check the path")
        }
        do {
            let bundle = try ManifestPlanner.bundle(image: image, mask: mask, region: region, recipe: recipe)
            guard let only = bundle.cases.first, bundle.cases.count == 1 else {
                let names = bundle.cases.map { "'\($0.label)'" }.joined(separator: ", ")
                throw Reason("several-regions", "the mask holds \(bundle.cases.count) regions; name one with --roi: \(names)")
            }
            let source = try bundle.image.open(by: recipe)
            let reference = try bundle.reference(for: recipe)
            let masks = try MaskSource(bundle.mask, for: [only.region] + (reference.map { [$0] } ?? []), on: source, recipe: recipe)
            let (voxels, remarks) = try masks.mask(of: only.region)
            let image = try normalised(source, by: recipe.normalisation, reference: reference.map { try masks.mask(of: $0).mask })
            extraction = try extract(image: image, mask: voxels, recipe: recipe, threads: threads)
            label = only.label
            modality = bundle.image.modality
            intensityUnit = bundle.image.intensityUnit
            let padding = extraction.paddingVoxelCount > 0 ? [Remark.padding(extraction)] : []
            findings = remarks + Remark.geometry(of: source) + padding
        } catch {
            throw Reason(error)
        }
    }
}
