/// The shared and per-frame functional groups of a segmentation (DICOM PS3.3 C.7.6.16): what a frame does not say, the shared groups do.
struct FunctionalGroups {
    let shared: DICOMItem?
    let perFrame: [DICOMItem]
    private let path: String

    init(_ file: DICOMFile) {
        shared = file.dataset.items(.sharedFunctionalGroupsSequence).first
        perFrame = file.dataset.items(.perFrameFunctionalGroupsSequence)
        path = file.path
    }

    /// The Referenced Segment Numbers of all frames.
    var segmentNumbers: [Int] { (perFrame + (shared.map { [$0] } ?? [])).compactMap(segmentNumber) }

    /// The SOP Instance UIDs of the images that frames were derived from.
    var sources: [String] { (perFrame + (shared.map { [$0] } ?? [])).flatMap(sources) }

    /// The frames, each with its segment and its place.
    func frames(of header: SegmentationHeader) throws(DICOMError) -> [SegmentationFrame] {
        let count = header.instance.pixels.numberOfFrames
        guard perFrame.count == count else {
            throw malformed("there are functional groups for \(perFrame.count) frames, but Number of Frames is \(count)")
        }
        let known = Set(header.segments.map(\.number))
        var frames: [SegmentationFrame] = []
        frames.reserveCapacity(count)
        for (place, item) in perFrame.enumerated() {
            var number: Int?
            if header.kind != .labelMap {
                number = segmentNumber(item) ?? shared.flatMap(segmentNumber)
                guard let number, known.contains(number) else {
                    throw malformed("frame \(place + 1) belongs to no segment of the Segment Sequence")
                }
            }
            let own = sources(item)
            frames.append(
                SegmentationFrame(
                    place: place, segment: number, plane: try plane(of: item, frame: place + 1),
                    sources: own.isEmpty ? shared.map(sources) ?? [] : own))
        }
        return frames
    }

    private func plane(of item: DICOMItem, frame: Int) throws(DICOMError) -> SegmentationFrame.Plane? {
        let position = try group(.planePositionSequence, of: item)?.numbers(.imagePositionPatient)
        guard let position else { return nil }
        guard let axes = try group(.planeOrientationSequence, of: item)?.numbers(.imageOrientationPatient), position.count == 3,
            axes.count == 6
        else { throw malformed("frame \(frame) has no usable Image Position or Image Orientation") }
        guard let spacing = try group(.pixelMeasuresSequence, of: item)?.numbers(.pixelSpacing), spacing.count == 2, spacing[0] > 0,
            spacing[1] > 0
        else { throw malformed("frame \(frame) has no usable Pixel Spacing") }
        return SegmentationFrame.Plane(
            position: SIMD3(position), row: SIMD3(axes[..<3]), column: SIMD3(axes[3...]), spacing: SIMD2(spacing[1], spacing[0]))
    }

    /// The item of a functional group: the frame's own, else the shared one.
    private func group(_ tag: Tag, of item: DICOMItem) -> DICOMItem? {
        item.items(tag).first ?? shared?.items(tag).first
    }

    private func segmentNumber(_ item: DICOMItem) -> Int? {
        item.items(.segmentIdentificationSequence).first.flatMap { (try? $0.integer(.referencedSegmentNumber)) ?? nil }
    }

    private func sources(_ item: DICOMItem) -> [String] {
        item.items(.derivationImageSequence).flatMap { $0.items(.sourceImageSequence) }.compactMap { $0.string(.referencedSOPInstanceUID) }
    }

    private func malformed(_ message: String) -> DICOMError {
        DICOMError(.malformedSegmentation, "\(message); export the segmentation again", path: path)
    }
}
