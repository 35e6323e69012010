import Voxels

/// A generated image with a region whose answers are known in closed form.
public struct Phantom: Sendable {
    /// A named shape filled with a pattern.
    public struct Part: Sendable {
        /// The name of the region (ROI Name).
        public var name: String
        /// The region.
        public var shape: Shape
        /// The intensities inside.
        public var pattern: IntensityPattern

        /// Makes a part.
        public init(name: String, shape: Shape, pattern: IntensityPattern) {
            self.name = name
            self.shape = shape
            self.pattern = pattern
        }
    }

    /// A short kebab-case name.
    public var name: String
    /// The grid of the image.
    public var grid: Grid
    /// The intensities outside all parts, along the axes of `part`.
    public var background: IntensityPattern
    /// Regions painted before `part`, in this order, such as the body around a lesion.
    public var surroundings: [Part]
    /// The region that the phantom is about.
    public var part: Part

    /// Makes a phantom.
    public init(name: String, grid: Grid, background: IntensityPattern, surroundings: [Part] = [], part: Part) {
        self.name = name
        self.grid = grid
        self.background = background
        self.surroundings = surroundings
        self.part = part
    }

    /// Everything painted, the surroundings first.
    public var parts: [Part] { surroundings + [part] }

    /// The closed-form answers for the region.
    public var facts: ShapeFacts { part.shape.facts }

    /// The mean intensity in HU of the region where it has a closed form, before the rounding of voxels.
    ///
    /// The voxels of a grid that is symmetric about the region's centre have this mean too, but for ties in rounding.
    public var meanIntensity: Double? { part.pattern.mean }

    /// The image: intensities at voxel centres in HU, rounded to integers.
    public func volume() -> Volume {
        let parts = self.parts
        var values: [Float] = []
        values.reserveCapacity(grid.size.product)
        forEachVoxelCentre(of: grid) { position in
            var pattern = background
            var point = part.shape.local(position)
            for layer in parts {
                let local = layer.shape.local(position)
                guard layer.shape.contains(local: local) else { continue }
                pattern = layer.pattern
                point = local
            }
            values.append(Float(pattern.intensity(at: point).rounded()))
        }
        return Volume(grid: grid, box: grid.bounds, values: values)
    }

    /// The voxels whose centres lie in the region.
    public func mask() -> Mask { part.shape.mask(on: grid) }

    /// The region's contours, slice by slice.
    public func contours() -> [PlanarContour] { part.shape.contours(on: grid) }

    /// All regions with their voxels, that of the phantom's own part first.
    public var segments: [SegmentOfInterest] {
        parts.reversed().map { SegmentOfInterest(label: $0.name, mask: $0.shape.mask(on: grid)) }
    }

    /// All regions with their contours, that of the phantom's own part first.
    public var structures: [RegionOfInterest] {
        parts.reversed().map { RegionOfInterest(name: $0.name, contours: $0.shape.contours(on: grid)) }
    }
}
