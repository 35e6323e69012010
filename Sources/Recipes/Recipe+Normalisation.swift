extension Recipe {
    /// Normalisation of intensities that have no unit of their own, such as those of MR, before interpolation (IBSI PCDE).
    ///
    /// Statistics are taken on the original grid. Intensities are mapped linearly, so that it does not matter for linear kernels whether
    /// interpolation comes before or after; rounding to integers, if any, sees normalised intensities.
    public struct Normalisation: Sendable, Hashable {
        /// What intensities are measured against.
        public enum Method: Sendable, Hashable {
            /// (x − mean) / standard deviation of the population.
            case zScore
            /// (x − lower) / (upper − lower), two percentiles in percent.
            case percentile(Double, Double)
            /// x / mean of a reference region.
            case reference
        }

        /// Which voxels the statistics are taken from.
        public enum Source: Sendable, Hashable {
            /// The whole image.
            case image
            /// The voxels of the image above Otsu's threshold.
            case body
            /// A region of the same mask object, by the name that the selection gives it.
            case region(String)
        }

        /// What intensities are measured against.
        public var method: Method
        /// Which voxels the statistics are taken from.
        public var source: Source
        /// What the result is multiplied by.
        public var scale: Double

        /// Describes a normalisation.
        public init(method: Method, source: Source, scale: Double = 1) {
            self.method = method
            self.source = source
            self.scale = scale
        }
    }
}

extension Recipe.Normalisation {
    /// What can change a value; as with `ModalityPolicy`, nothing is written without a normalisation.
    var upstream: [(String, String)] {
        [("normalise.method", name), ("normalise.from", origin), ("normalise.scale", plain(scale))]
    }

    /// What IBSI's short-hand shows of it.
    var shorthand: String { "NORM:\(name) \(origin)" + (scale == 1 ? "" : " ×\(plain(scale))") }

    private var name: String {
        switch method {
        case .zScore: "z-score"
        case .percentile(let lower, let upper): "percentile \(plain(lower)) \(plain(upper))"
        case .reference: "reference"
        }
    }

    private var origin: String {
        switch source {
        case .image: "image"
        case .body: "body"
        case .region(let alias): "region \(alias)"
        }
    }
}
