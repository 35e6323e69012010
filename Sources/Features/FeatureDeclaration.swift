/// A feature family: those of IBSI 1 with their codes, then those that IBSI does not define.
public enum FeatureFamily: String, Sendable, Hashable, CaseIterable, Codable {
    case morphology
    case localIntensity
    case statistics
    case intensityHistogram
    case intensityVolumeHistogram
    case glcm
    case glrlm
    case glszm
    case gldzm
    case ngtdm
    case ngldm
    /// The shape of a region on a single slice; not IBSI.
    case planarMorphology

    /// The families of IBSI 1: what `all` means in a recipe.
    public static let standardised = allCases.filter(\.isStandardised)

    /// True for the families of IBSI 1.
    public var isStandardised: Bool { !code.isEmpty }

    /// The IBSI code of the family; empty for families that IBSI does not define.
    public var code: String {
        switch self {
        case .morphology: "HCUG"
        case .localIntensity: "9ST6"
        case .statistics: "UHIW"
        case .intensityHistogram: "ZVCW"
        case .intensityVolumeHistogram: "P88C"
        case .glcm: "LFYI"
        case .glrlm: "TP0I"
        case .glszm: "9SAK"
        case .gldzm: "VMDZ"
        case .ngtdm: "IPET"
        case .ngldm: "REK0"
        case .planarMorphology: ""
        }
    }

    /// The aggregations in which the family is computed, in the order of their slots.
    public var aggregations: [Aggregation] {
        switch self {
        case .glcm, .glrlm: Aggregation.ofDirections
        case .glszm, .gldzm, .ngtdm, .ngldm: Aggregation.ofNeighbourhoods
        default: [.volume]
        }
    }
}

/// How texture matrices are combined into one value (IBSI 1, section "Aggregating features", 5QB6).
public enum Aggregation: String, Sendable, Hashable, CaseIterable, Codable {
    /// One value for the whole volume.
    case volume = "DHQ4"
    /// Features of each slice and direction, averaged.
    case averaged2D = "BTW3"
    /// Matrices of a slice's directions merged; features of each slice averaged.
    case sliceMerged2D = "SUJT"
    /// Matrices of a direction merged over slices; features of each direction averaged.
    case directionMerged25D = "JJUI"
    /// Matrices of all slices and in-plane directions merged.
    case merged25D = "ZW7Z"
    /// Features of each of the 13 directions, averaged.
    case averaged3D = "ITBB"
    /// Matrices of the 13 directions merged.
    case merged3D = "IAZD"
    /// Features of each slice, averaged.
    case slices2D = "8QNN"
    /// Matrices of all slices merged.
    case slices25D = "62GR"
    /// One matrix of the volume.
    case neighbourhood3D = "KOBO"

    /// The aggregations of co-occurrence and run length matrices, in slot order.
    public static let ofDirections: [Aggregation] = [.averaged2D, .sliceMerged2D, .directionMerged25D, .merged25D, .averaged3D, .merged3D]
    /// The aggregations of zone, distance zone, difference and dependence matrices, in slot order.
    public static let ofNeighbourhoods: [Aggregation] = [.slices2D, .slices25D, .neighbourhood3D]

    /// What IBSI's reference tables append to a feature's tag.
    public var tagSuffix: String {
        switch self {
        case .volume: ""
        case .averaged2D: "_2D_avg"
        case .sliceMerged2D: "_2D_comb"
        case .directionMerged25D: "_2_5D_avg"
        case .merged25D: "_2_5D_comb"
        case .averaged3D: "_3D_avg"
        case .merged3D: "_3D_comb"
        case .slices2D: "_2D"
        case .slices25D: "_2_5D"
        case .neighbourhood3D: "_3D"
        }
    }
}

/// The unit of a feature; intensities take the modality's unit (HU, SUV, or arbitrary).
public enum FeatureUnit: String, Sendable, Hashable, CaseIterable {
    case one = "1"
    case millimetre = "mm"
    case squareMillimetre = "mm2"
    case cubicMillimetre = "mm3"
    case perMillimetre = "/mm"
    case bit = "bit"
    case intensity = "intensity"
    case squareIntensity = "intensity2"
    case intensityTimesCubicMillimetre = "intensity.mm3"
}

/// What is written down once about a feature; lists, columns, documentation and concepts derive from it.
public struct FeatureDeclaration: Sendable, Hashable {
    /// The IBSI reference tables' tag, without aggregation; unique.
    public let tag: String
    /// The IBSI name.
    public let name: String
    /// The family.
    public let family: FeatureFamily
    /// The IBSI code; empty for features that IBSI does not define.
    public let code: String
    /// The unit.
    public let unit: FeatureUnit
    /// The concept slots (0…4095), one per aggregation of the family, in its order; never changed, only appended.
    public let slots: ClosedRange<Int>

    /// Declares a feature.
    public init(tag: String, name: String, family: FeatureFamily, code: String, unit: FeatureUnit, slots: ClosedRange<Int>) {
        self.tag = tag
        self.name = name
        self.family = family
        self.code = code
        self.unit = unit
        self.slots = slots
    }

    /// The same feature, measured in another unit.
    public func measured(in unit: FeatureUnit) -> FeatureDeclaration {
        FeatureDeclaration(tag: tag, name: name, family: family, code: code, unit: unit, slots: slots)
    }

    /// The feature in each of its family's aggregations.
    public var columns: [FeatureColumn] {
        zip(family.aggregations, slots).map { FeatureColumn(declaration: self, aggregation: $0, slot: $1) }
    }
}

/// One feature in one aggregation: a column of the wide table, a concept per configuration.
public struct FeatureColumn: Sendable, Hashable {
    /// The feature.
    public let declaration: FeatureDeclaration
    /// The aggregation.
    public let aggregation: Aggregation
    /// The concept slot (0…4095).
    public let slot: Int

    /// Pairs a feature with an aggregation and its slot.
    public init(declaration: FeatureDeclaration, aggregation: Aggregation, slot: Int) {
        self.declaration = declaration
        self.aggregation = aggregation
        self.slot = slot
    }

    /// The IBSI reference tables' tag with its aggregation; unique.
    public var tag: String { declaration.tag + aggregation.tagSuffix }
}

/// A declaration with the formula that computes it from its family's intermediate results.
public struct Feature<Input>: Sendable {
    /// What is written down about the feature.
    public let declaration: FeatureDeclaration
    /// Computes the feature.
    public let formula: @Sendable (Input) -> FeatureValue

    /// Declares a feature and its formula.
    public init(declaration: FeatureDeclaration, formula: @escaping @Sendable (Input) -> FeatureValue) {
        self.declaration = declaration
        self.formula = formula
    }
}

/// One computed feature of one region.
public struct FeatureResult: Sendable, Hashable {
    /// Which feature in which aggregation.
    public let column: FeatureColumn
    /// Its value, or the reason why there is none.
    public let value: FeatureValue

    /// Pairs a column with its value.
    public init(column: FeatureColumn, value: FeatureValue) {
        self.column = column
        self.value = value
    }
}
