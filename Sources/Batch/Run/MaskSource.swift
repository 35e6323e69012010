import DICOM
import NIfTI
import OMOP
import Recipes
import Segmentation
import Voxels

/// A mask object, opened, from which regions are taken.
struct MaskSource {
    private enum Content {
        case structureSet(StructureSet, frameOfReferenceUID: String?)
        case segmentation(SegmentationObject, DecodedSegments, SegmentationTarget)
        case nifti(NIfTIMask, DecodedLabels)
        /// Each region is a file of its own.
        case folder
    }

    /// A region with what a person should know about it.
    typealias Region = (mask: Mask, remarks: [Remark])

    private let content: Content
    private let grid: Grid
    private let recipe: Recipe

    /// Opens a mask object; the frames or labels that the regions need are read here, each once.
    init(_ mask: PlannedMask, for regions: [PlannedCase.Region], on image: any ImageSource, recipe: Recipe) throws {
        let series = image as? ImageSeries
        grid = image.grid
        self.recipe = recipe
        switch mask.kind {
        case .structureSet:
            let frame = recipe.masks.trustsUnknownFrame ? nil : series?.frameOfReferenceUID
            content = .structureSet(try StructureSet(path: mask.path), frameOfReferenceUID: frame)
        case .segmentation:
            let target = series.map(SegmentationTarget.init) ?? SegmentationTarget(grid: image.grid)
            let object = try SegmentationObject(path: mask.path)
            content = .segmentation(object, try object.decoded(regions.flatMap(\.segments), reading: recipe.masks.reading), target)
        case .nifti:
            let labels = try NIfTIMask(path: mask.path)
            let wanted = regions.flatMap(\.labels)
            content = .nifti(labels, try labels.decoded(labels: wanted.contains(nil) ? nil : wanted.compactMap { $0 }))
        case .folder: content = .folder
        }
    }

    func mask(of region: PlannedCase.Region) throws -> Region {
        switch (content, region) {
        case (_, .made(let operation, let operands)): return try make(operation, of: operands)
        case (.structureSet(let set, let frame), .roi(let roi)):
            let rasterised = try set.rasterise(roi, on: grid, frameOfReferenceUID: frame, tolerance: recipe.geometry)
            return (rasterised.mask, remarks(rasterised.findings))
        case (.segmentation(let object, let decoded, let target), .segment(let segment)):
            let found = try object.region(of: segment, decoded, on: target, reading: recipe.masks.reading, tolerance: recipe.geometry)
            return (found.mask, remarks(found.findings))
        case (.nifti(let labels, let decoded), .label(let number)): return try place(labels, try decoded.mask(labels: number.map { [$0] }))
        case (.nifti(let labels, let decoded), .labels(let numbers)): return try place(labels, try decoded.mask(labels: numbers))
        case (.folder, .file(let file)):
            let mask = try NIfTIMask(path: file.path)
            return try place(mask, try mask.mask())
        default: throw Reason("not-a-mask", "the region is not of the mask's kind")
        }
    }

    /// Carries out an operation of the recipe; what was remarked about an operand is remarked about the result, once.
    private func make(_ operation: MaskOperation, of operands: [String: PlannedCase.Region]) throws -> Region {
        var remarks: [Remark] = []
        let mask = try operation.mask(on: grid) { name in
            guard let operand = operands[name] else { throw Reason("missing-operand", "there is no region '\(name)'") }
            let found = try self.mask(of: operand)
            for remark in found.remarks where !remarks.contains(remark) { remarks.append(remark) }
            return found.mask
        }
        guard !mask.box.isEmpty else {
            throw Reason("empty-mask", "no voxel is left of the regions that the recipe combines; look at their overlap")
        }
        return (mask, remarks)
    }

    /// Brings labels of a label image to the image's grid.
    private func place(_ labels: NIfTIMask, _ mask: Mask) throws -> Region {
        let placed = mask.placed(on: grid)
        if !placed.placement.isExact, labels.findings.contains(where: { $0.code == "no-orientation" }) {
            throw Reason(
                "other-grid",
                "the mask's header tells no position, and its grid (\(labels.grid.summary)) is not the image's (\(grid.summary)): "
                    + "resample the mask on the image's grid")
        }
        let findings = try placed.findings(of: "the mask", path: labels.path)
        return (placed.mask, labels.findings.map { Remark($0.code, $0.message) } + remarks(findings))
    }

    private func remarks(_ findings: [DICOMFinding]) -> [Remark] { findings.map { Remark($0.code.rawValue, $0.message) } }
}

extension PlannedCase.Region {
    /// The segments that the region is or is made of.
    fileprivate var segments: [Segment] {
        switch self {
        case .segment(let segment): [segment]
        case .made(_, let operands): operands.values.flatMap(\.segments)
        case .roi, .label, .labels, .file: []
        }
    }

    /// The labels that the region has or is made of; nil for all of them.
    fileprivate var labels: [Int?] {
        switch self {
        case .label(let number): [number]
        case .labels(let numbers): numbers
        case .made(_, let operands): operands.values.flatMap(\.labels)
        case .roi, .segment, .file: []
        }
    }
}

extension Recipe.Masks {
    /// How segments become regions.
    var reading: SegmentationReading {
        SegmentationReading(fractionalThreshold: fractionalThreshold, trustsUnknownFrame: trustsUnknownFrame)
    }
}

extension Grid {
    fileprivate var summary: String {
        let edges = [spacing.x, spacing.y, spacing.z].map { rounded($0) }.joined(separator: " × ")
        return "\(size.x) × \(size.y) × \(size.z) voxels of \(edges) mm"
    }
}
