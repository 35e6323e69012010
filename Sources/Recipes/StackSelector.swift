/// Which stacks of a series are taken, where it holds several images of one place, such as echoes, b-values or phases.
public struct StackSelector: Sendable, Hashable {
    /// Echo Time in ms, to the hundredth; nil takes any.
    public var echoTime: Double?
    /// Diffusion b-value in s/mm²; nil takes any.
    public var bValue: Double?
    /// `magnitude`, `phase`, `real`, `imaginary` or `derived`, or a value of Image Type; nil takes any.
    public var imageType: String?
    /// Temporal Position Identifier or Index; nil takes any.
    public var temporalPosition: Int?

    /// Chooses stacks; nil asks for nothing.
    public init(echoTime: Double? = nil, bValue: Double? = nil, imageType: String? = nil, temporalPosition: Int? = nil) {
        self.echoTime = echoTime
        self.bValue = bValue
        self.imageType = imageType
        self.temporalPosition = temporalPosition
    }

    /// True when a stack with these attributes is to be read; what is asked for must be known of it.
    ///
    /// - Parameter imageTypes: the values of Image Type, and the word for the component of the signal.
    public func accepts(echoTime: Double?, bValue: Double?, imageTypes: [String], temporalPosition: Int?) -> Bool {
        if let wanted = self.echoTime {
            guard let echoTime, (echoTime * 100).rounded() == (wanted * 100).rounded() else { return false }
        }
        if let wanted = self.bValue, bValue != wanted { return false }
        if let wanted = self.temporalPosition, temporalPosition != wanted { return false }
        return imageType.map { wanted in imageTypes.contains { $0.lowercased() == wanted.lowercased() } } ?? true
    }

    /// What is asked for: selections without it keep the digest that they had before there were these keys.
    var canonical: [(String, String)] {
        let lines: [(String, String?)] = [
            ("series.echo-time", echoTime.map(plain)), ("series.b-value", bValue.map(plain)),
            ("series.image-type", imageType.map { escaped($0.lowercased()) }),
            ("series.temporal-position", temporalPosition.map { "\($0)" }),
        ]
        return lines.compactMap { key, value in value.map { (key, $0) } }
    }

    /// The keys of the section `series`.
    static let keys = ["echo-time", "b-value", "image-type", "temporal-position"]

    /// Reads the keys of the section `series`.
    init(_ series: YAMLSection, _ problems: inout Problems) {
        echoTime = series.number("echo-time", "a time in ms, 0 or more", &problems) { $0 >= 0 }
        bValue = series.number("b-value", "a number in s/mm², 0 or more", &problems) { $0 >= 0 }
        imageType = series.text("image-type", &problems)
        temporalPosition = series.integer("temporal-position", 1...Int(Int32.max), &problems)
    }
}
