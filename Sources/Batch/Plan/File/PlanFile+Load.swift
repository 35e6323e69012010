import OMOP

extension PlanFile {
    /// What the plan will write at most.
    ///
    /// - Parameters:
    ///   - key: the key of the output's pseudonyms; nil when the run is to make one.
    ///   - policy: what the site chooses about persons and dates.
    ///   - mode: whether the database is ours or a site's.
    /// - Throws: what is wrong with a recipe of the plan.
    public func load(key: PseudonymKey?, policy: PersonPolicy, mode: OutputMode) throws -> PlannedLoad {
        let setups = try setups()
        return PlannedLoad(
            images: plans.flatMap { $0.bundles.map { ($0.image.patient, $0.image.dates) } }, cases: caseCount,
            rows: zip(plans, setups).reduce(0) { $0 + $1.0.caseCount * $1.1.identity.columns.count }, key: key, policy: policy, mode: mode)
    }
}
