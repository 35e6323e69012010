import Features

extension Recipe {
    /// The features that the recipe computes, in declaration order: the columns of the wide table, and the concepts.
    public var columns: [FeatureColumn] { features.columns.map(declared) }

    /// A column with the unit that the recipe gives it.
    ///
    /// An intensity-volume histogram with a fixed bin number counts bins, so its intensities have no modality unit (IBSI 1, section
    /// "Intensity-volume histogram features").
    public func declared(_ column: FeatureColumn) -> FeatureColumn {
        guard case .fixedBinNumber = ivhDiscretisation, column.declaration.family == .intensityVolumeHistogram,
            column.declaration.unit == .intensity
        else { return column }
        return FeatureColumn(declaration: column.declaration.measured(in: .one), aggregation: column.aggregation, slot: column.slot)
    }
}
