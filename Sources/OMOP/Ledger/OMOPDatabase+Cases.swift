extension OMOPDatabase {
    /// Hands over the keys of a run's recipe, selection and numerics version with how their cases ended.
    public func forEachSettled(of run: RunIdentity, _ body: (String, SettledCase) -> Void) throws(OMOPError) {
        let cases = try connection.prepare(
            """
            SELECT case_key, state, code, message, software_version FROM voxmark_case
            WHERE recipe_digest = ? AND selection_digest = ? AND numerics_version = ?
            """)
        try cases.bind([.text(run.recipeDigest), .text(run.selectionDigest), .integer(run.numericsVersion)])
        while try cases.step() {
            guard let key = cases.text(0), let state = cases.text(1).flatMap(CaseState.init) else { continue }
            body(
                key,
                SettledCase(
                    state: state, code: cases.text(2), message: cases.text(3), softwareVersion: cases.text(4) ?? ""))
        }
    }

    /// Hands over what the current cases are about, how they stand, and the code of those that are not done.
    public func forEachSubject(_ body: (String, CaseState, String?) -> Void) throws(OMOPError) {
        let cases = try connection.prepare("SELECT subject, state, code FROM voxmark_case WHERE superseded_by IS NULL")
        while try cases.step() {
            guard let subject = cases.text(0), let state = cases.text(1).flatMap(CaseState.init) else { continue }
            body(subject, state, cases.text(2))
        }
    }
}
