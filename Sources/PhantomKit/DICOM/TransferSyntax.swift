/// How a file is encoded; the raw values are the standard's UIDs (DICOM PS3.5 section 10).
public enum TransferSyntax: String, Sendable, CaseIterable {
    /// Implicit VR Little Endian.
    case implicitVRLittleEndian = "1.2.840.10008.1.2"
    /// Explicit VR Little Endian.
    case explicitVRLittleEndian = "1.2.840.10008.1.2.1"
    /// Deflated Explicit VR Little Endian.
    case deflatedExplicitVRLittleEndian = "1.2.840.10008.1.2.1.99"
    /// Explicit VR Big Endian.
    case explicitVRBigEndian = "1.2.840.10008.1.2.2"
    /// JPEG Lossless, any prediction.
    case jpegLosslessNonHierarchical = "1.2.840.10008.1.2.4.57"
    /// JPEG Lossless, first-order prediction.
    case jpegLossless = "1.2.840.10008.1.2.4.70"
    /// JPEG-LS lossless.
    case jpegLS = "1.2.840.10008.1.2.4.80"
    /// JPEG 2000 lossless.
    case jpeg2000Lossless = "1.2.840.10008.1.2.4.90"
    /// RLE Lossless.
    case rle = "1.2.840.10008.1.2.5"
}

/// How compressed frames are laid out in a file (DICOM PS3.5 A.4).
public struct Encapsulation: Sendable, Hashable {
    /// Where a file says which fragments belong to which frame.
    public enum OffsetTable: Int32, Sendable, Hashable, CaseIterable {
        /// Nowhere.
        case none = 0
        /// In the first item of Pixel Data.
        case basic = 1
        /// In Extended Offset Table.
        case extended = 2
    }

    /// Into how many fragments each frame is cut; at least 1.
    public var fragmentsPerFrame: Int
    /// The offset table.
    public var table: OffsetTable

    /// Describes a layout; the default is one fragment a frame with a Basic Offset Table.
    public init(fragmentsPerFrame: Int = 1, table: OffsetTable = .basic) {
        self.fragmentsPerFrame = fragmentsPerFrame
        self.table = table
    }
}
