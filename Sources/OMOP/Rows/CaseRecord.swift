import Features
import Foundation

/// What came of one case: an image of a patient with its regions.
public struct CaseRecord: Sendable {
    /// What was computed, or why nothing was.
    public enum Outcome: Sendable {
        /// The regions with their features.
        case computed([RegionRecord])
        /// The input cannot be processed; a stable code and a line for the user.
        case refused(code: String, message: String)
        /// Something went wrong; a stable code and a line for the user.
        case failed(code: String, message: String)
    }

    /// The hexadecimal digest of everything the values depend on: inputs, recipe, selection, numerics version.
    public var key: String
    /// What the case is about whatever its content (image, mask object, region, recipe name), as a pseudonym.
    public var subject: String
    /// Whose image it is.
    public var patient: PatientIdentity
    /// When it was taken.
    public var dates: ImageDates
    /// Which image.
    public var image: ImageIdentity
    /// What came of it.
    public var outcome: Outcome
    /// When work on the case began.
    public var started: Date
    /// The run that did it.
    public var runID: String
    /// The key of its row in the queue, which goes away with the commit; nil when it has none.
    public var task: String?
    /// How often the run tried it.
    public var attempts: Int
    /// The number of the worker that did it; nil when there was none.
    public var worker: Int?
    /// How long its stages took.
    public var seconds: StageSeconds
    /// True to take out the rows of earlier cases of the subject, false to keep them as superseded.
    public var replaces: Bool

    /// Describes a case.
    public init(
        key: String, subject: String, patient: PatientIdentity, dates: ImageDates, image: ImageIdentity, outcome: Outcome, started: Date,
        runID: String, task: String? = nil, attempts: Int = 1, worker: Int? = nil, seconds: StageSeconds = StageSeconds(),
        replaces: Bool = false
    ) {
        self.key = key
        self.subject = subject
        self.patient = patient
        self.dates = dates
        self.image = image
        self.outcome = outcome
        self.started = started
        self.runID = runID
        self.task = task
        self.attempts = attempts
        self.worker = worker
        self.seconds = seconds
        self.replaces = replaces
    }
}

/// An image: its identity is written as a pseudonym only.
public struct ImageIdentity: Sendable, Hashable {
    /// Series Instance UID (0020,000E), or what identifies an image that is not DICOM.
    public var seriesUID: String
    /// Study Instance UID (0020,000D); nil for an image that is not DICOM, which is a study of its own.
    public var studyUID: String?
    /// Accession Number (0008,0050), by which a site's CDM may know the study; never written as it is.
    public var accessionNumber: String?
    /// The hexadecimal digest of the image's content.
    public var digest: String
    /// Modality (0008,0060).
    public var modality: String
    /// What intensities are measured in.
    public var intensityUnit: IntensityUnit
    /// What is kept about the acquisition; free of paths, UIDs and what tells who.
    public var properties: [ImageProperty]
    /// The files that the image is made of.
    public var instances: [ImageInstance]
    /// What its header says about the acquisition.
    public var acquisition: [AcquisitionValue]

    /// Describes an image.
    public init(
        seriesUID: String, studyUID: String? = nil, accessionNumber: String? = nil, digest: String, modality: String,
        intensityUnit: IntensityUnit,
        properties: [ImageProperty] = [],
        instances: [ImageInstance] = [], acquisition: [AcquisitionValue] = []
    ) {
        self.acquisition = acquisition
        self.studyUID = studyUID
        self.accessionNumber = accessionNumber
        self.properties = properties
        self.instances = instances
        self.seriesUID = seriesUID
        self.digest = digest
        self.modality = modality
        self.intensityUnit = intensityUnit
    }
}

/// A file of an image: its identity is written as a pseudonym only.
public struct ImageInstance: Sendable, Hashable {
    /// SOP Instance UID (0008,0018); nil for a file that is not DICOM.
    public var sopInstanceUID: String?
    /// The hexadecimal digest of the file's content.
    public var digest: String

    /// Describes a file.
    public init(sopInstanceUID: String?, digest: String) {
        self.sopInstanceUID = sopInstanceUID
        self.digest = digest
    }
}

/// Something that the header says about an acquisition, or how it was read, such as the presentation intent of a mammogram.
public struct ImageProperty: Sendable, Hashable, Codable {
    /// A stable kebab-case word.
    public var name: String
    /// The value, with its unit in the name where it has one.
    public var value: String

    /// Makes a property.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A region of interest of a case with its features.
public struct RegionRecord: Sendable, Hashable {
    /// The region's name in the output: the selection's alias or the ROI name.
    public var label: String
    /// SOP Instance UID of the RTSTRUCT or SEG, or what identifies a mask that is not DICOM; written as a pseudonym only.
    public var maskUID: String
    /// The hexadecimal digest of the mask's content.
    public var maskDigest: String
    /// The voxels of the morphological mask after interpolation.
    public var morphologicalVoxels: Int
    /// The voxels of the intensity mask after re-segmentation.
    public var intensityVoxels: Int
    /// Where the mask came from and what it lies on; nil where nothing is known of it.
    public var geometry: RegionGeometry?
    /// The features, configuration by configuration.
    public var features: [ConfiguredFeatures]
    /// What a person should know about the region; free of paths and UIDs.
    public var remarks: [Remark]

    /// Describes a region.
    public init(
        label: String, maskUID: String, maskDigest: String, morphologicalVoxels: Int, intensityVoxels: Int,
        geometry: RegionGeometry? = nil, features: [ConfiguredFeatures], remarks: [Remark] = []
    ) {
        self.geometry = geometry
        self.label = label
        self.maskUID = maskUID
        self.maskDigest = maskDigest
        self.morphologicalVoxels = morphologicalVoxels
        self.intensityVoxels = intensityVoxels
        self.features = features
        self.remarks = remarks
    }
}

/// Something a person should know about a region although it was computed, such as contours that were left out.
public struct Remark: Sendable, Hashable, CustomStringConvertible {
    /// A stable kebab-case word that programs can branch on.
    public var code: String
    /// What was found and what was done, in one line.
    public var message: String

    /// Makes a remark.
    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Makes a remark of what was noticed about a patient.
    public init(_ finding: PersonFinding) {
        self.init(finding.code.rawValue, finding.message)
    }

    /// One readable line.
    public var description: String { "\(message) [\(code)]" }
}

/// The features of a region in one configuration of the recipe.
public struct ConfiguredFeatures: Sendable, Hashable {
    /// The configuration's number n.
    public var configuration: Int
    /// The features.
    public var results: [FeatureResult]

    /// Pairs a configuration with its features.
    public init(configuration: Int, results: [FeatureResult]) {
        self.configuration = configuration
        self.results = results
    }
}

/// What a commit did.
public struct CommitReport: Sendable, Hashable {
    /// How the case stands now.
    public let state: CaseState
    /// Why it is not done.
    public let code: String?
    /// Why it is not done, for the user.
    public let message: String?
    /// The case was done before, and nothing was written.
    public let wasDone: Bool
    /// What was noticed about the patient.
    public let findings: [PersonFinding]
    /// How many measurements were written.
    public let measurements: Int
}
