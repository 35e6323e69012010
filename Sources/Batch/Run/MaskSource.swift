import DICOM
import NIfTI
import OMOP
import Voxels

/// A mask object, opened, from which regions are taken.
enum MaskSource {
    case structureSet(StructureSet, Grid, GeometryTolerance)
    case nifti(NIfTIMask, AxisOrder, Grid)

    init(_ mask: PlannedMask, on grid: Grid, tolerance: GeometryTolerance) throws {
        switch mask.content {
        case .structureSet(let header):
            self = .structureSet(try StructureSet(path: header.instance.path), grid, tolerance)
        case .nifti(let path):
            let labels = try NIfTIMask(path: path)
            self = .nifti(labels, try GridAgreement.require(mask: labels.grid, image: grid), grid)
        }
    }

    func mask(of region: PlannedCase.Region) throws -> (mask: Mask, remarks: [Remark]) {
        switch (self, region) {
        case (.structureSet(let set, let grid, let tolerance), .roi(let roi)):
            let rasterised = try set.rasterise(roi, on: grid, tolerance: tolerance)
            return (rasterised.mask, rasterised.findings.map { Remark($0.code.rawValue, $0.message) })
        case (.nifti(let labels, let order, let grid), .label(let number)):
            let mask = order.applied(to: try labels.mask(label: number))
            return (Mask(grid: grid, box: mask.box, values: mask.values), labels.findings.map { Remark($0.code, $0.message) })
        default:
            throw Reason("not-a-mask", "the region is not of the mask's kind")
        }
    }
}
