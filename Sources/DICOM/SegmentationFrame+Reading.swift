extension FunctionalGroups {
    /// The segments that frames of a segmentation belong to, and where these lie.
    var extentsOfSegments: [Int: FrameExtent] {
        var counts: [Int: Int] = [:]
        var boxes: [Int: (lower: SIMD3<Double>, upper: SIMD3<Double>)] = [:]
        for item in items {
            guard let segment = item.items(.segmentIdentificationSequence).first?.referencedSegment else { continue }
            counts[segment, default: 0] += 1
            guard let values = try? item.items(.planePositionSequence).first?.numbers(.imagePositionPatient), values.count == 3 else {
                continue
            }
            let position = SIMD3(values)
            let box = boxes[segment] ?? (position, position)
            boxes[segment] = (pointwiseMin(box.lower, position), pointwiseMax(box.upper, position))
        }
        return counts.reduce(into: [:]) { extents, segment in
            let depth = boxes[segment.key].map { ($0.upper - $0.lower).length } ?? 0
            extents[segment.key] = FrameExtent(count: segment.value, depth: depth.isFinite ? depth : 0)
        }
    }

    /// The SOP Instance UIDs of the images that the frames of a segmentation were derived from.
    var sources: [String] { items.flatMap { $0.items(.derivationImageSequence).flatMap(\.sources) } }

    /// The frames of a segmentation, each with its segment and its place.
    ///
    /// - Throws: `malformed-segmentation`, or `damaged-file` when a group holds no numbers where they are needed.
    static func frames(of file: DICOMFile, like header: SegmentationHeader) throws(DICOMError) -> [SegmentationFrame] {
        let groups = FunctionalGroups(file)
        let count = header.instance.pixels.numberOfFrames
        guard groups.count == count else {
            throw malformed("there are functional groups for \(groups.count) frames, but Number of Frames is \(count)", file)
        }
        let known = Set(header.segments.map(\.number))
        var frames: [SegmentationFrame] = []
        frames.reserveCapacity(count)
        for place in 0..<count {
            let frame = groups[place]
            var number: Int?
            if header.kind != .labelMap {
                number = frame.item(.segmentIdentificationSequence)?.referencedSegment
                guard let number, known.contains(number) else {
                    throw malformed("frame \(place + 1) belongs to no segment of the Segment Sequence", file)
                }
            }
            frames.append(
                SegmentationFrame(
                    place: place, segment: number, plane: try plane(of: frame, number: place + 1, file),
                    sources: frame.items(.derivationImageSequence).flatMap(\.sources)))
        }
        return frames
    }

    /// Where a frame lies; nil when it says nothing about its position.
    private static func plane(of frame: FrameGroups, number: Int, _ file: DICOMFile) throws(DICOMError) -> SegmentationFrame.Plane? {
        guard try frame.item(.planePositionSequence)?.numbers(.imagePositionPatient) != nil else { return nil }
        let plane = try frame.plane()
        guard let position = plane.position, let row = plane.rowDirection, let column = plane.columnDirection else {
            throw malformed("frame \(number) has no usable Image Position or Image Orientation", file)
        }
        guard let spacing = plane.spacing, spacing.x > 0, spacing.y > 0 else {
            throw malformed("frame \(number) has no usable Pixel Spacing", file)
        }
        return SegmentationFrame.Plane(position: position, row: row, column: column, spacing: spacing)
    }

    private static func malformed(_ message: String, _ file: DICOMFile) -> DICOMError {
        DICOMError(.malformedSegmentation, "\(message); export the segmentation again", path: file.path)
    }
}

extension DICOMItem {
    /// Referenced Segment Number of an item of Segment Identification Sequence.
    fileprivate var referencedSegment: Int? { (try? integer(.referencedSegmentNumber)) ?? nil }

    /// The SOP Instance UIDs of the source images of an item of Derivation Image Sequence.
    fileprivate var sources: [String] { items(.sourceImageSequence).compactMap { $0.string(.referencedSOPInstanceUID) } }
}
