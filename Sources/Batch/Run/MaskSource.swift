import DICOM
import NIfTI
import OMOP
import Voxels

/// A mask object, opened, from which regions are taken.
enum MaskSource {
    case structureSet(StructureSet, Grid, frameOfReferenceUID: String?, GeometryTolerance)
    case nifti(NIfTIMask, AxisOrder, Grid)

    init(_ mask: PlannedMask, on image: any ImageSource, tolerance: GeometryTolerance) throws {
        let grid = image.grid
        switch mask.content {
        case .structureSet(let header):
            let frame = (image as? ImageSeries)?.frameOfReferenceUID
            self = .structureSet(try StructureSet(path: header.instance.path), grid, frameOfReferenceUID: frame, tolerance)
        case .nifti(let path):
            let labels = try NIfTIMask(path: path)
            self = .nifti(labels, try GridAgreement.require(mask: labels.grid, image: grid), grid)
        }
    }

    func mask(of region: PlannedCase.Region) throws -> (mask: Mask, remarks: [Remark]) {
        switch (self, region) {
        case (.structureSet(let set, let grid, let frame, let tolerance), .roi(let roi)):
            let rasterised = try set.rasterise(roi, on: grid, frameOfReferenceUID: frame, tolerance: tolerance)
            return (rasterised.mask, rasterised.findings.map { Remark($0.code.rawValue, $0.message) })
        case (.nifti(let labels, let order, let grid), .label(let number)):
            let mask = order.applied(to: try labels.mask(label: number))
            return (Mask(grid: grid, box: mask.box, values: mask.values), labels.findings.map { Remark($0.code, $0.message) })
        default:
            throw Reason("not-a-mask", "the region is not of the mask's kind")
        }
    }
}
