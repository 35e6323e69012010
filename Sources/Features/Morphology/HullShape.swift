import Voxels

/// What follows from the convex hull of a mask's surface mesh, or why it could not be computed.
struct HullShape: Sendable {
    /// The volume in mm³, area in mm² and largest vertex distance in mm of the hull.
    let volume, area, diameter: FeatureValue
    /// The volume in mm³ and the area in mm² of the oriented minimum bounding box.
    let orientedBoxVolume, orientedBoxArea: FeatureValue
    /// The volume in mm³ and the area in mm² of the minimum volume enclosing ellipsoid.
    let enclosingVolume, enclosingArea: FeatureValue

    /// Measures the hull of a mask with a voxel.
    init(_ mask: Mask) {
        do {
            let hull = try ConvexHull(mask)
            (volume, area, diameter) = (.value(hull.volume), .value(hull.area), .value(hull.diameter))
            (orientedBoxVolume, orientedBoxArea) = Self.orientedBox(around: hull)
            let ellipsoid = EnclosingEllipsoid(around: hull.vertices)?.ellipsoid
            let problem = FeatureValue.failed(
                .noEnclosingEllipsoid, "the minimum volume enclosing ellipsoid was not found to its tolerance")
            enclosingVolume = ellipsoid.map { .value($0.volume) } ?? problem
            enclosingArea = ellipsoid.map { .value($0.area) } ?? problem
        } catch {
            let problem = Self.failed(error)
            (volume, area, diameter) = (problem, problem, problem)
            (orientedBoxVolume, orientedBoxArea, enclosingVolume, enclosingArea) = (problem, problem, problem, problem)
        }
    }

    private static func orientedBox(around hull: ConvexHull) -> (volume: FeatureValue, area: FeatureValue) {
        do {
            let box = try OrientedBox(around: hull)
            return (.value(box.volume), .value(box.area))
        } catch {
            return (failed(error), failed(error))
        }
    }

    private static func failed(_ error: HullError) -> FeatureValue {
        .failed(.noConvexHull, "the convex hull could not be computed (\(error.code)): \(error.message)")
    }
}
