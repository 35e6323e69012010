import Voxels

/// The instances of one series as the index found them.
public struct SeriesHeaders: Sendable {
    /// Series Instance UID.
    public let seriesInstanceUID: String
    /// The sound instances, in path order; slices are not sorted.
    public let instances: [InstanceHeader]
    /// The instances that are damaged, so that the series cannot be proven complete.
    public let damaged: [DICOMFinding]
    /// Which of the series' stacks this is, such as `TE 4.6` or `b 800`; nil when the series is one stack.
    public let stack: String?

    /// Makes a series; it must have an instance or a damaged one.
    public init(seriesInstanceUID: String, instances: [InstanceHeader], damaged: [DICOMFinding] = [], stack: String? = nil) {
        self.seriesInstanceUID = seriesInstanceUID
        self.instances = instances
        self.damaged = damaged
        self.stack = stack
    }

    /// The attributes of the first frame, which all frames of a stack share as far as they tell stacks apart.
    public var attributes: FrameAttributes {
        guard let first = instances.first else { return FrameAttributes() }
        return first.frames.first?.attributes ?? first.attributes
    }

    /// The plane of the first frame.
    public var plane: InstanceHeader.Plane? { instances.first.map { $0.frames.first?.plane ?? $0.plane } }

    /// The files of the sound instances, each once, in path order.
    public var paths: [String] { instances.map(\.path) }

    /// Whether the series is made of projection images, which have no place in space.
    public var isProjection: Bool { !instances.isEmpty && instances.allSatisfy { ProjectionGeometry.applies(to: [$0]) } }

    /// The images of a series of projections, each for itself, since each lies in a plane of its own.
    ///
    /// Any other series stays as it is, and so does one in which two images share a SOP Instance UID, which is refused.
    var byProjection: [SeriesHeaders] {
        guard isProjection, instances.count > 1, Set(instances.map(\.sopInstanceUID)).count == instances.count else { return [self] }
        let numbers = instances.compactMap(\.instanceNumber)
        let areDistinct = Set(numbers).count == instances.count
        return instances.enumerated().map { place, header in
            let name = areDistinct ? header.instanceNumber : nil
            return SeriesHeaders(
                seriesInstanceUID: seriesInstanceUID, instances: [header], stack: "image \(name ?? "\(place + 1) of \(instances.count)")")
        }
    }

    /// The geometry's verdict on the sound instances.
    public func verdict(tolerance: GeometryTolerance = GeometryTolerance()) -> GeometryVerdict {
        GeometryVerdict.of(instances, tolerance: tolerance)
    }
}
