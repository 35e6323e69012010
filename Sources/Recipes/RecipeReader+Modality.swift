import Voxels
import Yams

extension ModalityPolicy {
    /// The keys of a recipe that the policy is read from.
    static let keys = ["modalities", "pet", "mr", "projection"]

    /// Reads the policy; wrong values are reported and replaced by defaults.
    init(_ top: YAMLSection, _ problems: inout Problems) {
        self.init()
        modalities = Self.modalities(top, &problems)
        if let section = top.section("pet", allowed: ["suv"], &problems) {
            uptake = section.word("suv", StandardisedUptake.allCases, &problems) ?? .none
        }
        if let section = top.section("mr", allowed: ["scaling"], &problems) {
            magnetic = section.word("scaling", MagneticScaling.allCases, &problems) ?? .rescale
        }
        if let section = top.section("projection", allowed: ["intent", "spacing"], &problems) {
            section.require("intent", "processing, presentation, both or any", &problems)
            projection.intent = section.word("intent", ProjectionPolicy.Intent.allCases, &problems)
            projection.spacing = Self.spacing(section, &problems)
        }
    }

    private static func modalities(_ top: YAMLSection, _ problems: inout Problems) -> [String]? {
        guard let node = top.node("modalities") else { return nil }
        let words = node.sequence.map { $0.map { $0.word ?? "" } } ?? []
        let isCode: (String) -> Bool = { !$0.isEmpty && $0.count <= 16 && $0.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) } }
        guard !words.isEmpty, words.allSatisfy(isCode) else {
            problems.add(node.mark, "modalities", "must be a list of DICOM modalities in capitals, such as [CT]")
            return nil
        }
        return Set(words).sorted()
    }

    private static func spacing(_ section: YAMLSection, _ problems: inout Problems) -> ProjectionPolicy.Spacing? {
        section.require("spacing", "detector, object, calibrated or [x, y] in mm", &problems)
        guard let node = section.node("spacing") else { return nil }
        if let list = node.sequence {
            let numbers = list.compactMap(\.number).filter { Grid.plausibleSpacing.contains($0) }
            if numbers.count == 2, list.count == 2 { return .stated(numbers[0], numbers[1]) }
            problems.add(node.mark, section.path("spacing"), "must be [x, y] in mm, each above 0")
            return nil
        }
        return section.choice(
            "spacing", ["detector": ProjectionPolicy.Spacing.detector, "object": .object, "calibrated": .calibrated], &problems)
    }
}

extension YAMLSection {
    /// One of the words that an enumeration is made of.
    func word<T: RawRepresentable<String>>(_ name: String, _ cases: [T], _ problems: inout Problems) -> T? {
        guard let node = node(name) else { return nil }
        if let word = node.word, let choice = T(rawValue: word) { return choice }
        problems.add(node.mark, path(name), Self.notAmong(node, cases.map(\.rawValue)))
        return nil
    }
}
