/// What the header of one DICOM object says, as far as Voxmark uses it.
///
/// Text is UTF-8; nil where the header says nothing.
public struct InstanceHeader: Sendable, Hashable, Codable {
    /// Who was imaged.
    public struct Patient: Sendable, Hashable, Codable {
        /// Patient ID.
        public var id: String?
        /// Issuer of Patient ID.
        public var issuerOfID: String?
        /// Patient's Birth Date as it stands (YYYYMMDD).
        public var birthDate: String?
        /// Patient's Sex (M, F, O).
        public var sex: String?
        /// Patient's Age as it stands (nnnD, nnnW, nnnM, nnnY).
        public var age: String?

        /// A patient of whom nothing is known.
        public init() {}
    }

    /// When the image was made, as the header says (YYYYMMDD).
    public struct Dates: Sendable, Hashable, Codable {
        /// Study Date.
        public var study: String?
        /// Series Date.
        public var series: String?
        /// Acquisition Date.
        public var acquisition: String?

        /// No date.
        public init() {}
    }

    /// Where the pixels lie in space.
    public struct Plane: Sendable, Hashable, Codable {
        /// Frame of Reference UID.
        public var frameOfReferenceUID: String?
        /// Image Position (Patient): the centre of the first pixel in LPS mm.
        public var position: SIMD3<Double>?
        /// The first three values of Image Orientation (Patient): the direction of growing column index.
        public var rowDirection: SIMD3<Double>?
        /// The last three values of Image Orientation (Patient): the direction of growing row index.
        public var columnDirection: SIMD3<Double>?
        /// Pixel Spacing as (between columns, between rows) in mm; the header has the two the other way round.
        public var spacing: SIMD2<Double>?
        /// Slice Thickness in mm.
        public var sliceThickness: Double?
        /// Spacing Between Slices in mm.
        public var spacingBetweenSlices: Double?

        /// No geometry.
        public init() {}
    }

    /// How the pixels are stored.
    public struct Pixels: Sendable, Hashable, Codable {
        /// Rows; 0 when the object is no image.
        public var rows = 0
        /// Columns; 0 when the object is no image.
        public var columns = 0
        /// Samples per Pixel.
        public var samplesPerPixel = 1
        /// Photometric Interpretation.
        public var photometricInterpretation: String?
        /// Number of Frames.
        public var numberOfFrames = 1
        /// Bits Allocated.
        public var bitsAllocated = 16
        /// Bits Stored.
        public var bitsStored = 16
        /// High Bit.
        public var highBit = 15
        /// True when Pixel Representation is 1.
        public var isSigned = false
        /// Pixel Padding Value, as a stored value.
        public var paddingValue: Int?
        /// Pixel Padding Range Limit, as a stored value.
        public var paddingRangeLimit: Int?
        /// Transfer Syntax UID; empty when it is not known.
        public var transferSyntaxUID = "1.2.840.10008.1.2.1"

        /// Sixteen unsigned bits, Explicit VR Little Endian.
        public init() {}
    }

    /// How stored values become modality units.
    public struct Rescale: Sendable, Hashable, Codable {
        /// Rescale Slope.
        public var slope: Double?
        /// Rescale Intercept.
        public var intercept: Double?
        /// Rescale Type.
        public var type: String?
        /// Units of a PET image (0054,1001), such as BQML or GML.
        public var units: String?
        /// True when a Modality LUT Sequence takes the place of slope and intercept.
        public var hasLookupTable = false

        /// No rescaling.
        public init() {}
    }

    /// The file.
    public var path: String
    /// SOP Class UID.
    public var sopClassUID = ""
    /// SOP Instance UID.
    public var sopInstanceUID = ""
    /// Study Instance UID.
    public var studyInstanceUID = ""
    /// Series Instance UID.
    public var seriesInstanceUID = ""
    /// Modality.
    public var modality: String?
    /// Image Type, its values separated by backslashes.
    public var imageType: String?
    /// Manufacturer.
    public var manufacturer: String?
    /// Study Description.
    public var studyDescription: String?
    /// Series Description.
    public var seriesDescription: String?
    /// Series Number.
    public var seriesNumber: String?
    /// Instance Number.
    public var instanceNumber: String?
    /// Who was imaged.
    public var patient = Patient()
    /// When.
    public var dates = Dates()
    /// Where.
    public var plane = Plane()
    /// How the pixels are stored.
    public var pixels = Pixels()
    /// How they become modality units.
    public var rescale = Rescale()
    /// What only its kind of modality has.
    public var modalityDetail = ModalityDetail.none
    /// What tells the image from others of the same place.
    public var attributes = FrameAttributes()
    /// True for the tomosynthesis that Hologic wrote as private elements of a Secondary Capture.
    public var isHologicTomosynthesis = false
    /// The frame that the header describes, from 0: other than 0 only for a frame of a multi-frame object.
    public var frame = 0
    /// The frames of a multi-frame object with functional groups, or some of them; empty for a single-frame image.
    public var frames: [FrameHeader] = []

    /// Makes a header that knows its file only.
    public init(path: String) {
        self.path = path
    }

    /// The name of the SOP Class in the DICOM dictionary, or its UID.
    public var sopClassName: String { DICOMFile.name(ofUID: sopClassUID) }
}
