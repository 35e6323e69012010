import OMOP

/// What a run has to do: the bundles of all recipes, and which of their cases an earlier run has settled.
struct BatchWork: Sendable {
    /// A bundle and the recipe that computes it.
    struct Item: Sendable {
        /// The place of the recipe among the setups.
        let recipe: Int
        let bundle: CaseBundle
        /// What it is predicted to cost.
        let cost: CaseCost
        /// The place in the run of its first case.
        let firstCase: Int
        /// How many bundles before it are about the same image and mask object.
        let copy: Int
    }

    let setups: [RunSetup]
    let bundles: [Item]
    let keys: [CaseKey]
    /// The keys of the cases that are not computed again.
    private let settledCases: Set<CaseDigest>
    /// The keys of all cases that the ledger had when the run began.
    private let earlierCases: Set<CaseDigest>
    private let knownDigests: [String: KnownDigest]

    /// - Parameters:
    ///   - parts: plans with what computes them.
    ///   - settled: the keys of the cases that are not computed again.
    ///   - earlier: the keys of all cases that the ledger has.
    ///   - choice: which cases are meant, by their subjects; nil for all.
    ///   - known: the content digests that an index knows, by path.
    init(
        _ parts: [BatchRun.Part], pseudonyms: PseudonymKey, settled: Set<CaseDigest>, earlier: Set<CaseDigest>,
        choice: SubjectChoice? = nil,
        known: [String: KnownDigest]
    ) {
        setups = parts.map(\.setup)
        keys = setups.map { CaseKey(run: $0.identity, pseudonyms: pseudonyms) }
        var bundles: [Item] = []
        var count = 0
        for (recipe, part) in parts.enumerated() {
            var copies: [[String]: Int] = [:]
            for bundle in part.plan.bundles {
                let copy = copies[bundle.identity, default: 0]
                copies[bundle.identity] = copy + 1
                let key = keys[recipe]
                let wanted = choice.map { choice in bundle.only { choice.means(key.subject(of: $0, in: bundle, copy: copy)) } } ?? bundle
                guard !wanted.cases.isEmpty else { continue }
                bundles.append(Item(recipe: recipe, bundle: wanted, cost: bundle.cost, firstCase: count, copy: copy))
                count += wanted.cases.count
            }
        }
        self.bundles = bundles
        settledCases = settled
        earlierCases = earlier
        knownDigests = known
    }

    /// How many cases there are.
    var caseCount: Int { bundles.last.map { $0.firstCase + $0.bundle.cases.count } ?? 0 }

    /// Whether the ledger had a case of this key when the run began.
    func isEarlier(_ key: String) -> Bool { CaseDigest(key).map(earlierCases.contains) == true }

    /// The name of a case's task.
    func task(_ bundle: Int, _ place: Int) -> String {
        let item = bundles[bundle]
        return keys[item.recipe].task(of: item.bundle.cases[place], in: item.bundle, copy: item.copy)
    }

    /// What a case is about, whatever its content.
    func subject(_ bundle: Int, _ place: Int) -> String {
        let item = bundles[bundle]
        return keys[item.recipe].subject(of: item.bundle.cases[place], in: item.bundle, copy: item.copy)
    }

    /// Which of the cases are to be computed, and which are settled, once the content of their files is known.
    func split(_ work: Schedule.Work, digests: BundleDigests) -> (wanted: [Int], settled: [Int]) {
        let item = bundles[work.bundle]
        var (wanted, settled): ([Int], [Int]) = ([], [])
        for place in work.cases {
            let key = keys[item.recipe].key(of: item.bundle.cases[place], on: item.bundle.image, digests: digests)
            if CaseDigest(key).map(settledCases.contains) == true { settled.append(place) } else { wanted.append(place) }
        }
        return (wanted, settled)
    }

    /// The content digests that are known of a bundle's files.
    func known(_ bundle: CaseBundle) -> [String: KnownDigest] {
        guard !knownDigests.isEmpty else { return [:] }
        let found = (bundle.image.paths + bundle.mask.paths).compactMap { path in knownDigests[path].map { (path, $0) } }
        return Dictionary(found) { first, _ in first }
    }
}

extension CaseBundle {
    /// The bundle with some of its cases.
    fileprivate func only(_ isWanted: (PlannedCase) -> Bool) -> CaseBundle {
        CaseBundle(image: image, mask: mask, cases: cases.filter(isWanted))
    }
}

/// Which cases a run means, by what they are about.
enum SubjectChoice: Sendable {
    /// These alone.
    case only(Set<CaseDigest>)
    /// All but these.
    case except(Set<CaseDigest>)

    func means(_ subject: String) -> Bool {
        guard let digest = CaseDigest(subject) else { return true }
        return switch self {
        case .only(let subjects): subjects.contains(digest)
        case .except(let subjects): !subjects.contains(digest)
        }
    }
}

/// A key of the ledger as a number of 256 bits, so that many take little memory.
struct CaseDigest: Sendable, Hashable {
    private let parts: SIMD4<UInt64>

    /// Reads 64 hexadecimal digits; nil for another text.
    init?(_ text: String) {
        guard text.utf8.count == 64 else { return nil }
        var parts = SIMD4<UInt64>()
        for (place, digit) in text.utf8.enumerated() {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            parts[place / 16] = parts[place / 16] << 4 | UInt64(value)
        }
        self.parts = parts
    }
}
