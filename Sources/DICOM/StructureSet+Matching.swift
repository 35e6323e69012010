/// How a structure set belongs to an image series.
public enum SeriesMatch: Sendable, Hashable {
    /// The structure set references the series, and no frame of reference speaks against it.
    case referencedSeries
    /// The structure set references no series, and shares the frame of reference.
    case frameOfReference
    /// The structure set references other series, but shares the frame of reference.
    case otherSeriesInFrame
    /// The structure set references the series, but only frames of reference other than the series' own.
    case contradictingFrame
    /// Neither the series nor the frame of reference is the one referenced.
    case none
}

extension SeriesMatch {
    /// How a mask object belongs to a series.
    ///
    /// - Parameters:
    ///   - isReferenced: whether the object references the series, or images of it.
    ///   - namesSeries: whether the object references any series.
    ///   - frames: the Frame of Reference UIDs of the object.
    ///   - frame: that of the series.
    public init(isReferenced: Bool, namesSeries: Bool, frames: [String], frame: String?) {
        let sharesFrame = frame.map(frames.contains) ?? false
        let contradicts = frame != nil && !frames.isEmpty && !sharesFrame
        self =
            if isReferenced { contradicts ? .contradictingFrame : .referencedSeries } else if !sharesFrame { .none } else {
                namesSeries ? .otherSeriesInFrame : .frameOfReference
            }
    }
}

extension StructureSetHeader {
    /// How the structure set belongs to a series.
    public func match(seriesInstanceUID: String, frameOfReferenceUID: String?) -> SeriesMatch {
        SeriesMatch(
            isReferenced: referencedSeriesUIDs.contains(seriesInstanceUID), namesSeries: !referencedSeriesUIDs.isEmpty,
            frames: frameOfReferenceUIDs, frame: frameOfReferenceUID)
    }

    /// How the structure set belongs to a series.
    public func match(_ series: SeriesHeaders) -> SeriesMatch {
        match(seriesInstanceUID: series.seriesInstanceUID, frameOfReferenceUID: series.instances.first?.plane.frameOfReferenceUID)
    }

    /// Whether the structure set references an image of the series.
    public func references(_ series: SeriesHeaders) -> Bool {
        series.instances.contains { referencedSOPInstanceUIDs.contains($0.sopInstanceUID) }
    }

    /// How the structure set belongs to a series.
    public func match(_ series: ImageSeries) -> SeriesMatch {
        match(seriesInstanceUID: series.seriesInstanceUID, frameOfReferenceUID: series.frameOfReferenceUID)
    }

    /// Proves that the contours were drawn on the series, or on no series in particular but in its frame of reference.
    ///
    /// - Throws: `other-series` or `other-frame`, naming what the structure set references.
    public func requireMatch(_ series: ImageSeries) throws(DICOMError) {
        try requireMatch(seriesInstanceUID: series.seriesInstanceUID, frameOfReferenceUID: series.frameOfReferenceUID)
    }

    /// Proves the same of a series of which the headers are known.
    ///
    /// - Throws: `other-series` or `other-frame`, naming what the structure set references.
    public func requireMatch(_ series: SeriesHeaders) throws(DICOMError) {
        try requireMatch(seriesInstanceUID: series.seriesInstanceUID, frameOfReferenceUID: series.plane?.frameOfReferenceUID)
    }

    private func requireMatch(seriesInstanceUID: String, frameOfReferenceUID: String?) throws(DICOMError) {
        let found = match(seriesInstanceUID: seriesInstanceUID, frameOfReferenceUID: frameOfReferenceUID)
        guard found != .referencedSeries && found != .frameOfReference else { return }
        func list(_ uids: [String]) -> String { uids.isEmpty ? "none" : uids.map(shortened).joined(separator: ", ") }
        let ownFrame = frameOfReferenceUID.map(shortened) ?? "none"
        guard found != .contradictingFrame else {
            let message =
                "the structure set references this series but another frame of reference (\(list(frameOfReferenceUIDs)))"
                + " than the series has (\(ownFrame)); export the images and the structure set again together"
            throw DICOMError(.otherFrame, message, path: instance.path)
        }
        let message =
            "the structure set references another series (\(list(referencedSeriesUIDs)); frame of reference \(list(frameOfReferenceUIDs)))"
            + " than \(shortened(seriesInstanceUID)) (frame of reference \(ownFrame)); choose the matching one"
        throw DICOMError(.otherSeries, message, path: instance.path)
    }
}
