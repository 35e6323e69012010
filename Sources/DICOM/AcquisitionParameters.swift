/// How an image was made, as its header says: what batches of images differ in, and the order that it was made for.
///
/// Text as it stands; nil where the header says nothing.
public struct AcquisitionParameters: Sendable, Hashable, Codable {
    /// Manufacturer, Manufacturer's Model Name and Software Versions.
    public var manufacturer, manufacturerModelName, softwareVersions: String?
    /// Body Part Examined and Protocol Name.
    public var bodyPartExamined, protocolName: String?
    /// Convolution Kernel of a CT image.
    public var convolutionKernel: String?
    /// KVP in kV and Exposure in mAs.
    public var kvp, exposure: Double?
    /// Contrast/Bolus Agent.
    public var contrastBolusAgent: String?
    /// Slice Thickness in mm.
    public var sliceThickness: Double?
    /// Magnetic Field Strength in T.
    public var magneticFieldStrength: Double?
    /// Sequence Name, or Pulse Sequence Name, and Scanning Sequence of an MR image.
    public var sequenceName, scanningSequence: String?
    /// Repetition Time, Echo Time and Inversion Time in ms.
    public var repetitionTime, echoTime, inversionTime: Double?
    /// Flip Angle in degrees.
    public var flipAngle: Double?
    /// Diffusion b-value in s/mm².
    public var diffusionBValue: Double?
    /// View Position and Image Laterality, or Laterality, of a projection image.
    public var viewPosition, laterality: String?
    /// Presentation Intent Type.
    public var presentationIntentType: String?
    /// Accession Number: it tells who, unlike the others.
    public var accessionNumber: String?

    /// Reads the parameters of a file; of a multi-frame object, those that all frames share.
    ///
    /// - Throws: `DICOMError` when the file cannot be read.
    public init(path: String) throws(DICOMError) {
        let file = try DICOMFile(path: path)
        let shared = file.dataset.items(.sharedFunctionalGroupsSequence).first
        self.init(HeaderLevels(dataset: file.dataset, groups: shared))
    }

    private init(_ header: HeaderLevels) {
        manufacturer = header.text(.manufacturer)
        manufacturerModelName = header.text(Tag(0x0008, 0x1090))
        softwareVersions = header.text(Tag(0x0018, 0x1020))
        bodyPartExamined = header.text(Tag(0x0018, 0x0015))
        protocolName = header.text(Tag(0x0018, 0x1030))
        convolutionKernel = header.text(Tag(0x0018, 0x1210), in: Tag(0x0018, 0x9314))
        kvp = header.number(Tag(0x0018, 0x0060), in: Tag(0x0018, 0x9325))
        exposure = header.number(Tag(0x0018, 0x1152)) ?? header.number(Tag(0x0018, 0x9332), in: Tag(0x0018, 0x9321))
        contrastBolusAgent = header.text(Tag(0x0018, 0x0010))
        sliceThickness = header.number(.sliceThickness, in: Tag(0x0028, 0x9110))
        magneticFieldStrength = header.number(Tag(0x0018, 0x0087))
        sequenceName = header.text(Tag(0x0018, 0x0024)) ?? header.text(Tag(0x0018, 0x9005))
        scanningSequence = header.text(Tag(0x0018, 0x0020))
        repetitionTime = header.number(Tag(0x0018, 0x0080), in: Tag(0x0018, 0x9112))
        echoTime = header.number(Tag(0x0018, 0x0081)) ?? header.number(Tag(0x0018, 0x9082), in: Tag(0x0018, 0x9114))
        inversionTime = header.number(Tag(0x0018, 0x0082)) ?? header.number(Tag(0x0018, 0x9079), in: Tag(0x0018, 0x9115))
        flipAngle = header.number(Tag(0x0018, 0x1314), in: Tag(0x0018, 0x9112))
        diffusionBValue = header.number(Tag(0x0018, 0x9087), in: Tag(0x0018, 0x9117))
        viewPosition = header.text(Tag(0x0018, 0x5101))
        laterality = header.text(Tag(0x0020, 0x0062)) ?? header.text(Tag(0x0020, 0x0060))
        presentationIntentType = header.text(Tag(0x0008, 0x0068))
        accessionNumber = header.text(Tag(0x0008, 0x0050))
    }
}

/// The places where an object keeps a parameter: its dataset, or a macro of the functional groups that all frames share.
private struct HeaderLevels {
    let dataset: DICOMItem
    let groups: DICOMItem?

    func text(_ tag: Tag, in macro: Tag? = nil) -> String? { dataset.string(tag) ?? item(macro)?.string(tag) }

    /// A malformed number counts as none: it describes the image, and changes no value.
    func number(_ tag: Tag, in macro: Tag? = nil) -> Double? {
        if let number = try? dataset.number(tag) { return number }
        return (try? item(macro)?.number(tag)) ?? nil
    }

    private func item(_ macro: Tag?) -> DICOMItem? { macro.flatMap { groups?.items($0).first } }
}
