/// All features, in declaration order: the order of columns, tables and documentation.
public enum FeatureCatalogue {
    /// What is written down about each feature.
    public static let declarations: [FeatureDeclaration] =
        Morphology.features.map(\.declaration) + LocalIntensity.features.map(\.declaration)
        + IntensityStatistics.features.map(\.declaration) + IntensityHistogram.features.map(\.declaration)
        + IntensityVolumeHistogram.features.map(\.declaration) + TextureFeatures.declarations
        + PlanarMorphology.features.map(\.declaration)

    /// The features of some families in some aggregations; families that are not texture come as one value per volume.
    ///
    /// - Parameter spatialAutocorrelation: whether Moran's I and Geary's C are among those of morphology.
    public static func columns(
        families: [FeatureFamily], aggregations: Set<Aggregation>, spatialAutocorrelation: Bool = true
    ) -> [FeatureColumn] {
        declarations.filter { declaration in
            families.contains(declaration.family) && (spatialAutocorrelation || !Morphology.isSpatialAutocorrelation(declaration))
        }
        .flatMap(\.columns).filter { $0.aggregation == .volume || aggregations.contains($0.aggregation) }
    }
}
