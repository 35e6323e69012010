/// What makes images of one place and one series different from each other: they are never mixed in one stack.
public struct FrameAttributes: Sendable, Hashable, Codable {
    /// Image Type, or Frame Type of a multi-frame object, with Complex Image Component behind it; values separated by backslashes.
    public var imageType: String?
    /// Echo Time or Effective Echo Time in ms.
    public var echoTime: Double?
    /// Echo Number.
    public var echoNumber: Int?
    /// Diffusion b-value in s/mm².
    public var bValue: Double?
    /// Diffusion Directionality, such as `DIRECTIONAL` or `ISOTROPIC`.
    public var diffusionDirectionality: String?
    /// Diffusion Gradient Orientation in LPS.
    public var diffusionGradient: SIMD3<Double>?
    /// Temporal Position Identifier or Index.
    public var temporalPosition: Int?
    /// Stack ID.
    public var stackID: String?
    /// Acquisition Number.
    public var acquisitionNumber: Int?
    /// Trigger Time in ms.
    public var triggerTime: Double?

    /// Nothing is known.
    public init() {}

    /// Takes from others what is not known yet, apart from Image Type.
    mutating func complete(from other: FrameAttributes) {
        echoTime = echoTime ?? other.echoTime
        echoNumber = echoNumber ?? other.echoNumber
        bValue = bValue ?? other.bValue
        diffusionDirectionality = diffusionDirectionality ?? other.diffusionDirectionality
        diffusionGradient = diffusionGradient ?? other.diffusionGradient
        temporalPosition = temporalPosition ?? other.temporalPosition
        stackID = stackID ?? other.stackID
        acquisitionNumber = acquisitionNumber ?? other.acquisitionNumber
        triggerTime = triggerTime ?? other.triggerTime
    }

    /// What the values of an MR image are.
    public enum Component: String, Sendable, Hashable, CaseIterable {
        /// The magnitude of the signal.
        case magnitude
        /// The phase of the signal.
        case phase
        /// The real part of the signal.
        case real
        /// The imaginary part of the signal.
        case imaginary
        /// Computed from other images, such as a diffusion coefficient.
        case derived
    }

    /// The component that Image Type names, in the standard's words or those of the vendors; nil when it names none.
    public var component: Component? {
        let values = imageTypeValues
        for value in values.dropFirst(2) {
            // Philips appends the sequence, as in M_FFE.
            let head = value.split(whereSeparator: { $0 == "_" || $0 == " " }).first.map(String.init) ?? value
            switch head {
            case "M", "MAGNITUDE": return values.first == "DERIVED" ? .derived : .magnitude
            case "P", "PHASE": return .phase
            case "R", "REAL": return .real
            case "I", "IMAGINARY": return .imaginary
            default: continue
            }
        }
        return values.first == "DERIVED" ? .derived : nil
    }

    /// The values of Image Type.
    public var imageTypeValues: [String] { imageType?.split(separator: "\\", omittingEmptySubsequences: false).map(String.init) ?? [] }
}
