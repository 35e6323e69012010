/// The texture families of IBSI 1, computed together.
public enum TextureFeatures {
    /// The families, in declaration order.
    public static let families: [FeatureFamily] = [.glcm, .glrlm, .glszm, .gldzm, .ngtdm, .ngldm]

    /// What is written down about each feature, in declaration order.
    public static var declarations: [FeatureDeclaration] {
        GreyLevelCooccurrence.declarations + GreyLevelRunLength.declarations + GreyLevelSizeZone.declarations
            + GreyLevelDistanceZone.declarations + NeighbourhoodGreyToneDifference.declarations
            + NeighbouringGreyLevelDependence.declarations
    }

    /// Computes the texture features of a region, in declaration order whatever the order of the arguments.
    ///
    /// Size and distance zones share the zones, grey tone differences and dependences the neighbourhoods.
    ///
    /// - Parameters:
    ///   - region: the grey levels, none above its number of levels and all inside its shape. Time and memory are in proportion to the crop, not
    ///     to the square of the levels.
    ///   - families: which families; others than texture families are ignored.
    ///   - aggregations: which aggregations; a family ignores those that it does not have.
    ///   - coarseness: the coarseness α of the dependence matrix (IBSI VXRR).
    ///   - distances: which voxels are compared; others than Chebyshev distance 1 without weights take a slower way.
    public static func results(
        of region: DiscretisedRegion, families: [FeatureFamily], aggregations: Set<Aggregation>, coarseness: Int = 0,
        distances: TextureDistances = TextureDistances()
    ) -> [FeatureResult] {
        let families = Set(families).intersection(Self.families)
        guard !families.isEmpty else { return [] }
        let ofDirections = aggregations.intersection(Aggregation.ofDirections)
        let ofNeighbourhoods = aggregations.intersection(Aggregation.ofNeighbourhoods)
        let levels = TextureLevels(region)
        var results: [FeatureResult] = []
        if families.contains(.glcm) {
            results += GreyLevelCooccurrence.values(of: levels, aggregations: ofDirections, distances: distances).results(
                of: GreyLevelCooccurrence.features, in: aggregations)
        }
        if families.contains(.glrlm) {
            results += GreyLevelRunLength.values(of: levels, aggregations: ofDirections, distances: distances).results(
                of: GreyLevelRunLength.features, in: aggregations)
        }
        if families.contains(.glszm) || families.contains(.gldzm) {
            let zones = RegionZones(levels, aggregations: ofNeighbourhoods, withDistances: families.contains(.gldzm))
            if families.contains(.glszm) {
                results += GreyLevelSizeZone.values(of: zones).results(of: GreyLevelSizeZone.features, in: aggregations)
            }
            if families.contains(.gldzm) {
                results += GreyLevelDistanceZone.values(of: zones).results(of: GreyLevelDistanceZone.features, in: aggregations)
            }
        }
        if families.contains(.ngtdm) || families.contains(.ngldm) {
            let around =
                distances.hasPlainNeighbourhoods
                ? RegionNeighbourhoods(levels, aggregations: ofNeighbourhoods, coarseness: coarseness)
                : RegionNeighbourhoods(levels, aggregations: ofNeighbourhoods, coarseness: coarseness, distances: distances)
            if families.contains(.ngtdm) {
                results += NeighbourhoodGreyToneDifference.values(of: around).results(
                    of: NeighbourhoodGreyToneDifference.features, in: aggregations)
            }
            if families.contains(.ngldm) {
                results += NeighbouringGreyLevelDependence.values(of: around).results(
                    of: NeighbouringGreyLevelDependence.features, in: aggregations)
            }
        }
        return results
    }
}
