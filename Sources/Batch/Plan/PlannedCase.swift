import DICOM
import OMOP
import Segmentation

/// An image of the plan: what is known of it before a pixel is read.
public struct PlannedImage: Sendable {
    /// How the image is read.
    enum Content: Sendable {
        case series(ImageSeries)
        case nifti(path: String)
        /// The image cannot be processed.
        case unusable(Reason)
    }

    let content: Content
    /// All files of the image.
    let files: [String]
    /// Series Instance UID; nil for images that are not DICOM, which are known by their content.
    let seriesInstanceUID: String?
    /// Modality (0008,0060), or what the manifest says; `OT` where nothing does.
    public let modality: String
    /// What intensities are measured in.
    let intensityUnit: IntensityUnit
    /// The unit that the recipe's scaling gives intensities, whatever a manifest says; nil when it leaves them as they are.
    var fixedUnit: IntensityUnit?
    /// What the header says about the acquisition and what was made of it, which is kept with the rows.
    var properties: [ImageProperty] = []
    /// Whose image it is.
    let patient: PatientIdentity
    /// When it was made.
    let dates: ImageDates
    /// True when a manifest states patient, date or modality other than the files do, so that they are part of the case's identity.
    let isStated: Bool
    /// Where it lies, relative to the archive: for the terminal only.
    public let place: String
}

/// A mask object of the plan: a structure set, a segmentation or a label image.
public struct PlannedMask: Sendable {
    /// How the mask is read.
    enum Content: Sendable {
        case structureSet(StructureSetHeader)
        case segmentation(SegmentationHeader)
        case nifti(path: String)
        case folder(MaskFolder)
    }

    let content: Content
    /// Where it lies, relative to the archive: for the terminal only.
    public let place: String

    /// The files: one, except of a folder of masks.
    var files: [String] {
        switch content {
        case .structureSet(let header): [header.instance.path]
        case .segmentation(let header): [header.instance.path]
        case .nifti(let path): [path]
        case .folder(let folder): folder.files.map(\.path)
        }
    }

    /// SOP Instance UID; nil for masks that are not DICOM.
    var sopInstanceUID: String? {
        switch content {
        case .structureSet(let header): header.instance.sopInstanceUID
        case .segmentation(let header): header.instance.sopInstanceUID
        case .nifti, .folder: nil
        }
    }
}

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
}

/// The cases that share an image and a mask object, which are computed together.
public struct CaseBundle: Sendable {
    /// The image.
    public let image: PlannedImage
    /// The mask object.
    public let mask: PlannedMask
    /// Its regions, in the order of the mask object.
    public let cases: [PlannedCase]
}

/// How a case, or something that never became one, ended.
public enum CaseVerdict: String, Sendable, Hashable, CaseIterable {
    /// Its rows are written.
    case done
    /// An earlier run wrote its rows.
    case alreadyDone = "already done"
    /// Something went wrong; the next run tries again.
    case failed
    /// Its input cannot be processed; the next run tries again.
    case refused
    /// Its values are in the CSV files only, since person or date is missing; the next run tries again.
    case held
}
