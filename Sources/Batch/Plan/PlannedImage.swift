import DICOM
import OMOP

/// An image of the plan: what is known of it before a pixel is read.
///
/// It holds no headers, so that a plan of a large archive stays small; who computes the image reads them again.
public struct PlannedImage: Sendable, Hashable {
    /// What kind of image it is.
    enum Content: Sendable, Hashable {
        /// A DICOM series, or the stack of it that is called so.
        case series(stack: String?)
        /// A NIfTI file.
        case nifti
        /// The image cannot be processed.
        case unusable(reason: Reason)
    }

    let content: Content
    /// All files of the image.
    public let files: [PlannedFile]
    /// Series Instance UID; nil for images that are not DICOM, which are known by their content.
    public let seriesInstanceUID: String?
    /// Study Instance UID; nil for images that are not DICOM.
    public let studyInstanceUID: String?
    /// Modality (0008,0060), or what the manifest says; `OT` where nothing does.
    public let modality: String
    /// What intensities are measured in.
    let intensityUnit: IntensityUnit
    /// The unit that the recipe's scaling gives intensities, whatever a manifest says; nil when it leaves them as they are.
    var fixedUnit: IntensityUnit?
    /// What the header says about the acquisition and what was made of it, which is kept with the rows.
    var properties: [ImageProperty] = []
    /// Whose image it is.
    public let patient: PatientIdentity
    /// When it was made.
    let dates: ImageDates
    /// True when a manifest states patient, date or modality other than the files do, so that they are part of the case's identity.
    let isStated: Bool
    /// Where it lies, relative to the archive: for the terminal only.
    public let place: String

    /// Why no case of the image can be computed; nil when it can, as far as headers tell.
    public var refusal: Reason? { if case .unusable(let reason) = content { reason } else { nil } }

    /// Which of a series' stacks the image is; nil when the series is one stack.
    var stack: String? { if case .series(let stack) = content { stack } else { nil } }

    /// The paths of all files.
    var paths: [String] { files.map(\.path) }
}
