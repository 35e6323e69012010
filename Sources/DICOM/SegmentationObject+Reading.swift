extension SegmentationObject {
    /// Segmentation Storage and Label Map Segmentation Storage.
    static let sopClassUIDs: Set<String> = ["1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"]

    /// Reads segments and functional groups of a segmentation object; of the pixels, only their declared size is compared with the file.
    ///
    /// - Throws: `DICOMError` when the file is no segmentation, is damaged, is of a kind that is not read, or contradicts itself.
    public init(path: String) throws(DICOMError) {
        let file = try DICOMFile(path: path)
        if let damage = file.damage {
            throw DICOMError(.damagedFile, "the file is truncated or malformed; fetch it again from the archive", path: path, cause: damage)
        }
        let header = try SegmentationHeader(file: file)
        try requirePixels(file, header)
        self.header = header
        frames = try FunctionalGroups.frames(of: file, like: header)
        let stated = try FunctionalGroups(file)[0].plane()
        statedSliceSpacing = stated.spacingBetweenSlices.flatMap { $0 > 0 ? $0 : nil }
        statedThickness = stated.sliceThickness.flatMap { $0 > 0 ? $0 : nil }
    }
}

extension SegmentationHeader {
    init(file: DICOMFile) throws(DICOMError) {
        let dataset = file.dataset
        let instance = try InstanceHeader(file: file)
        guard SegmentationObject.sopClassUIDs.contains(instance.sopClassUID) else {
            throw DICOMError(.notSegmentation, "the object is no segmentation but \(instance.sopClassName)", path: file.path)
        }
        let kind = try Kind(dataset, path: file.path)
        let groups = FunctionalGroups(file)
        let series = dataset.items(.referencedSeriesSequence)
        let named = series.flatMap { $0.items(.referencedInstanceSequence) }.compactMap { $0.string(.referencedSOPInstanceUID) }
        let sources = dataset.items(.sourceImageSequence).compactMap { $0.string(.referencedSOPInstanceUID) }
        let drawn = kind == .labelMap ? nil : groups.extentsOfSegments
        self.init(
            instance: instance, kind: kind, frameOfReferenceUID: dataset.string(.frameOfReferenceUID),
            referencedSeriesUIDs: series.compactMap { $0.string(.seriesInstanceUID) },
            referencedInstanceUIDs: Set(named.isEmpty ? sources + groups.sources : named),
            segments: try readSegments(dataset, drawn: drawn, path: file.path))
    }
}

extension SegmentationHeader.Kind {
    fileprivate init(_ dataset: DICOMItem, path: String) throws(DICOMError) {
        switch dataset.string(.segmentationType) {
        case "BINARY": self = .binary
        case "LABELMAP": self = .labelMap
        case "FRACTIONAL":
            guard let maximum = try dataset.integer(.maximumFractionalValue), (1...65_535).contains(maximum) else {
                throw DICOMError(
                    .malformedSegmentation, "the segmentation is FRACTIONAL but has no Maximum Fractional Value; export it again",
                    path: path)
            }
            self = .fractional(type: dataset.string(.segmentationFractionalType) ?? "", maximum: maximum)
        case let other:
            throw DICOMError(
                .malformedSegmentation,
                "Segmentation Type is \(other ?? "missing"), none of BINARY, FRACTIONAL and LABELMAP; export it again",
                path: path)
        }
    }
}

/// The segments; their numbers must be there and unique.
private func readSegments(_ dataset: DICOMItem, drawn: [Int: FrameExtent]?, path: String) throws(DICOMError) -> [Segment] {
    var segments: [Segment] = []
    for item in dataset.items(.segmentSequence) {
        guard let number = try item.integer(.segmentNumber), !segments.contains(where: { $0.number == number }) else {
            throw DICOMError(.malformedSegmentation, "Segment Numbers are missing or not unique; correct the segmentation", path: path)
        }
        guard number != 0 || drawn != nil else { continue }
        segments.append(
            Segment(
                number: number, label: item.string(.segmentLabel) ?? "",
                category: CodedConcept(item, .segmentedPropertyCategoryCodeSequence),
                type: CodedConcept(item, .segmentedPropertyTypeCodeSequence),
                hasFrames: drawn.map { $0[number] != nil } ?? true, frames: drawn?[number]))
    }
    return segments
}

/// Compares what the header declares with what the file has, before anything is allocated for it.
private func requirePixels(_ file: DICOMFile, _ header: SegmentationHeader) throws(DICOMError) {
    let pixels = header.instance.pixels
    let declared = file.pixels
    guard (1...65_535).contains(pixels.rows), (1...65_535).contains(pixels.columns), pixels.samplesPerPixel == 1, !pixels.isTooLarge
    else {
        throw DICOMError(.malformedSegmentation, "the segmentation's frames have no usable size; export it again", path: file.path)
    }
    guard pixels.isDecodable else {
        let name = DICOMFile.name(ofUID: pixels.transferSyntaxUID)
        throw DICOMError(
            .unsupportedPixelData, "pixel data in transfer syntax \(name) are not read; export the segmentation uncompressed",
            path: file.path)
    }
    let bits = header.kind == .binary ? [1, 8] : [8, 16]
    guard bits.contains(pixels.bitsAllocated), !pixels.isSigned else {
        throw DICOMError(
            .malformedSegmentation, "\(pixels.bitsAllocated) bits per pixel do not go with the Segmentation Type; export it again",
            path: file.path)
    }
    let isShort = declared.encapsulated != 0 ? declared.fragments < declared.frames : declared.length < declared.expected_length
    guard isShort else { return }
    let found =
        declared.encapsulated != 0
        ? "\(declared.fragments) fragments for \(declared.frames) frames" : "\(declared.length) of \(declared.expected_length) bytes"
    throw DICOMError(
        .shortPixelData, "the pixel data are incomplete (\(found)); fetch the file again from the archive", path: file.path)
}
