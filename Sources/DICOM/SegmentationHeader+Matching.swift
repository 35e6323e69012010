extension SegmentationHeader {
    /// How the segmentation belongs to a series: by the series or images that it references, else by its frame of reference.
    public func match(_ series: SeriesHeaders) -> SeriesMatch {
        match(
            seriesInstanceUID: series.seriesInstanceUID, frameOfReferenceUID: series.instances.first?.plane.frameOfReferenceUID,
            instanceUIDs: series.instances.map(\.sopInstanceUID))
    }

    /// How the segmentation belongs to a series.
    public func match(_ series: ImageSeries) -> SeriesMatch {
        match(
            seriesInstanceUID: series.seriesInstanceUID, frameOfReferenceUID: series.frameOfReferenceUID,
            instanceUIDs: series.slices.map(\.sopInstanceUID))
    }

    /// True when the segmentation names one of the images as its reference or source.
    public func references(_ instanceUIDs: [String]) -> Bool { instanceUIDs.contains(where: referencedInstanceUIDs.contains) }

    private func match(seriesInstanceUID: String, frameOfReferenceUID uid: String?, instanceUIDs: [String]) -> SeriesMatch {
        let isReferenced =
            referencedSeriesUIDs.isEmpty ? references(instanceUIDs) : referencedSeriesUIDs.contains(seriesInstanceUID)
        return SeriesMatch(
            isReferenced: isReferenced, namesSeries: !referencedSeriesUIDs.isEmpty, frames: frameOfReferenceUID.map { [$0] } ?? [],
            frame: uid)
    }
}
