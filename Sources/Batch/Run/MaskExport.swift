import DICOM
import Foundation
import NIfTI
import OMOP
import Recipes
import Voxels

/// Writes the regions of a plan as files of a standard format, without computing anything from them.
public struct MaskExport: Sendable {
    /// The formats.
    public enum Format: String, Sendable, CaseIterable {
        /// One BINARY DICOM segmentation for each image and mask object.
        case seg
        /// One NIfTI-1 image for each region: 1 inside, 0 outside.
        case nifti
    }

    /// What became of one region.
    public struct Outcome: Sendable, Hashable {
        /// Image and mask, relative to the archive.
        public let place: String
        /// The region's name; empty for what never became a region.
        public let label: String
        /// The file in the folder; nil when there is none.
        public let file: String?
        /// The voxels of the region on the image's grid.
        public let voxels: Int
        /// Why there is no file.
        public let reason: Reason?
        /// What a person should know about the region.
        public let findings: [Remark]
    }

    private let plan: Plan
    private let recipe: Recipe
    private let format: Format
    private let folder: URL

    /// Prepares an export of a plan's regions into a folder, which is made when missing.
    public init(plan: Plan, recipe: Recipe, format: Format, folder: String) {
        self.plan = plan
        self.recipe = recipe
        self.format = format
        self.folder = URL(filePath: folder)
    }

    /// A region that was found.
    private struct Found {
        let one: PlannedCase
        let mask: Mask
        let findings: [Remark]
    }

    /// Writes everything, and `masks.csv`, which says what each file is; trouble with one region leaves the others alone.
    ///
    /// - Returns: the regions in plan order, then what is left over.
    /// - Throws: `BatchError` when the folder cannot be made or `masks.csv` not written.
    public func execute() throws(BatchError) -> [Outcome] {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw BatchError(.output, "the folder \(folder.path) cannot be made; check its parent", cause: error)
        }
        var outcomes: [Outcome] = []
        for (number, bundle) in plan.bundles.enumerated() { outcomes += export(bundle, number: number + 1) }
        outcomes += plan.leftovers.map {
            Outcome(place: $0.place, label: "", file: nil, voxels: 0, reason: $0.reason, findings: [])
        }
        try writeList(outcomes)
        return outcomes
    }

    private func export(_ bundle: CaseBundle, number: Int) -> [Outcome] {
        do {
            let image = try bundle.image.open(by: recipe)
            let source = try MaskSource(bundle.mask, for: bundle.cases.map(\.region), on: image, recipe: recipe)
            var found: [Found] = []
            var outcomes: [Outcome] = []
            for one in bundle.cases {
                do {
                    let region = try source.mask(of: one.region)
                    guard !region.mask.boundingBox.isEmpty else {
                        throw Reason("empty-mask", "the region has no voxel of the image: check the label or the contours")
                    }
                    found.append(Found(one: one, mask: region.mask, findings: region.remarks))
                } catch {
                    outcomes.append(outcome(one, bundle, Reason(error)))
                }
            }
            return outcomes + (try write(found, of: bundle, image: image, number: number))
        } catch {
            return bundle.cases.map { outcome($0, bundle, Reason(error)) }
        }
    }

    private func write(_ found: [Found], of bundle: CaseBundle, image: any ImageSource, number: Int) throws -> [Outcome] {
        guard !found.isEmpty else { return [] }
        switch format {
        case .seg:
            guard let series = image as? ImageSeries else {
                throw Reason("not-dicom", "a DICOM segmentation needs a DICOM image; write NIfTI instead")
            }
            let name = "\(try writeSegmentation(found, on: series)).dcm"
            return found.map { outcome($0, bundle, file: name) }
        case .nifti:
            return try found.enumerated().map { place, region in
                let name = "\(padded(number, 4))_\(padded(place + 1, 3))_\(safe(region.one.label)).nii.gz"
                try NIfTIWriter.write(region.mask, to: folder.appending(path: name).path)
                return outcome(region, bundle, file: name)
            }
        }
    }

    /// Writes one object under a passing name, then gives it that of its SOP Instance UID.
    private func writeSegmentation(_ found: [Found], on series: ImageSeries) throws -> String {
        let segments = found.map { region -> WrittenSegment in
            guard case .segment(let segment) = region.one.region else { return WrittenSegment(label: region.one.label, mask: region.mask) }
            return WrittenSegment(label: region.one.label, category: segment.category, type: segment.type, mask: region.mask)
        }
        let passing = folder.appending(path: ".writing.dcm")
        let uid = try SegmentationWriter(series, description: "Regions").write(segments, to: passing.path)
        let target = folder.appending(path: "\(uid).dcm")
        guard rename(passing.path, target.path) == 0 else {
            throw Reason("unwritable", "\(target.lastPathComponent) cannot be written: \(String(cString: strerror(errno)))")
        }
        return uid
    }

    private func outcome(_ region: Found, _ bundle: CaseBundle, file: String) -> Outcome {
        Outcome(
            place: bundle.place, label: region.one.label, file: file, voxels: region.mask.count, reason: nil, findings: region.findings)
    }

    private func outcome(_ one: PlannedCase, _ bundle: CaseBundle, _ reason: Reason) -> Outcome {
        Outcome(place: bundle.place, label: one.label, file: nil, voxels: 0, reason: reason, findings: [])
    }

    private func writeList(_ outcomes: [Outcome]) throws(BatchError) {
        let rows = outcomes.filter { $0.file != nil }.map {
            [$0.file ?? "", $0.label, "\($0.voxels)", $0.place].map(CSVText.quoted).joined(separator: ",")
        }
        let text = (["file,region,voxels,source"] + rows).joined(separator: "\n") + "\n"
        do {
            try Data(text.utf8).write(to: folder.appending(path: "masks.csv"))
        } catch {
            throw BatchError(.output, "masks.csv cannot be written into \(folder.path); check the folder", cause: error)
        }
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// A region's name as a part of a file's name.
    private func safe(_ label: String) -> String {
        String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" })
    }
}
