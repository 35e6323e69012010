import PhantomKit
import Testing
import Voxels

@Suite("Contours: they hold what the shape holds")
struct ContourInvariantTests {
    @Test("Even-odd membership of voxel centres equals the mask", arguments: ScanOrientation.allCases)
    func contoursHoldTheMask(orientation: ScanOrientation) {
        for phantom in Phantom.catalogue(orientation) {
            let mask = phantom.mask()
            #expect(mask.count > 1000)
            #expect(evenOdd(phantom.contours(), on: phantom.grid).values == mask.values, "\(phantom.name)")
        }
    }

    @Test("Demo regions have a contour on each slice they reach, and BODY holds the lesion")
    func demoRegions() throws {
        for scan in PhantomArchive.demo.scans {
            let grid = scan.phantom.grid
            let masks = scan.phantom.structures.map { evenOdd($0.contours, on: grid) }
            #expect(masks.count == 2)
            let lesion = scan.phantom.mask()
            #expect(masks[0].values == lesion.values)
            #expect(lesion.count > 300)
            #expect(zip(masks[0].values, masks[1].values).allSatisfy { $0 <= $1 })
        }
    }

    @Test("Every contour lies in its slice plane")
    func contoursArePlanar() {
        for phantom in Phantom.catalogue(.doublyOblique) {
            for contour in phantom.contours() {
                let slice = Double(contour.slice ?? -1)
                #expect(contour.points.allSatisfy { abs(phantom.grid.index(of: $0).z - slice) < 1e-12 })
            }
        }
    }

    @Test("A keyhole holds the same voxels as the two polygons that it joins")
    func keyholeEqualsRing() throws {
        let shape = Shape(.sphere(radius: 20.3), cavity: .sphere(radius: 9.1))
        let grid = Grid(size: [48, 48, 1], spacing: [1, 1, 1], centre: [0.1, 0.2, 0.3], direction: .axial)
        let ring = shape.contours(on: grid)
        try #require(ring.count == 2)
        let keyhole = PlanarContour.keyhole(outer: ring[0], inner: ring[1])
        #expect(evenOdd([keyhole], on: grid).values == shape.mask(on: grid).values)
    }

    @Test("A shape that the grid does not reach has no contour")
    func noContourOutside() {
        let grid = Grid(size: [8, 8, 4], spacing: [1, 1, 1])
        #expect(Shape(.sphere(radius: 2), centre: [0, 0, 50]).contours(on: grid).isEmpty)
        #expect(Shape(.box(halfEdges: [1, 2, 3]), centre: [0, 0, 50]).contours(on: grid).isEmpty)
    }
}

/// The voxels whose centres an odd number of their slice's polygons hold, by counting crossings of a ray along the row.
private func evenOdd(_ contours: [PlanarContour], on grid: Grid) -> Mask {
    var mask = Mask(grid: grid, box: grid.bounds, values: [UInt8](repeating: 0, count: grid.size.product))
    for contour in contours {
        let slice = contour.slice ?? -1
        let points = contour.points.map { grid.index(of: $0) }
        for y in 0..<grid.size.y {
            let crossings = zip(points, points.dropFirst() + points.prefix(1)).compactMap { crossing(of: $0, $1, row: Double(y)) }
            for x in 0..<grid.size.x where crossings.count(where: { $0 > Double(x) }) % 2 == 1 {
                mask.values[grid.bounds.offset(of: [x, y, slice])] ^= 1
            }
        }
    }
    return mask
}

private func crossing(of start: SIMD3<Double>, _ end: SIMD3<Double>, row: Double) -> Double? {
    guard (start.y > row) != (end.y > row) else { return nil }
    return start.x + (row - start.y) / (end.y - start.y) * (end.x - start.x)
}
