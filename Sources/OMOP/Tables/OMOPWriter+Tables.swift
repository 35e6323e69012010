extension OMOPWriter {
    /// Writes `features.csv` and `records.csv`.
    ///
    /// The first has one row per region, identifying columns first, then one per feature in declaration order; empty where there is no value.
    /// With several configurations the columns are called `n:tag`. The second has one row per region and feature, value or not, in the order of
    /// case key, region, configuration and declaration; `case_key` and `region_number` lead to the region's row in the first.
    ///
    /// All regions of the run's recipe, selection and numerics version in the database are written, done and held, but for those of cases
    /// that were superseded, in the order of case key and region, so that a run that was resumed leaves the same files.
    public func writeTables(features: String, records: String) throws(OMOPError) {
        try FeatureTables(database, run: run, concepts: concepts).write(features: features, records: records)
    }
}
