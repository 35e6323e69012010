import Voxels

/// One segment of a segmentation object (DICOM PS3.3 C.8.20.4).
public struct Segment: Sendable, Hashable, Codable {
    /// Segment Number.
    public var number: Int
    /// Segment Label.
    public var label: String
    /// Segmented Property Category, such as SCT 49755003 (morphologically abnormal structure).
    public var category: CodedConcept?
    /// Segmented Property Type, such as SCT 10200004 (liver).
    public var type: CodedConcept?
    /// False when no frame belongs to the segment, so that it is empty; of label maps this is not known before pixels are read.
    public var hasFrames: Bool
    /// Where its frames lie; nil of label maps, and when nobody looked.
    public var frames: FrameExtent?

    /// Makes a segment.
    public init(
        number: Int, label: String, category: CodedConcept? = nil, type: CodedConcept? = nil, hasFrames: Bool = true,
        frames: FrameExtent? = nil
    ) {
        self.number = number
        self.label = label
        self.category = category
        self.type = type
        self.hasFrames = hasFrames
        self.frames = frames
    }
}

/// Where the frames of a segment lie, which tells how much work it is.
public struct FrameExtent: Sendable, Hashable, Codable {
    /// How many frames there are.
    public var count: Int
    /// How far the outermost are apart in mm; 0 when their positions are not known.
    public var depth: Double

    /// Describes an extent.
    public init(count: Int, depth: Double) {
        self.count = count
        self.depth = depth
    }
}

/// What a segmentation object says apart from its frames.
public struct SegmentationHeader: Sendable, Hashable, Codable {
    /// What pixel values stand for: Segmentation Type.
    public enum Kind: Sendable, Hashable, Codable {
        /// 1 inside, 0 outside; each frame belongs to one segment.
        case binary
        /// A part of Maximum Fractional Value; Segmentation Fractional Type says of what.
        case fractional(type: String, maximum: Int)
        /// Segment numbers (Supplement 243).
        case labelMap
    }

    /// The object's general header.
    public var instance: InstanceHeader
    /// What pixel values stand for.
    public var kind: Kind
    /// Frame of Reference UID; nil when the object has none, such as on a mammogram.
    public var frameOfReferenceUID: String?
    /// The Series Instance UIDs of Referenced Series Sequence, in the order of the header.
    public var referencedSeriesUIDs: [String]
    /// The SOP Instance UIDs of the images that the object names as its references and sources.
    public var referencedInstanceUIDs: Set<String>
    /// The segments, in the order of the header; the background of a label map (number 0) is none.
    public var segments: [Segment]

    /// Makes a header.
    public init(
        instance: InstanceHeader, kind: Kind, frameOfReferenceUID: String? = nil, referencedSeriesUIDs: [String] = [],
        referencedInstanceUIDs: Set<String> = [], segments: [Segment] = []
    ) {
        self.instance = instance
        self.kind = kind
        self.frameOfReferenceUID = frameOfReferenceUID
        self.referencedSeriesUIDs = referencedSeriesUIDs
        self.referencedInstanceUIDs = referencedInstanceUIDs
        self.segments = segments
    }
}

/// A DICOM segmentation (BINARY, FRACTIONAL or LABELMAP) whose functional groups were read; pixels are read when a region is asked for.
public struct SegmentationObject: Sendable {
    /// Everything but the frames.
    public let header: SegmentationHeader
    /// The frames, in the order of the file.
    let frames: [SegmentationFrame]
    /// Spacing Between Slices in mm, where the object states it.
    let statedSliceSpacing: Double?
    /// Slice Thickness in mm, where the object states it.
    let statedThickness: Double?

    /// The file.
    public var path: String { header.instance.path }
    /// The segments, in the order of the header.
    public var segments: [Segment] { header.segments }
}

/// One frame: which segment's, and where it lies.
struct SegmentationFrame: Sendable, Hashable {
    /// The place of the frame in Pixel Data, from 0.
    let place: Int
    /// Referenced Segment Number; nil in label maps.
    let segment: Int?
    /// Where its pixels lie; nil when the object has no frame of reference.
    let plane: Plane?
    /// The SOP Instance UIDs of the images that the frame was derived from.
    let sources: [String]

    /// Where the pixels of a frame lie.
    struct Plane: Sendable, Hashable {
        /// Image Position (Patient): the centre of the first pixel in LPS mm.
        let position: SIMD3<Double>
        /// The direction of growing column index.
        let row: SIMD3<Double>
        /// The direction of growing row index.
        let column: SIMD3<Double>
        /// Pixel Spacing as (between columns, between rows) in mm.
        let spacing: SIMD2<Double>
    }
}
