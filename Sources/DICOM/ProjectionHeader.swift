/// What the header of a projection X-ray image says about its making (PS3.3 C.8.11); nil where it says nothing.
public struct ProjectionHeader: Sendable, Hashable, Codable {
    /// What an image was made for, by its SOP Class and Presentation Intent Type (0008,0068).
    public enum Intent: String, Sendable, Hashable {
        /// For Processing.
        case processing
        /// For Presentation.
        case presentation
    }

    /// Presentation Intent Type as it stands.
    public var presentationIntentType: String?
    /// Imager Pixel Spacing as (between columns, between rows) in mm on the detector.
    public var imagerPixelSpacing: SIMD2<Double>?
    /// Estimated Radiographic Magnification Factor.
    public var magnification: Double?
    /// Pixel Spacing Calibration Type: GEOMETRY or FIDUCIAL.
    public var calibrationType: String?
    /// Image Laterality, and Laterality of the series.
    public var imageLaterality, laterality: String?
    /// View Position, and the code meaning of the View Code Sequence.
    public var viewPosition, viewCode: String?
    /// Patient Orientation: what rows and columns point to.
    public var patientOrientation: String?
    /// Breast Implant Present.
    public var implant: String?
    /// Compression Force in N, Body Part Thickness in mm, KVP in kV.
    public var compressionForce, bodyPartThickness, kvp: Double?
    /// Anode Target Material and Filter Material.
    public var anodeTargetMaterial, filterMaterial: String?

    /// Nothing stated.
    public init() {}

    init(_ dataset: DICOMItem) throws(DICOMError) {
        presentationIntentType = dataset.string(.presentationIntentType)
        if let values = try dataset.numbers(.imagerPixelSpacing), values.count == 2 {
            imagerPixelSpacing = SIMD2(values[1], values[0])
        }
        magnification = try dataset.number(.estimatedRadiographicMagnificationFactor)
        calibrationType = dataset.string(.pixelSpacingCalibrationType)
        imageLaterality = dataset.string(.imageLaterality) ?? frameLaterality(dataset)
        laterality = dataset.string(.laterality)
        viewPosition = dataset.string(.viewPosition)
        viewCode = dataset.items(.viewCodeSequence).first?.string(.codeMeaning)
        patientOrientation = dataset.string(.patientOrientation)
        implant = dataset.string(.breastImplantPresent)
        let acquisitions = dataset.items(.xRay3DAcquisitionSequence)
        compressionForce = common(dataset, acquisitions) { try? $0.number(.compressionForce) }
        bodyPartThickness = common(dataset, acquisitions) { try? $0.number(.bodyPartThickness) }
        kvp = common(dataset, acquisitions) { try? $0.number(.kvp) }
        anodeTargetMaterial = common(dataset, acquisitions) { $0.string(.anodeTargetMaterial) }
        filterMaterial = common(dataset, acquisitions) { $0.string(.filterMaterial) }
    }

    /// The modalities of projection X-ray: mammography, digital and computed radiography, dental.
    static let modalities: Set<String> = ["MG", "DX", "CR", "IO", "PX"]

    /// The SOP classes of single projection images, and what each says about the intent.
    private static let classes: [String: Intent?] = [
        "1.2.840.10008.5.1.4.1.1.1": nil, "1.2.840.10008.5.1.4.1.1.7": nil,
        "1.2.840.10008.5.1.4.1.1.1.1": .presentation, "1.2.840.10008.5.1.4.1.1.1.1.1": .processing,
        "1.2.840.10008.5.1.4.1.1.1.2": .presentation, "1.2.840.10008.5.1.4.1.1.1.2.1": .processing,
        "1.2.840.10008.5.1.4.1.1.1.3": .presentation, "1.2.840.10008.5.1.4.1.1.1.3.1": .processing,
    ]

    /// Whether a SOP class is that of a projection image; Secondary Capture counts by its modality only.
    static func isProjection(_ sopClassUID: String) -> Bool {
        classes[sopClassUID] != nil && sopClassUID != "1.2.840.10008.5.1.4.1.1.7"
    }

    /// Whether a SOP class can hold a single projection image.
    static func isReadable(_ sopClassUID: String) -> Bool { classes[sopClassUID] != nil }

    /// What the SOP class says about the intent; nil when nothing.
    static func intent(ofClass sopClassUID: String) -> Intent? { classes[sopClassUID] ?? nil }

    /// What Presentation Intent Type says; nil when nothing that is known.
    var statedIntent: Intent? {
        switch presentationIntentType {
        case "FOR PROCESSING": .processing
        case "FOR PRESENTATION": .presentation
        default: nil
        }
    }
}

/// What the dataset says, or else all acquisitions of a tomosynthesis alike.
private func common<Value: Equatable>(_ dataset: DICOMItem, _ acquisitions: [DICOMItem], _ value: (DICOMItem) -> Value?) -> Value? {
    if let own = value(dataset) { return own }
    let first = acquisitions.first.flatMap(value)
    return acquisitions.allSatisfy { value($0) == first } ? first : nil
}

/// Frame Laterality of a multi-frame object.
private func frameLaterality(_ dataset: DICOMItem) -> String? {
    let groups = dataset.items(.sharedFunctionalGroupsSequence) + dataset.items(.perFrameFunctionalGroupsSequence).prefix(1)
    return groups.lazy.compactMap { $0.items(.frameAnatomySequence).first?.string(.frameLaterality) }.first
}
