/// What the header of an image says that only one kind of modality has; boxed, so that other headers stay small.
public indirect enum ModalityDetail: Sendable, Hashable, Codable {
    /// Nothing.
    case none
    /// A PET image.
    case emission(EmissionHeader)
    /// An MR image.
    case magnetic(MagneticHeader)
    /// A projection X-ray image, or a breast tomosynthesis.
    case projection(ProjectionHeader)
}

extension ModalityDetail {
    init(_ dataset: DICOMItem, modality: String?, sopClassUID: String) throws(DICOMError) {
        switch modality {
        case "PT": self = .emission(try EmissionHeader(dataset, sopClassUID: sopClassUID))
        case "MR": self = .magnetic(try MagneticHeader(dataset))
        case let modality where ProjectionHeader.modalities.contains(modality ?? "") || ProjectionHeader.isProjection(sopClassUID):
            self = .projection(try ProjectionHeader(dataset))
        default: self = .none
        }
    }
}

extension InstanceHeader {
    /// What a PET header says; nil for other modalities.
    var emission: EmissionHeader? { if case .emission(let header) = modalityDetail { header } else { nil } }

    /// What an MR header says; nil for other modalities.
    var magnetic: MagneticHeader? { if case .magnetic(let header) = modalityDetail { header } else { nil } }

    /// What the header of a projection image says; nil for other modalities.
    public var projection: ProjectionHeader? { if case .projection(let header) = modalityDetail { header } else { nil } }
}
