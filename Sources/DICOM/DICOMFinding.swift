/// Something a person should know about a file or a region, although the work goes on.
public struct DICOMFinding: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The stable codes of findings.
    public enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        /// A file or folder cannot be opened or read.
        case unreadable
        /// The name of a file or folder is not UTF-8.
        case nameNotUTF8 = "name-not-utf8"
        /// What is neither file nor folder: a named pipe, a socket or a device.
        case specialFile = "special-file"
        /// A file has no byte.
        case emptyFile = "empty-file"
        /// A file is truncated or malformed.
        case damagedFile = "damaged-file"
        /// An image object has no pixel data.
        case missingPixelData = "missing-pixel-data"
        /// The pixel data are shorter than the header says.
        case shortPixelData = "short-pixel-data"
        /// A second file with the same content was left out.
        case identicalCopy = "identical-copy"
        /// Two files have one SOP Instance UID and different content.
        case conflictingInstance = "conflicting-instance"
        /// Missing slices are interpolated, as the geometry's policy says.
        case interpolatedSlices = "interpolated-slices"
        /// The slices of a tilted gantry are moved back, as the geometry's policy says.
        case straightenedTilt = "straightened-tilt"
        /// A folder holds no DICOM file.
        case noDICOM = "no-dicom"
        /// Open contours were left out of the region.
        case openContour = "open-contour"
        /// Point contours were left out of the region.
        case pointContour = "point-contour"
        /// Contours of an unknown geometric type were left out of the region.
        case unknownContourType = "unknown-contour-type"
        /// Closed contours of fewer than three points were left out of the region.
        case degenerateContour = "degenerate-contour"
        /// Contours that repeat another one of their plane were left out of the region.
        case repeatedContour = "repeated-contour"
        /// Contours lie on planes beyond the first or last slice.
        case outsideSlices = "outside-slices"
        /// A part of the region lies beyond the rows or columns of the image.
        case outsidePlane = "outside-plane"
        /// Slices without contour lie between slices that have one.
        case sliceWithoutContour = "slice-without-contour"
        /// A mask on another grid than the image's was resampled.
        case otherGrid = "other-grid"
        /// A part of a mask lies outside the image.
        case partlyOutside = "partly-outside"
        /// A mask was placed although nothing tells that it lies in the image's frame of reference.
        case unknownFrame = "unknown-frame"
        /// A fractional segment has values between 0 and its maximum, of which a threshold makes a region.
        case fractionalValues = "fractional-values"
        /// A label map has pixels of a number that is no segment's.
        case unknownLabel = "unknown-label"
        /// No voxel centre lies inside the contours.
        case emptyRegion = "empty-region"
    }

    /// What kind of finding.
    public let code: Code
    /// What was found and where, in one line.
    public let message: String
    /// The file or folder concerned.
    public let path: String?

    /// Makes a finding.
    public init(_ code: Code, _ message: String, path: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
    }

    /// One readable line.
    public var description: String { (path.map { "\($0): " } ?? "") + message }
}
