/// The group and element number of a DICOM data element.
struct Tag: Hashable, Sendable {
    let group: UInt16
    let element: UInt16

    init(_ group: UInt16, _ element: UInt16) {
        self.group = group
        self.element = element
    }
}

extension Tag {
    static let offsetOfFirstDirectoryRecord = Tag(0x0004, 0x1200)
    static let imageType = Tag(0x0008, 0x0008)
    static let sopClassUID = Tag(0x0008, 0x0016)
    static let sopInstanceUID = Tag(0x0008, 0x0018)
    static let studyDate = Tag(0x0008, 0x0020)
    static let seriesDate = Tag(0x0008, 0x0021)
    static let acquisitionDate = Tag(0x0008, 0x0022)
    static let modality = Tag(0x0008, 0x0060)
    static let manufacturer = Tag(0x0008, 0x0070)
    static let studyDescription = Tag(0x0008, 0x1030)
    static let seriesDescription = Tag(0x0008, 0x103E)
    static let referencedSOPInstanceUID = Tag(0x0008, 0x1155)
    static let patientID = Tag(0x0010, 0x0020)
    static let issuerOfPatientID = Tag(0x0010, 0x0021)
    static let patientBirthDate = Tag(0x0010, 0x0030)
    static let patientSex = Tag(0x0010, 0x0040)
    static let patientAge = Tag(0x0010, 0x1010)
    static let sliceThickness = Tag(0x0018, 0x0050)
    static let spacingBetweenSlices = Tag(0x0018, 0x0088)
    static let studyInstanceUID = Tag(0x0020, 0x000D)
    static let seriesInstanceUID = Tag(0x0020, 0x000E)
    static let seriesNumber = Tag(0x0020, 0x0011)
    static let instanceNumber = Tag(0x0020, 0x0013)
    static let imagePositionPatient = Tag(0x0020, 0x0032)
    static let imageOrientationPatient = Tag(0x0020, 0x0037)
    static let frameOfReferenceUID = Tag(0x0020, 0x0052)
    static let photometricInterpretation = Tag(0x0028, 0x0004)
    static let pixelSpacing = Tag(0x0028, 0x0030)
    static let pixelPaddingValue = Tag(0x0028, 0x0120)
    static let rescaleIntercept = Tag(0x0028, 0x1052)
    static let rescaleSlope = Tag(0x0028, 0x1053)
    static let rescaleType = Tag(0x0028, 0x1054)
    static let modalityLUTSequence = Tag(0x0028, 0x3000)
    static let units = Tag(0x0054, 0x1001)
    static let structureSetLabel = Tag(0x3006, 0x0002)
    static let referencedFrameOfReferenceSequence = Tag(0x3006, 0x0010)
    static let rtReferencedStudySequence = Tag(0x3006, 0x0012)
    static let rtReferencedSeriesSequence = Tag(0x3006, 0x0014)
    static let contourImageSequence = Tag(0x3006, 0x0016)
    static let structureSetROISequence = Tag(0x3006, 0x0020)
    static let roiNumber = Tag(0x3006, 0x0022)
    static let referencedFrameOfReferenceUID = Tag(0x3006, 0x0024)
    static let roiName = Tag(0x3006, 0x0026)
    static let roiContourSequence = Tag(0x3006, 0x0039)
    static let contourSequence = Tag(0x3006, 0x0040)
    static let contourGeometricType = Tag(0x3006, 0x0042)
    static let numberOfContourPoints = Tag(0x3006, 0x0046)
    static let contourData = Tag(0x3006, 0x0050)
    static let referencedROINumber = Tag(0x3006, 0x0084)
}
