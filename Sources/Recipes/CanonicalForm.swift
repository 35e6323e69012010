import Crypto
import Features
import Foundation

extension Recipe {
    /// The recipe with every default written out: one `key=value` a line, sorted by key, numbers in their shortest form.
    public var canonicalText: String { canonicalLines(upstream + choice) }

    /// The SHA-256 of the canonical text, in hexadecimal; equal for files that say the same in another way.
    public var digest: String { sha256(canonicalText) }

    /// Everything before the features that can change a value, in one line: what a configuration of concepts stands for.
    public var configuration: String { upstream.sorted { $0.0 < $1.0 }.map { "\($0)=\($1)" }.joined(separator: "; ") }

    private var upstream: [(String, String)] {
        var lines = [
            ("coarseness", "\(features.coarseness)"),
            ("discretisation.ivh", ivhDiscretisation.canonical), ("discretisation.texture", textureDiscretisation.canonical),
            ("resegmentation.outliers", resegmentation.outlierSigma.map(plain) ?? "none"),
            ("resegmentation.range", resegmentation.range.map { "\(plain($0.lowerBound)) \(plain($0.upperBound))" } ?? "none"),
        ]
        lines += features.distances.canonical
        if let interpolation {
            lines += [
                ("interpolation.image", interpolation.image.rawValue), ("interpolation.mask", interpolation.mask.rawValue),
                ("interpolation.partial-volume", plain(interpolation.partialVolumeThreshold)),
                ("interpolation.rounding", interpolation.roundsIntensities ? "integer" : "none"),
                ("interpolation.spacing", interpolation.spacing.components.map(plain).joined(separator: " ")),
            ]
        } else {
            lines.append(("interpolation", "none"))
        }
        return lines + modality.upstream + (normalisation?.upstream ?? []) + masks.canonical
    }

    private var choice: [(String, String)] {
        [
            ("voxmark", "\(Recipe.schema)"), ("name", name), ("block", "\(block)"),
            ("geometry.orientation", plain(geometry.orientation)), ("geometry.position", plain(geometry.position)),
            ("geometry.shear", plain(geometry.shear)), ("geometry.spacing", plain(geometry.spacing)),
            ("features.families", features.families.map(FeatureName.name).joined(separator: " ")),
            ("features.spatial-autocorrelation", "\(features.spatialAutocorrelation)"),
            ("features.aggregations", features.sortedAggregations.map(\.rawValue).joined(separator: " ")),
        ] + geometry.policy + modality.choice
    }
}

extension Recipe.FeatureChoice {
    /// The texture aggregations in the order of their declaration.
    var sortedAggregations: [Aggregation] { Aggregation.allCases.filter { $0 != .volume && aggregations.contains($0) } }
}

extension Recipe.Interpolation.Spacing {
    /// Two or three spacings in mm.
    var components: [Double] {
        switch self {
        case .inPlane(let x, let y): [x, y]
        case .volume(let x, let y, let z): [x, y, z]
        }
    }
}

extension Recipe.Discretisation {
    fileprivate var canonical: String {
        switch self {
        case .none: "none"
        case .fixedBinNumber(let count): "bin-number \(count)"
        case .fixedBinSize(let width, .range): "bin-size \(plain(width)) from range"
        case .fixedBinSize(let width, .region): "bin-size \(plain(width)) from region"
        case .fixedBinSize(let width, .intensity(let minimum)): "bin-size \(plain(width)) from \(plain(minimum))"
        }
    }
}

/// A number in its shortest form that reads back as the same number: `2` for 2.0, `inf` for infinity.
func plain(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
}

/// Sorted `key=value` lines.
func canonicalLines(_ pairs: [(String, String)]) -> String {
    pairs.sorted { $0.0 < $1.0 }.map { "\($0)=\($1)\n" }.joined()
}

/// The SHA-256 of a text in UTF-8, in hexadecimal.
func sha256(_ text: String) -> String { SHA256.hash(data: Data(text.utf8)).hexadecimal }
