import Voxels

/// The instances of one series as the index found them.
public struct SeriesHeaders: Sendable {
    /// Series Instance UID.
    public let seriesInstanceUID: String
    /// The sound instances, in path order; slices are not sorted.
    public let instances: [InstanceHeader]
    /// The instances that are damaged, so that the series cannot be proven complete.
    public let damaged: [DICOMFinding]

    /// Makes a series; it must have an instance or a damaged one.
    public init(seriesInstanceUID: String, instances: [InstanceHeader], damaged: [DICOMFinding] = []) {
        self.seriesInstanceUID = seriesInstanceUID
        self.instances = instances
        self.damaged = damaged
    }

    /// The files of the sound instances, in path order.
    public var paths: [String] { instances.map(\.path) }

    /// The images of a series of projections, each for itself, since each lies in a plane of its own.
    ///
    /// Any other series stays as it is, and so does one in which two images share a SOP Instance UID, which is refused.
    var byProjection: [SeriesHeaders] {
        guard !instances.isEmpty, instances.allSatisfy({ ProjectionGeometry.applies(to: [$0]) }),
            Set(instances.map(\.sopInstanceUID)).count == instances.count
        else { return [self] }
        return instances.map { SeriesHeaders(seriesInstanceUID: seriesInstanceUID, instances: [$0]) }
    }

    /// The geometry's verdict on the sound instances.
    public func verdict(tolerance: GeometryTolerance = GeometryTolerance()) -> GeometryVerdict {
        GeometryVerdict.of(instances, tolerance: tolerance)
    }
}
