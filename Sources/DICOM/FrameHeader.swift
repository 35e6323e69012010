/// One frame of a multi-frame object: what its functional groups say, and the shared ones where they say nothing.
public struct FrameHeader: Sendable, Hashable, Codable {
    /// The frame's place in the object, from 0.
    public var index: Int
    /// Where the frame lies.
    public var plane: InstanceHeader.Plane
    /// How its stored values become modality units.
    public var rescale: InstanceHeader.Rescale
    /// What its kind of modality has; nil where that is as in the object's own header.
    public var modalityDetail: ModalityDetail?
    /// What tells it from other frames of the same place.
    public var attributes: FrameAttributes

    /// Makes a frame.
    public init(
        index: Int, plane: InstanceHeader.Plane, rescale: InstanceHeader.Rescale, modalityDetail: ModalityDetail? = nil,
        attributes: FrameAttributes
    ) {
        self.index = index
        self.plane = plane
        self.rescale = rescale
        self.modalityDetail = modalityDetail
        self.attributes = attributes
    }
}

extension InstanceHeader {
    /// A header for each frame: the object's own for a single-frame one, otherwise copies with what its frame says.
    public var ofFrames: [InstanceHeader] {
        guard !frames.isEmpty else { return [self] }
        var common = self
        common.frames = []
        return frames.map { frame in
            var header = common
            header.frame = frame.index
            header.plane = frame.plane
            header.rescale = frame.rescale
            header.modalityDetail = frame.modalityDetail ?? common.modalityDetail
            header.attributes = frame.attributes
            return header
        }
    }
}
