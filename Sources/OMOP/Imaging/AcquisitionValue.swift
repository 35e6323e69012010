/// A parameter of an acquisition, called by its keyword in DICOM PS3.6: what batches of images differ in.
///
/// Free text that people write (Protocol Name, descriptions) and what tells one scanner from another (serial numbers, station names) is none of
/// them. Declared in the order of columns; append-only, since tables for learning have a column each.
public enum AcquisitionParameter: String, Sendable, Hashable, CaseIterable {
    /// Who made the scanner, which model it is, and its software.
    case manufacturer = "Manufacturer", model = "ManufacturerModelName", software = "SoftwareVersions"
    /// What part of the body was imaged.
    case bodyPart = "BodyPartExamined"
    /// The reconstruction kernel of a CT image.
    case kernel = "ConvolutionKernel"
    /// The tube's peak voltage, and exposure.
    case kvp = "KVP", exposure = "Exposure"
    /// Whether there was contrast medium; its name is free text.
    case contrast = "ContrastBolusAgent"
    /// The nominal thickness of slices.
    case sliceThickness = "SliceThickness"
    /// The magnet's field.
    case fieldStrength = "MagneticFieldStrength"
    /// The pulse sequence.
    case sequence = "SequenceName", scanningSequence = "ScanningSequence"
    /// The times of a pulse sequence.
    case repetitionTime = "RepetitionTime", echoTime = "EchoTime", inversionTime = "InversionTime"
    /// The flip angle.
    case flipAngle = "FlipAngle"
    /// The diffusion weighting.
    case diffusionBValue = "DiffusionBValue"
    /// The projection of a mammogram and the like.
    case view = "ViewPosition", laterality = "ImageLaterality"
    /// Whether a projection image is for processing or for presentation.
    case intent = "PresentationIntentType"

    /// The attribute's tag: group and element in eight hexadecimal digits.
    var tag: String {
        switch self {
        case .manufacturer: "00080070"
        case .model: "00081090"
        case .software: "00181020"
        case .bodyPart: "00180015"
        case .kernel: "00181210"
        case .kvp: "00180060"
        case .exposure: "00181152"
        case .contrast: "00180010"
        case .sliceThickness: "00180050"
        case .fieldStrength: "00180087"
        case .sequence: "00180024"
        case .scanningSequence: "00180020"
        case .repetitionTime: "00180080"
        case .echoTime: "00180081"
        case .inversionTime: "00180082"
        case .flipAngle: "00181314"
        case .diffusionBValue: "00189087"
        case .view: "00185101"
        case .laterality: "00200062"
        case .intent: "00080068"
        }
    }

    /// The UCUM unit of a number; nil for text.
    var unit: String? {
        switch self {
        case .kvp: "kV"
        case .exposure: "mA.s"
        case .sliceThickness: "mm"
        case .fieldStrength: "T"
        case .repetitionTime, .echoTime, .inversionTime: "ms"
        case .flipAngle: "deg"
        case .diffusionBValue: "s/mm2"
        default: nil
        }
    }
}

/// What a header says of a parameter.
public struct AcquisitionValue: Sendable, Hashable {
    /// A number in the parameter's unit, or a text.
    public enum Content: Sendable, Hashable {
        /// A number; finite.
        case number(Double)
        /// A text.
        case text(String)
    }

    /// Which parameter.
    public let parameter: AcquisitionParameter
    /// What it is.
    public let content: Content

    /// Makes a value of a number; nil for none, and one that is not finite.
    public init?(_ parameter: AcquisitionParameter, _ number: Double?) {
        guard let number, number.isFinite else { return nil }
        self.parameter = parameter
        content = .number(number)
    }

    /// Makes a value of a text, cut after 64 characters as DICOM's own limit is; nil for none, and an empty one.
    public init?(_ parameter: AcquisitionParameter, _ text: String?) {
        let text = String(String.UnicodeScalarView((text?.trimmingPadding ?? "").unicodeScalars.prefix(64)))
        guard !text.isEmpty else { return nil }
        self.parameter = parameter
        content = .text(text)
    }
}
