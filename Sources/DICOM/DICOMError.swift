/// Why a DICOM file, series or structure set cannot be used: a stable code, and one line that says what is wrong, where, and what to do.
public struct DICOMError: Error, Sendable, CustomStringConvertible {
    /// The stable codes of the errors of this module.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The path names nothing.
        case notFound = "not-found"
        /// The file or folder cannot be opened or read.
        case unreadable
        /// The file has no byte.
        case emptyFile = "empty-file"
        /// The content is not DICOM.
        case notDICOM = "not-dicom"
        /// The file is truncated or malformed.
        case damagedFile = "damaged-file"
        /// The image object has no pixel data.
        case missingPixelData = "missing-pixel-data"
        /// The pixel data are shorter than the header says.
        case shortPixelData = "short-pixel-data"
        /// The decoder refuses the pixel data.
        case undecodablePixelData = "undecodable-pixel-data"
        /// The pixel data are of a kind that is not read.
        case unsupportedPixelData = "unsupported-pixel-data"
        /// A series holds a damaged file, so that its slices cannot be proven complete.
        case damagedSeries = "damaged-series"
        /// The slices do not form a regular grid; the error's `verdict` says why.
        case geometry
        /// Rescale Slope or Rescale Intercept is missing or unusable.
        case invalidRescale = "invalid-rescale"
        /// The recipe is for other modalities.
        case otherModality = "other-modality"
        /// A projection image has another presentation intent than the recipe reads.
        case otherIntent = "other-intent"
        /// A field that SUV needs is missing or contradicts another one.
        case undeterminedUptake = "undetermined-uptake"
        /// The scaling that the recipe asks for is missing or contradictory.
        case undeterminedScaling = "undetermined-scaling"
        /// A stored value lies outside those that the scaling is stated for.
        case unmappedValue = "unmapped-value"
        /// The spacing that the recipe asks for is missing in a projection image.
        case undeterminedSpacing = "undetermined-spacing"
        /// The pixels of a file are not what the index saw.
        case changedFile = "changed-file"
        /// A 32-bit float cannot hold a value.
        case precision
        /// The object is not an RT Structure Set.
        case notStructureSet = "not-structure-set"
        /// The object is not a segmentation.
        case notSegmentation = "not-segmentation"
        /// A segmentation lacks what it must have, or contradicts itself.
        case malformedSegmentation = "malformed-segmentation"
        /// The image or the segmentation names no frame of reference, so that nothing tells where one lies in the other.
        case unknownFrame = "unknown-frame"
        /// No frame belongs to the segment.
        case emptySegment = "empty-segment"
        /// The file cannot be written.
        case unwritable
        /// The structure set references another series.
        case otherSeries = "other-series"
        /// The structure set or a region of it lies in another frame of reference than the image.
        case otherFrame = "other-frame"
        /// No ROI has the name that was asked for.
        case unknownROI = "unknown-roi"
        /// The ROI has no closed planar contour.
        case noClosedContour = "no-closed-contour"
        /// A contour's coordinates are incomplete, not numbers, or far outside any image.
        case malformedContour = "malformed-contour"
        /// A closed contour does not lie in one plane parallel to the slices.
        case nonPlanarContour = "non-planar-contour"
        /// Contours of two different planes fall on one slice.
        case severalPlanesOnSlice = "several-planes-on-slice"
        /// All contours lie outside the image.
        case outsideImage = "outside-image"
    }

    /// What kind of trouble.
    public let code: Code
    /// What is wrong and what to do, in one line.
    public let message: String
    /// The file or folder concerned.
    public let path: String?
    /// The verdict, when `code` is `geometry`.
    public let verdict: GeometryVerdict?
    /// What the operating system or a decoder said.
    public let cause: String?

    /// Makes an error.
    public init(_ code: Code, _ message: String, path: String? = nil, verdict: GeometryVerdict? = nil, cause: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.verdict = verdict
        self.cause = cause
    }

    /// The code to record: the verdict's own for trouble with the geometry, else that of `code`.
    public var identifier: String { verdict?.code ?? code.rawValue }

    /// One readable line: path, message, cause.
    public var description: String {
        let place = path.map { "\($0): " } ?? ""
        let reason = cause.map { " (\($0))" } ?? ""
        return place + message + reason
    }
}
