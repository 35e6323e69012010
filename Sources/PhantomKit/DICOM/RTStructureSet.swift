/// How the structure set points at the image series.
public enum SeriesReference: Sendable, Hashable {
    /// The series, its frame of reference, and the image of each contour.
    case complete
    /// The series and its frame of reference; contours name no image.
    case withoutContourImages
    /// The series and its frame of reference are right, but the images that the contours name do not exist.
    case unknownContourImages
    /// A series and frame of reference that do not exist.
    case otherSeries
}

/// RT Structure Set Storage (DICOM PS3.3 A.19) over one series.
struct RTStructureSet {
    /// The series and frame of reference that the contours lie in.
    struct Target {
        /// The SOP Class UID of the images.
        var imageClassUID: String
        var studyInstanceUID: String
        var seriesInstanceUID: String
        var frameOfReferenceUID: String
        /// The SOP Instance UID of each slice of the volume.
        var sliceUIDs: [String]
    }

    static let sopClassUID = "1.2.840.10008.5.1.4.1.1.481.3"

    var target: Target
    var reference: SeriesReference
    var regions: [RegionOfInterest]

    /// The Structure Set, ROI Contour and RT ROI Observations modules.
    ///
    /// ROI Numbers have gaps, and the ROI Contour Sequence runs against the list of names, as real ones do.
    func dataSet(header: DataSet, date: String, time: String, sopInstanceUID: String) throws -> DataSet {
        var set = header
        set.set(.sopClassUID, RTStructureSet.sopClassUID)
        set.set(.sopInstanceUID, sopInstanceUID)
        set.set(.instanceNumber, 1)
        set.set(.operatorsName, "")
        set.set(.structureSetLabel, "CONTOURS")
        set.set(.structureSetDate, date)
        set.set(.structureSetTime, time)
        set.set(.referencedFrameOfReferenceSequence, [frameOfReference()])
        let numbered = regions.enumerated().map { (number: 3 * $0.offset + 2, region: $0.element) }
        set.set(.structureSetROISequence, numbered.map { name(of: $0.region, number: $0.number) })
        set.set(.roiContourSequence, try numbered.reversed().map { try contours(of: $0.region, number: $0.number) })
        set.set(.rtROIObservationsSequence, numbered.map { observation(number: $0.number) })
        return set
    }

    private var pointsElsewhere: Bool { reference == .otherSeries }

    private var frameOfReferenceUID: String { referenced(target.frameOfReferenceUID) }

    private func referenced(_ uid: String) -> String {
        pointsElsewhere ? UniqueIdentifier.make(uid, "another") : uid
    }

    private func imageReference(_ uid: String) -> DataSet {
        let elsewhere = pointsElsewhere || reference == .unknownContourImages
        var item = DataSet()
        item.set(.referencedSOPClassUID, target.imageClassUID)
        item.set(.referencedSOPInstanceUID, elsewhere ? UniqueIdentifier.make(uid, "another") : uid)
        return item
    }

    private func frameOfReference() -> DataSet {
        var series = DataSet()
        series.set(.seriesInstanceUID, referenced(target.seriesInstanceUID))
        series.set(.contourImageSequence, target.sliceUIDs.map(imageReference))
        var study = DataSet()
        study.set(.referencedSOPClassUID, "1.2.840.10008.3.1.2.3.1")
        study.set(.referencedSOPInstanceUID, target.studyInstanceUID)
        study.set(.rtReferencedSeriesSequence, [series])
        var frame = DataSet()
        frame.set(.frameOfReferenceUID, frameOfReferenceUID)
        frame.set(.rtReferencedStudySequence, [study])
        return frame
    }

    private func name(of region: RegionOfInterest, number: Int) -> DataSet {
        var item = DataSet()
        item.set(.roiNumber, number)
        item.set(.referencedFrameOfReferenceUID, frameOfReferenceUID)
        item.set(.roiName, region.name)
        item.set(.roiGenerationAlgorithm, "AUTOMATIC")
        return item
    }

    private func contours(of region: RegionOfInterest, number: Int) throws -> DataSet {
        var item = DataSet()
        item.set(.roiDisplayColor, "255\\0\\0")
        item.set(.referencedROINumber, number)
        let items = try region.contours.enumerated().map { try contour($0.element, number: $0.offset + 1) }
        if !items.isEmpty { item.set(.contourSequence, items) }
        return item
    }

    private func contour(_ contour: PlanarContour, number: Int) throws -> DataSet {
        var item = DataSet()
        if let slice = contour.slice, reference != .withoutContourImages {
            guard target.sliceUIDs.indices.contains(slice) else {
                throw PhantomError(.value, "contour \(number) names slice \(slice), but the volume has \(target.sliceUIDs.count) slices")
            }
            item.set(.contourImageSequence, [imageReference(target.sliceUIDs[slice])])
        }
        item.set(.contourGeometricType, contour.geometricType.rawValue)
        item.set(.numberOfContourPoints, contour.points.count)
        item.set(.contourNumber, number)
        try item.set(.contourData, contour.points.flatMap { [$0.x, $0.y, $0.z] })
        return item
    }

    private func observation(number: Int) -> DataSet {
        var item = DataSet()
        item.set(.observationNumber, number)
        item.set(.referencedROINumber, number)
        item.set(.rtROIInterpretedType, "")
        item.set(.roiInterpreter, "")
        return item
    }
}
