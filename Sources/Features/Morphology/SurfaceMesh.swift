import Kernels
import Threads
import Voxels

/// The closed surface around a mask, half-way between the centres of inside and outside voxels.
struct SurfaceMesh {
    /// The enclosed volume in mm³.
    let volume: Double
    /// The area in mm².
    let area: Double

    /// How many voxels are counted in one go at least.
    private static let voxelsOfPart = 1 << 16

    /// Measures the surface: every cube of eight voxels adds constants of its pattern, so that it is enough to count the patterns.
    init(_ mask: Mask, on threads: ThreadGrant = .one) {
        let size = mask.box.size
        var counts = [Int](repeating: 0, count: 256)
        let layers = Cut.ranges(count: size.z + 1, weight: size.x * size.y, size: Self.voxelsOfPart, most: .max)
        let parts = threads.map(layers) { layers in
            var counts = [Int](repeating: 0, count: 256)
            countCubeConfigurations(mask.values, width: size.x, height: size.y, depth: size.z, planes: layers, counts: &counts)
            return counts
        }
        for part in parts {
            for pattern in 0..<256 { counts[pattern] += part[pattern] }
        }
        var volume = 0.0
        var area = 0.0
        for pattern in 1..<256 where counts[pattern] > 0 {
            let surface = CubeSurface.all[pattern]
            volume += Double(counts[pattern]) * surface.volume
            area += Double(counts[pattern]) * surface.area(spacing: mask.grid.spacing)
        }
        self.volume = volume * mask.grid.voxelVolume
        self.area = area
    }
}
