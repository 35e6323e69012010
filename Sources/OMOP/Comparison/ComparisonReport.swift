/// What is different between two databases, or two runs.
public struct ComparisonReport: Sendable, Hashable, Encodable {
    /// Things of which the first few are named.
    public struct Listing: Sendable, Hashable, Encodable {
        /// How many there are.
        public private(set) var count = 0
        /// The first of them.
        public private(set) var examples: [String] = []

        /// How many are named.
        static let limit = 20

        mutating func add(_ name: @autoclosure () -> String) {
            count += 1
            if examples.count < Self.limit { examples.append(name()) }
        }
    }

    /// How the values of one feature differ.
    public struct Feature: Sendable, Hashable, Encodable {
        /// The concept of the feature in its configuration.
        public let concept: Int
        /// The concept's code: recipe, configuration and tag.
        public internal(set) var code = ""
        /// How many values both sides have.
        public internal(set) var compared = 0
        /// How many of those differ.
        public internal(set) var different = 0
        /// How many are a value on one side only, have another unit, or another reason for having no value.
        public internal(set) var otherStatus = 0
        /// The largest difference.
        public internal(set) var largestAbsolute = 0.0
        /// The largest difference, relative to the larger of the two magnitudes.
        public internal(set) var largestRelative = 0.0
        /// One difference: case, region, and both sides.
        public internal(set) var example: String?

        /// Whether anything differs.
        public var isEqual: Bool { different + otherStatus == 0 }
    }

    /// How two tables differ.
    public struct Table: Sendable, Hashable, Encodable {
        /// What the table holds.
        public let name: String
        /// The keys that the first alone has.
        public internal(set) var onlyInFirst = Listing()
        /// The keys that the second alone has.
        public internal(set) var onlyInSecond = Listing()
        /// The keys with other content.
        public internal(set) var different = Listing()

        /// Whether nothing differs.
        public var isEqual: Bool { onlyInFirst.count + onlyInSecond.count + different.count == 0 }
    }

    /// How many cases both sides have.
    public internal(set) var casesCompared = 0
    /// How many values both sides have.
    public internal(set) var valuesCompared = 0
    /// The cases that the first side alone has.
    public internal(set) var onlyInFirst = Listing()
    /// The cases that the second side alone has.
    public internal(set) var onlyInSecond = Listing()
    /// The cases with another state, code or person.
    public internal(set) var otherState = Listing()
    /// The regions that one side alone has, or that differ in more than values.
    public internal(set) var otherRegions = Listing()
    /// The features with differences, by concept.
    public internal(set) var features: [Feature] = []
    /// The tables beside the cases that differ.
    public internal(set) var tables: [Table] = []

    /// Whether nothing differs.
    public var isEqual: Bool {
        onlyInFirst.count + onlyInSecond.count + otherState.count + otherRegions.count == 0 && features.isEmpty && tables.isEmpty
    }
}
