import DICOM
import Segmentation

/// One region of a mask on an image: one row of the wide table, one entry of the ledger, tried again on its own.
public struct PlannedCase: Sendable, Hashable {
    /// Which voxels of the mask object belong to the region.
    indirect enum Region: Sendable, Hashable {
        case roi(ROI)
        case segment(Segment)
        /// A label number of a label image; nil takes every voxel that is not 0.
        case label(Int?)
        /// Labels of a label image that have one name in its dictionary.
        case labels([Int])
        /// Every voxel of a mask of a folder that is not 0.
        case file(MaskFolder.File)
        /// What an operation of the recipe makes of other regions, by the names that it calls them.
        case made(MaskOperation, of: [String: Region])
    }

    let region: Region
    /// The region's name in the output: the selection's alias, else the ROI name or label number.
    public let label: String
    /// What computing it is predicted to take; its share of opening the image included.
    public internal(set) var cost = CaseCost.unknown

    init(region: Region, label: String, cost: CaseCost = .unknown) {
        self.region = region
        self.label = label
        self.cost = cost
    }
}

/// The cases that share an image and a mask object, which are computed together.
public struct CaseBundle: Sendable, Hashable {
    /// The image.
    public let image: PlannedImage
    /// The mask object.
    public let mask: PlannedMask
    /// Its regions, in the order of the mask object.
    public internal(set) var cases: [PlannedCase]
}

/// How a case, or something that never became one, ended.
public enum CaseVerdict: String, Sendable, Hashable, CaseIterable, Codable {
    /// Its rows are written.
    case done
    /// An earlier run wrote its rows.
    case alreadyDone = "already done"
    /// Something went wrong.
    case failed
    /// Its input cannot be processed.
    case refused
    /// Its values are in the CSV files only, since person or date is missing; the next run tries again.
    case held
}
