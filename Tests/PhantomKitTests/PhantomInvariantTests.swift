import PhantomKit
import Testing
import Voxels

@Suite("Phantoms: patterns and orientations")
struct PhantomInvariantTests {
    @Test("Axes are orthogonal unit vectors; all but the reversed orientation are right-handed", arguments: ScanOrientation.allCases)
    func axes(orientation: ScanOrientation) {
        let direction = orientation.direction
        let normal = direction.x.cross(direction.y)
        #expect(abs(direction.x.length - 1) < 1e-15 && abs(direction.y.length - 1) < 1e-15)
        #expect(abs(direction.x.dot(direction.y)) < 1e-15)
        #expect((normal - direction.z * (orientation == .reversed ? -1 : 1)).length < 1e-15)
    }

    @Test("A grid made around a centre has it in its middle")
    func centredGrid() {
        let grid = Grid(size: [5, 4, 3], spacing: [1, 2, 3], centre: [7, 8, 9], direction: ScanOrientation.doublyOblique.direction)
        #expect((grid.position(of: [2, 1.5, 1]) - [7, 8, 9]).length < 1e-14)
    }

    @Test("The texture is the same for its seed, differs for another, stays within its amplitude, and is smooth")
    func texture() {
        func line(seed: UInt64) -> [Double] {
            let pattern = IntensityPattern.texture(mean: 40, amplitude: 100, cell: 5, seed: seed)
            return (-4000..<4000).map { pattern.intensity(at: [Double($0) / 100, 0.3, -0.7]) }
        }
        let values = line(seed: 1)
        #expect(values == line(seed: 1))
        #expect(values != line(seed: 2))
        #expect(values.allSatisfy { abs($0 - 40) <= 100 })
        let range = (values.max() ?? 0) - (values.min() ?? 0)
        #expect(range > 50)
        // The steepest slope: 2/3 and 1/3 of the amplitude, blended over 5 and 2.5 mm by a curve of slope 1.5, between -1 and 1.
        let steepest = 100 * 1.5 * 2 * (2.0 / 3 / 5 + 1.0 / 3 / 2.5)
        #expect(zip(values, values.dropFirst()).allSatisfy { abs($0 - $1) <= steepest / 100 + 1e-9 })
    }

    @Test("The checkerboard alternates along each axis and around the centre")
    func checkerboard() {
        let board = IntensityPattern.checkerboard(low: -1, high: 1, edge: 2)
        #expect(board.intensity(at: [1, 1, 1]) == 1)
        #expect(board.intensity(at: [-1, 1, 1]) == -1)
        #expect(board.intensity(at: [1, 3, 1]) == -1)
        #expect(board.intensity(at: [1, -1, -1]) == 1)
        #expect(board.intensity(at: [-1, -1, -1]) == -1)
    }

    @Test("Every orientation shows the same body: the ellipsoid's voxel count hardly changes")
    func orientationsAgree() {
        let counts = ScanOrientation.allCases.map { Phantom.catalogue($0)[1].mask().count }
        #expect(counts[0] == counts[3] && counts[3] == counts[4])
        #expect(counts.allSatisfy { abs($0 - counts[0]) * 100 < counts[0] })
    }

    @Test("Intensities are integers of the CT range, the region's inside its mask and the background outside")
    func volumes() {
        for phantom in Phantom.catalogue(.oblique) {
            let volume = phantom.volume()
            #expect(volume.values.allSatisfy { $0 == $0.rounded() && (-1024...3071).contains($0) })
            guard case .uniform(let value) = phantom.part.pattern else { continue }
            #expect(zip(volume.values, phantom.mask().values).allSatisfy { $0 == ($1 == 1 ? Float(value) : -1000) })
        }
    }
}
