import Features
import Voxels

/// Everything that can change a number, and nothing else: one site's recipe gives every other site the same values.
public struct Recipe: Sendable, Hashable {
    /// The recipe's name, as its file and its concepts are called.
    public var name: String
    /// The block of concept ids that the recipe owns (0…127; 0…15 are reserved for the recipes that Voxmark ships).
    public var block: Int
    /// How far a series may be from a perfect grid.
    public var geometry: GeometryTolerance
    /// How masks become regions, and which regions are made of others.
    public var masks: Masks
    /// For which modalities the recipe is meant, and how their headers are read.
    public var modality = ModalityPolicy()
    /// What intensities are measured against; nil leaves them as they are.
    public var normalisation: Normalisation?
    /// Interpolation to another spacing; nil keeps the image's own grid.
    public var interpolation: Interpolation?
    /// Which intensities count.
    public var resegmentation: Resegmentation
    /// The grey levels of texture and histogram features.
    public var textureDiscretisation: Discretisation
    /// The grey levels of the intensity-volume histogram.
    public var ivhDiscretisation: Discretisation
    /// What is computed.
    public var features: FeatureChoice

    /// Makes a recipe; what is left out is as in a recipe file that leaves it out.
    public init(
        name: String, block: Int, geometry: GeometryTolerance = GeometryTolerance(), interpolation: Interpolation? = nil,
        resegmentation: Resegmentation = Resegmentation(), textureDiscretisation: Discretisation, ivhDiscretisation: Discretisation = .none,
        features: FeatureChoice = FeatureChoice(), masks: Masks = Masks()
    ) {
        self.name = name
        self.block = block
        self.geometry = geometry
        self.interpolation = interpolation
        self.resegmentation = resegmentation
        self.textureDiscretisation = textureDiscretisation
        self.ivhDiscretisation = ivhDiscretisation
        self.features = features
        self.masks = masks
    }

    /// Interpolation of image and mask (IBSI VTM2).
    public struct Interpolation: Sendable, Hashable {
        /// The new spacing in mm along x, y and z; a nil component keeps the image's spacing (slice-wise 2D interpolation).
        public var spacing: Spacing
        /// How the image is interpolated.
        public var image: InterpolationMethod
        /// How the mask is interpolated.
        public var mask: InterpolationMethod
        /// The partial volume from which a voxel belongs to the region (0 < threshold ≤ 1; IBSI E8H9).
        public var partialVolumeThreshold: Double
        /// Round interpolated intensities to the nearest integer (IBSI 68QD), as for CT.
        public var roundsIntensities: Bool

        /// Describes an interpolation; spacings in mm.
        public init(
            spacing: Spacing, image: InterpolationMethod, mask: InterpolationMethod = .linear, partialVolumeThreshold: Double = 0.5,
            roundsIntensities: Bool = false
        ) {
            self.spacing = spacing
            self.image = image
            self.mask = mask
            self.partialVolumeThreshold = partialVolumeThreshold
            self.roundsIntensities = roundsIntensities
        }

        /// The new spacing.
        public enum Spacing: Sendable, Hashable {
            /// x and y in mm; slices stay where they are.
            case inPlane(Double, Double)
            /// x, y and z in mm.
            case volume(Double, Double, Double)
        }
    }

    /// Re-segmentation of the intensity mask (IBSI IF9H); with both parts, their intersection.
    public struct Resegmentation: Sendable, Hashable {
        /// The closed range of intensities that count (IBSI USB3), in modality units; infinite bounds are open.
        public var range: ClosedRange<Double>?
        /// How many standard deviations around the mean count (IBSI 7ACA).
        public var outlierSigma: Double?

        /// Describes a re-segmentation; nil leaves a part out.
        public init(range: ClosedRange<Double>? = nil, outlierSigma: Double? = nil) {
            self.range = range
            self.outlierSigma = outlierSigma
        }
    }

    /// Discretisation of intensities (IBSI 4R0B).
    public enum Discretisation: Sendable, Hashable {
        /// Intensities are used as they are; texture families need positive integers.
        case none
        /// Fixed bin size (IBSI Q3RU): bins of `width` from `minimum` up.
        case fixedBinSize(width: Double, minimum: Minimum)
        /// Fixed bin number (IBSI K15C).
        case fixedBinNumber(Int)

        /// Where the first bin of a fixed bin size begins.
        public enum Minimum: Sendable, Hashable {
            /// The lower bound of the re-segmentation range.
            case range
            /// A number in modality units.
            case intensity(Double)
            /// The lowest intensity of each region: bins of different regions do not correspond.
            case region
        }
    }

    /// Which families and aggregations are computed, and how neighbourhoods are taken.
    public struct FeatureChoice: Sendable, Hashable {
        /// The families, in declaration order.
        public var families: [FeatureFamily]
        /// The texture aggregations; `.volume` families are always whole.
        public var aggregations: Set<Aggregation>
        /// The coarseness α of dependence matrices (IBSI VXRR).
        public var coarseness: Int
        /// Which voxels texture matrices compare, and how much each counts.
        public var distances: TextureDistances
        /// Whether morphology has Moran's I and Geary's C (IBSI N365, NPT7), whose time and memory exceed those of all the rest.
        public var spatialAutocorrelation: Bool

        /// Chooses families and aggregations.
        public init(
            families: [FeatureFamily] = FeatureFamily.standardised,
            aggregations: Set<Aggregation> = [.averaged3D, .merged3D, .neighbourhood3D], coarseness: Int = 0,
            spatialAutocorrelation: Bool = true, distances: TextureDistances = TextureDistances()
        ) {
            self.families = families
            self.aggregations = aggregations
            self.coarseness = coarseness
            self.distances = distances
            self.spatialAutocorrelation = spatialAutocorrelation
        }

        /// The columns that the choice comes to, in declaration order: those of the wide table, and of the concepts.
        public var columns: [FeatureColumn] {
            FeatureCatalogue.columns(families: families, aggregations: aggregations, spatialAutocorrelation: spatialAutocorrelation)
        }
    }
}
