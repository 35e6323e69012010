extension Selection {
    /// A region that several entries of a selection fit, which would give it different names.
    public struct Rivalry: Sendable, Hashable {
        /// The region's name in the mask object.
        public let name: String
        /// The names that the entries would give it, in their order; it has the first.
        public let aliases: [String]
    }

    /// The regions that several entries fit: the first one takes the region, and the others do without.
    public func rivalries(_ candidates: [RegionCandidate]) -> [Rivalry] {
        let selectors = (regions ?? []).filter { $0.concerns(candidates) }
        return candidates.compactMap { candidate in
            var aliases: [String] = []
            for selector in selectors where selector.fits(candidate) {
                let alias = selector.alias ?? candidate.name
                if !aliases.contains(alias) { aliases.append(alias) }
            }
            return aliases.count > 1 ? Rivalry(name: candidate.name, aliases: aliases) : nil
        }
    }
}
