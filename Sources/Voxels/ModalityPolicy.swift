/// What the recipe says about how images of each modality become intensities and spacings, for the readers of images.
public struct ModalityPolicy: Sendable, Hashable {
    /// The modalities (0008,0060) that are read, sorted; nil reads all.
    public var modalities: [String]?
    /// What PET intensities are turned into.
    public var uptake: StandardisedUptake
    /// Which scaling MR intensities get.
    public var magnetic: MagneticScaling
    /// How projection images (MG, DX, CR, secondary capture) are taken.
    public var projection: ProjectionPolicy

    /// Makes a policy; what is left out keeps images as their Rescale Slope and Intercept say, and refuses projection images.
    public init(
        modalities: [String]? = nil, uptake: StandardisedUptake = .none, magnetic: MagneticScaling = .rescale,
        projection: ProjectionPolicy = ProjectionPolicy()
    ) {
        self.modalities = modalities
        self.uptake = uptake
        self.magnetic = magnetic
        self.projection = projection
    }
}

/// The standardised uptake values (SUV) of PET.
public enum StandardisedUptake: String, Sendable, Hashable, CaseIterable {
    /// Intensities stay in the units of the header (0054,1001).
    case none
    /// Per body weight, g/mL.
    case bodyWeight = "body-weight"
    /// Per lean body mass by Janmahasatian (2005), g/mL.
    case leanBodyMassJanmahasatian = "lean-body-mass-janmahasatian"
    /// Per lean body mass by James (1976) with the coefficient 128, g/mL.
    case leanBodyMassJames = "lean-body-mass-james"
    /// Per body surface area by Du Bois (1916), cm²/mL.
    case bodySurfaceArea = "body-surface-area"
}

/// The scalings that an MR header can hold.
public enum MagneticScaling: String, Sendable, Hashable, CaseIterable {
    /// Rescale Slope and Intercept, where stated.
    case rescale
    /// Philips' private scale slope and intercept, which give floating point values that are comparable between scans.
    case philips
    /// The Real World Value Mapping Sequence.
    case realWorld = "real-world"
    /// Stored values as they are.
    case stored
}

/// How projection images are taken.
public struct ProjectionPolicy: Sendable, Hashable {
    /// Which presentation intents are read.
    public enum Intent: String, Sendable, Hashable, CaseIterable {
        /// Images for processing (raw) only.
        case processing
        /// Images for presentation only.
        case presentation
        /// Images for processing and for presentation in one cohort.
        case both
        /// Images that state no intent too, such as computed radiography and secondary capture.
        case any
    }

    /// Where the spacing of pixels comes from.
    public enum Spacing: Sendable, Hashable {
        /// Imager Pixel Spacing: on the detector's face.
        case detector
        /// Imager Pixel Spacing divided by Estimated Radiographic Magnification Factor: in the object.
        case object
        /// Pixel Spacing with its Pixel Spacing Calibration Type.
        case calibrated
        /// Along x and y in mm, for images that state none.
        case stated(Double, Double)
    }

    /// Which presentation intents are read; nil refuses projection images.
    public var intent: Intent?
    /// Where spacings come from; nil refuses projection images.
    public var spacing: Spacing?

    /// Makes a policy.
    public init(intent: Intent? = nil, spacing: Spacing? = nil) {
        self.intent = intent
        self.spacing = spacing
    }
}
