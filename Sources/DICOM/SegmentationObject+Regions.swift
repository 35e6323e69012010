import Voxels

extension SegmentationObject {
    /// Decodes the frames of segments, each once, whatever the number of segments.
    ///
    /// - Parameter reading: the threshold of fractional segments.
    /// - Throws: `DICOMError` when the file has changed or its pixels cannot be read.
    public func decoded(_ segments: [Segment], reading: SegmentationReading = SegmentationReading()) throws(DICOMError) -> DecodedSegments {
        try DecodedSegments(Set(segments.map(\.number)), of: self, threshold: reading.fractionalThreshold)
    }

    /// Finds the voxels of one segment on an image's grid.
    ///
    /// - Throws: as `decoded(_:reading:)` and `region(of:_:on:reading:tolerance:)`.
    public func region(
        of segment: Segment, on target: SegmentationTarget, reading: SegmentationReading = SegmentationReading(),
        tolerance: GeometryTolerance = GeometryTolerance()
    ) throws(DICOMError) -> SegmentedRegion {
        try region(of: segment, try decoded([segment], reading: reading), on: target, reading: reading, tolerance: tolerance)
    }

    /// Finds the voxels of a decoded segment on an image's grid.
    ///
    /// Where the frames lie on the image's slices and voxels, in any order and direction of the axes, every pixel is a voxel. On another grid of
    /// the same frame of reference an image's voxel belongs to a segment when its centre lies in a pixel of it (nearest neighbour). A segmentation
    /// without plane positions, as of a mammogram, is laid pixel by pixel on the image that it names as its source. Segments may overlap.
    ///
    /// - Parameters:
    ///   - segment: a segment of this object.
    ///   - decoded: its pixels.
    ///   - target: the image.
    ///   - reading: what to do about unknown frames of reference.
    ///   - tolerance: `position` is how far a frame may be from a slice, in mm, at most a tenth of the smallest voxel edge.
    /// - Throws: `other-frame`, `unknown-frame`, `empty-segment`, `outside-image` or `malformed-segmentation`.
    public func region(
        of segment: Segment, _ decoded: DecodedSegments, on target: SegmentationTarget,
        reading: SegmentationReading = SegmentationReading(),
        tolerance: GeometryTolerance = GeometryTolerance()
    ) throws(DICOMError) -> SegmentedRegion {
        let name = "segment \(segment.number) '\(segment.label)'"
        let patches = decoded.patches[segment.number] ?? []
        guard !patches.isEmpty else {
            throw DICOMError(.emptySegment, "\(name) has no pixel; choose another segment", path: path)
        }
        var findings: [DICOMFinding] = []
        let isKnown = try requireFrame(target, name: name, trusting: reading.trustsUnknownFrame)
        let placed = try place(patches, on: target, name: name, tolerance: tolerance)
        if !isKnown {
            // A named pair with one and the same grid leaves no doubt, such as a DICOM image that was converted to NIfTI.
            let isNamedPair = target.sopInstanceUIDs.isEmpty && placed.placement.isExact
            guard isNamedPair || reading.trustsUnknownFrame else { throw unknownFrame(target, name: name) }
            findings.append(
                DICOMFinding(
                    .unknownFrame,
                    "\(name): nothing tells that it lies in the image's frame of reference; it was placed by its coordinates",
                    path: path))
        }
        if case .fractional(let type, let maximum) = header.kind, let count = decoded.partial[segment.number], count > 0 {
            let limit = rounded(reading.fractionalThreshold * Double(maximum))
            let kind = type.isEmpty ? "" : " (\(type))"
            findings.append(
                DICOMFinding(
                    .fractionalValues,
                    "\(name): \(counted(count, "pixel")) of the FRACTIONAL segment\(kind) lie between 0 and \(maximum); those from \(limit) up belong to it",
                    path: path))
        }
        if !decoded.unknownLabels.isEmpty {
            let labels = decoded.unknownLabels.sorted().map(String.init).joined(separator: ", ")
            findings.append(
                DICOMFinding(
                    .unknownLabel,
                    "\(name): the label map has pixels of \(labels), which the Segment Sequence does not name; they belong to no region",
                    path: path))
        }
        findings += try placed.findings(of: name, path: path)
        return SegmentedRegion(segment: segment, mask: placed.mask, placement: placed.placement, findings: findings)
    }

    /// Whether image and segmentation share a frame of reference; refuses two that are known to differ.
    private func requireFrame(_ target: SegmentationTarget, name: String, trusting: Bool) throws(DICOMError) -> Bool {
        if let own = header.frameOfReferenceUID, let other = target.frameOfReferenceUID {
            if own == other { return true }
            guard !trusting else { return false }
            throw DICOMError(
                .otherFrame,
                "\(name) lies in the frame of reference \(shortened(own)), but the image in \(shortened(other)); choose the image that it was made on",
                path: path)
        }
        return header.references(target.sopInstanceUIDs)
    }

    private func unknownFrame(_ target: SegmentationTarget, name: String) -> DICOMError {
        let what = header.frameOfReferenceUID == nil ? "the segmentation" : "the image"
        return DICOMError(
            .unknownFrame,
            "\(name): \(what) names no frame of reference, and the segmentation does not name the image as its source, so that its place is unknown; "
                + "set masks.unknown-frame to trust in the recipe if their coordinates agree", path: path)
    }
}
