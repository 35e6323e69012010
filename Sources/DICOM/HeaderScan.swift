import CDCMTK

/// Reads the header of one file.
func readHeader(_ path: String) -> FileContent {
    do throws(DICOMError) {
        let file = try DICOMFile(path: path)
        let header = InstanceHeader(withoutGeometryOf: file)
        if SegmentationObject.sopClassUIDs.contains(header.sopClassUID) {
            if let damage = damage(of: header, file) { return .unreadable(damage) }
            return .segmentation(try SegmentationHeader(file: file))
        }
        if header.isImage { return image(header, file) }
        if header.sopClassUID == StructureSet.sopClassUID {
            if let damage = file.damage { return .unreadable(damaged(path, damage)) }
            return .structureSet(try StructureSetHeader(file: file))
        }
        if let damage = file.damage { return .unreadable(damaged(path, damage)) }
        let isDirectory = try file.dataset.number(.offsetOfFirstDirectoryRecord) != nil
        guard isDirectory || !header.sopClassUID.isEmpty else { return .unreadable(damaged(path, "there is no SOP Class UID")) }
        return .other(header)
    } catch {
        switch error.code {
        case .notDICOM: return .notDICOM
        case .emptyFile: return .unreadable(DICOMFinding(.emptyFile, error.message, path: path))
        case .unreadable: return .unreadable(DICOMFinding(.unreadable, error.message, path: path))
        default: return .unreadable(error.cause.map { damaged(path, $0) } ?? DICOMFinding(.damagedFile, error.message, path: path))
        }
    }
}

/// Reads the rest of an image's header; where that fails, the image still counts as a damaged one of its series.
private func image(_ header: InstanceHeader, _ file: DICOMFile) -> FileContent {
    do throws(DICOMError) {
        return .image(try InstanceHeader(file: file), damage: damage(of: header, file))
    } catch {
        return .image(header, damage: damaged(header.path, error.message))
    }
}

/// What is wrong with an image's pixels, as far as the file's layout tells.
func damage(of header: InstanceHeader, _ file: DICOMFile) -> DICOMFinding? {
    if let damage = file.damage { return damaged(header.path, damage) }
    guard header.pixels.isDecodable else { return nil }
    let pixels = file.pixels
    if Int(pixels.kind) == CDCMTK_PIXELS_NONE {
        return DICOMFinding(.missingPixelData, "the image has no pixel data; fetch it again from the archive", path: header.path)
    }
    if Int(pixels.kind) != CDCMTK_PIXELS_INTEGER { return nil }
    let isSubsampled = header.pixels.photometricInterpretation.map { $0.hasSuffix("_422") || $0.hasSuffix("_420") } ?? false
    let isShort = pixels.encapsulated != 0 ? pixels.fragments < pixels.frames : !isSubsampled && pixels.length < pixels.expected_length
    // A segmentation is read frame by frame, and most of its frames are empty.
    let isImplausible = pixels.claimsTooMuch && !SegmentationObject.sopClassUIDs.contains(header.sopClassUID)
    guard isShort || isImplausible else { return nil }
    let found =
        isImplausible
        ? "\(pixels.length) bytes for \(pixels.frames) × \(pixels.columns) × \(pixels.rows) pixels"
        : pixels.encapsulated != 0
            ? "\(pixels.fragments) fragments for \(pixels.frames) frames" : "\(pixels.length) of \(pixels.expected_length) bytes"
    return DICOMFinding(
        .shortPixelData, "the pixel data are incomplete (\(found)); fetch the file again from the archive", path: header.path)
}

private func damaged(_ path: String, _ reason: String) -> DICOMFinding {
    DICOMFinding(.damagedFile, "the file is truncated or malformed (\(reason)); fetch it again from the archive", path: path)
}

extension InstanceHeader {
    /// True for objects that have, or should have, pixels.
    var isImage: Bool { pixels.rows > 0 || pixels.columns > 0 || SliceStack.isSupported(sopClassUID) }
}

extension cdcmtk_pixels {
    /// Whether compressed pixels claim far more than their bytes can hold of any scan, so that no memory may be reserved for them.
    ///
    /// Frames without content compress without a limit; beyond 2²⁶ pixels in a file, 2¹³ pixels per byte are ten times what scans reach.
    var claimsTooMuch: Bool {
        let claimed = Double(rows) * Double(columns) * Double(frames)
        return encapsulated != 0 && claimed > 0x1p26 && claimed > Double(length) * 0x1p13
    }
}
