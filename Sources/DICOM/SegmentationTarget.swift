import Voxels

/// The image on whose grid segments are wanted.
public struct SegmentationTarget: Sendable {
    /// The image's grid.
    public var grid: Grid
    /// The image's Frame of Reference UID; nil when it has none.
    public var frameOfReferenceUID: String?
    /// The SOP Instance UID of each z index, empty text where a slice is missing; none at all when the image is not DICOM.
    public var sopInstanceUIDs: [String]

    /// Describes an image that is not DICOM, or not of one file per slice.
    public init(grid: Grid, frameOfReferenceUID: String? = nil, sopInstanceUIDs: [String] = []) {
        self.grid = grid
        self.frameOfReferenceUID = frameOfReferenceUID
        self.sopInstanceUIDs = sopInstanceUIDs
    }

    /// Describes a series.
    public init(_ series: ImageSeries) {
        var uids = [String](repeating: "", count: series.grid.size.z)
        for (slice, z) in zip(series.slices, series.zIndices) { uids[z] = slice.sopInstanceUID }
        self.init(grid: series.grid, frameOfReferenceUID: series.frameOfReferenceUID, sopInstanceUIDs: uids)
    }
}

/// What turns a segmentation into regions, apart from the segmentation itself.
public struct SegmentationReading: Sendable, Hashable {
    /// The part of Maximum Fractional Value from which a voxel of a FRACTIONAL segment belongs to the region, above 0, at most 1.
    public var fractionalThreshold: Double
    /// Whether a mask in another or an unknown frame of reference is placed as if it were the image's.
    public var trustsUnknownFrame: Bool

    /// Describes a reading; half of a voxel makes it a part of the region, and unknown frames of reference are refused.
    public init(fractionalThreshold: Double = 0.5, trustsUnknownFrame: Bool = false) {
        self.fractionalThreshold = fractionalThreshold
        self.trustsUnknownFrame = trustsUnknownFrame
    }
}

/// A segment as voxels of an image's grid.
public struct SegmentedRegion: Sendable {
    /// The segment.
    public let segment: Segment
    /// Its voxels, on their bounding box.
    public let mask: Mask
    /// How it came to the image's grid.
    public let placement: MaskPlacement
    /// What a person should know about it.
    public let findings: [DICOMFinding]
}

extension PlacedMask {
    /// What a person should know about the placement, and the refusal of a region that lies wholly outside the image.
    ///
    /// - Throws: `outside-image`.
    public func findings(of name: String, path: String) throws(DICOMError) -> [DICOMFinding] {
        guard placement.outside < 1 else {
            throw DICOMError(.outsideImage, "\(name): all of it lies outside the image; choose the matching series", path: path)
        }
        var findings: [DICOMFinding] = []
        if !placement.isExact {
            let volume = Double(mask.count) * mask.grid.voxelVolume
            findings.append(
                DICOMFinding(
                    .otherGrid,
                    "\(name): it lies on another grid than the image and was resampled (nearest voxel, up to \(millimetres(placement.residual)) "
                        + "away): \(rounded(placement.ownVolume)) mm³ became \(rounded(volume)) mm³", path: path))
        }
        if placement.outside > 0 {
            let percent = rounded(placement.outside * 100)
            findings.append(
                DICOMFinding(.partlyOutside, "\(name): \(percent) % of it lies outside the image and is left out", path: path))
        }
        if mask.boundingBox.isEmpty {
            findings.append(DICOMFinding(.emptyRegion, "\(name): no voxel of the image belongs to it", path: path))
        }
        return findings
    }
}
