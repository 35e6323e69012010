import Voxels

/// Something that a header says about an acquisition, or how it was read: a stable kebab-case name, and a text free of UIDs and of what tells who.
public struct AcquisitionFact: Sendable, Hashable {
    /// A stable kebab-case word, with the unit where there is one.
    public let name: String
    /// The value.
    public let value: String
}

extension InstanceHeader {
    /// What is worth keeping with every value of the image.
    public func acquisitionFacts(_ policy: ModalityPolicy) -> [AcquisitionFact] {
        let facts: [(String, String?)] =
            switch modalityDetail {
            case .none: []
            case .emission(let header):
                [
                    ("pet-units", rescale.units ?? header.enhanced?.realWorldMaps.first?.unit), ("pet-suv-type", header.uptakeType),
                    ("pet-decay-correction", header.decayCorrection),
                    ("pet-suv", policy.uptake.rawValue),
                ]
            case .magnetic(let header):
                [
                    ("mr-scaling", policy.magnetic.rawValue),
                    ("mr-unit", policy.magnetic == .realWorld ? header.realWorldMaps.first?.unit : nil),
                ]
            case .projection(let header): header.facts(self, policy.projection)
            }
        return facts.compactMap { name, value in value.map { AcquisitionFact(name: name, value: $0) } }
    }
}

extension ProjectionHeader {
    fileprivate func facts(_ header: InstanceHeader, _ policy: ProjectionPolicy) -> [(String, String?)] {
        [
            ("presentation-intent", (statedIntent ?? Self.intent(ofClass: header.sopClassUID))?.rawValue ?? "not stated"),
            ("photometric-interpretation", header.pixels.photometricInterpretation),
            ("spacing-source", policy.spacing?.name), ("magnification", text(magnification)),
            ("pixel-spacing-calibration", calibrationType), ("image-laterality", imageLaterality), ("laterality", laterality),
            ("view-position", viewPosition), ("view-code", viewCode), ("patient-orientation", patientOrientation),
            ("breast-implant", implant), ("compression-force-newton", text(compressionForce)),
            ("body-part-thickness-mm", text(bodyPartThickness)), ("kvp", text(kvp)), ("anode-target-material", anodeTargetMaterial),
            ("filter-material", filterMaterial),
        ]
    }

    private func text(_ number: Double?) -> String? { number.map { rounded($0) } }
}

extension ProjectionPolicy.Spacing {
    fileprivate var name: String {
        switch self {
        case .detector: "detector"
        case .object: "object"
        case .calibrated: "calibrated"
        case .stated: "recipe"
        }
    }
}
