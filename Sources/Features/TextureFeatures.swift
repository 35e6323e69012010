import Threads

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
    ///   - distances: which voxels are compared, without vanishing weights; others than Chebyshev distance 1 without weights take a slower way.
    ///   - threads: what may be computed at the same time.
    public static func results(
        of region: DiscretisedRegion, families: [FeatureFamily], aggregations: Set<Aggregation>, coarseness: Int = 0,
        distances: TextureDistances = TextureDistances(), on threads: ThreadGrant = .one
    ) -> [FeatureResult] {
        let families = Set(families).intersection(Self.families)
        guard !families.isEmpty else { return [] }
        precondition(!distances.hasVanishingWeights, "every weight is a number above 0")
        let levels = TextureLevels(region)
        let input = TextureInput(
            levels: levels, families: families, aggregations: aggregations, coarseness: coarseness, distances: distances, threads: threads)
        // Zones grow through the whole region, which makes them the longest part.
        let results = threads.map(4) { part in
            switch part {
            case 0: input.zones
            case 1: input.cooccurrence
            case 2: input.neighbourhoods
            default: input.runs
            }
        }
        return results[1] + results[3] + results[0] + results[2]
    }
}

/// What the groups of families that share their work are computed from; a family that is not wanted has no results.
private struct TextureInput: Sendable {
    let levels: TextureLevels
    let families: Set<FeatureFamily>
    let aggregations: Set<Aggregation>
    let coarseness: Int
    let distances: TextureDistances
    let threads: ThreadGrant

    private var ofDirections: Set<Aggregation> { aggregations.intersection(Aggregation.ofDirections) }
    private var ofNeighbourhoods: Set<Aggregation> { aggregations.intersection(Aggregation.ofNeighbourhoods) }

    var cooccurrence: [FeatureResult] {
        guard families.contains(.glcm) else { return [] }
        return GreyLevelCooccurrence.values(of: levels, aggregations: ofDirections, distances: distances, on: threads).results(
            of: GreyLevelCooccurrence.features, in: aggregations)
    }

    var runs: [FeatureResult] {
        guard families.contains(.glrlm) else { return [] }
        return GreyLevelRunLength.values(of: levels, aggregations: ofDirections, distances: distances, on: threads).results(
            of: GreyLevelRunLength.features, in: aggregations)
    }

    var zones: [FeatureResult] {
        let wanted = [FeatureFamily.glszm, .gldzm].filter(families.contains)
        guard !wanted.isEmpty else { return [] }
        let zones = RegionZones(levels, aggregations: ofNeighbourhoods, withDistances: wanted.contains(.gldzm))
        return threads.map(wanted.count) { part in
            wanted[part] == .glszm
                ? GreyLevelSizeZone.values(of: zones).results(of: GreyLevelSizeZone.features, in: aggregations)
                : GreyLevelDistanceZone.values(of: zones).results(of: GreyLevelDistanceZone.features, in: aggregations)
        }.flatMap { $0 }
    }

    var neighbourhoods: [FeatureResult] {
        guard families.contains(.ngtdm) || families.contains(.ngldm) else { return [] }
        let around =
            distances.hasPlainNeighbourhoods
            ? RegionNeighbourhoods(levels, aggregations: ofNeighbourhoods, coarseness: coarseness, on: threads)
            : RegionNeighbourhoods(levels, aggregations: ofNeighbourhoods, coarseness: coarseness, distances: distances)
        var results: [FeatureResult] = []
        if families.contains(.ngtdm) {
            results += NeighbourhoodGreyToneDifference.values(of: around).results(
                of: NeighbourhoodGreyToneDifference.features, in: aggregations)
        }
        if families.contains(.ngldm) {
            results += NeighbouringGreyLevelDependence.values(of: around).results(
                of: NeighbouringGreyLevelDependence.features, in: aggregations)
        }
        return results
    }
}
