/// The elements that only writing needs (DICOM PS3.6).
extension Tag {
    /// The Patient and General Study modules' elements of types 1 and 2.
    static let patientAndStudy = [
        Tag(0x0010, 0x0010), patientID, patientBirthDate, patientSex, studyInstanceUID, studyDate, studyTime, Tag(0x0008, 0x0090),
        Tag(0x0020, 0x0010), Tag(0x0008, 0x0050),
    ]
    /// Those of type 3 that tell patients and studies apart.
    static let optionalPatientAndStudy = [issuerOfPatientID, patientAge, studyDescription]

    static let specificCharacterSet = Tag(0x0008, 0x0005)
    static let contentDate = Tag(0x0008, 0x0023)
    static let studyTime = Tag(0x0008, 0x0030)
    static let contentTime = Tag(0x0008, 0x0033)
    static let manufacturerModelName = Tag(0x0008, 0x1090)
    static let derivationCodeSequence = Tag(0x0008, 0x9215)
    static let deviceSerialNumber = Tag(0x0018, 0x1000)
    static let softwareVersions = Tag(0x0018, 0x1020)
    static let positionReferenceIndicator = Tag(0x0020, 0x1040)
    static let dimensionIndexValues = Tag(0x0020, 0x9157)
    static let dimensionOrganizationUID = Tag(0x0020, 0x9164)
    static let dimensionIndexPointer = Tag(0x0020, 0x9165)
    static let functionalGroupPointer = Tag(0x0020, 0x9167)
    static let dimensionOrganizationSequence = Tag(0x0020, 0x9221)
    static let dimensionIndexSequence = Tag(0x0020, 0x9222)
    static let samplesPerPixel = Tag(0x0028, 0x0002)
    static let numberOfFrames = Tag(0x0028, 0x0008)
    static let rows = Tag(0x0028, 0x0010)
    static let columns = Tag(0x0028, 0x0011)
    static let bitsAllocated = Tag(0x0028, 0x0100)
    static let bitsStored = Tag(0x0028, 0x0101)
    static let highBit = Tag(0x0028, 0x0102)
    static let pixelRepresentation = Tag(0x0028, 0x0103)
    static let lossyImageCompression = Tag(0x0028, 0x2110)
    static let spatialLocationsPreserved = Tag(0x0028, 0x135A)
    static let purposeOfReferenceCodeSequence = Tag(0x0040, 0xA170)
    static let segmentAlgorithmType = Tag(0x0062, 0x0008)
    static let segmentAlgorithmName = Tag(0x0062, 0x0009)
    static let segmentsOverlap = Tag(0x0062, 0x0013)
    static let contentLabel = Tag(0x0070, 0x0080)
    static let contentDescription = Tag(0x0070, 0x0081)
    static let contentCreatorName = Tag(0x0070, 0x0084)
    static let pixelData = Tag(0x7FE0, 0x0010)

    /// The tag as the text of an attribute tag value (VR AT).
    var pointer: String { description }
}
