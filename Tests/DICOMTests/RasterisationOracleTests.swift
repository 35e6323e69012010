import DICOM
import Foundation
import Testing
import Voxels

struct RasterisationOracleTests {
    private let roi = ROI(number: 1, name: "roi")
    private let grid = Grid(size: [12, 10, 5], spacing: [2, 3, 4], origin: [-7, 5, 100])

    private func region(_ contours: [Contour], on grid: Grid? = nil) throws -> RasterisedRegion {
        let header = StructureSetHeader(instance: InstanceHeader(path: "/rs"), rois: [roi])
        return try StructureSet(header: header, contours: [1: contours]).rasterise(roi, on: grid ?? self.grid)
    }

    /// A closed contour through (x, y) voxel indices on a plane z.
    private func contour(_ points: [SIMD2<Double>], z: Double, on grid: Grid? = nil) -> Contour {
        Contour(points: points.map { (grid ?? self.grid).position(of: SIMD3($0.x, $0.y, z)) })
    }

    private func rectangle(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> [SIMD2<Double>] {
        [[x.lowerBound, y.lowerBound], [x.upperBound, y.lowerBound], [x.upperBound, y.upperBound], [x.lowerBound, y.upperBound]]
    }

    private func failure(_ contours: [Contour], on grid: Grid? = nil) -> DICOMError? {
        #expect(throws: DICOMError.self) { try region(contours, on: grid) }
    }

    @Test func aBoxAlongVoxelEdgesIsExact() throws {
        let found = try region((1...3).map { contour(rectangle(1.5...5.5, 2.5...7.5), z: Double($0)) })
        #expect(found.mask.box == Box(lower: [2, 3, 1], upper: [6, 8, 4]))
        #expect(found.mask.count == 4 * 5 * 3)
        #expect(found.findings.isEmpty)
    }

    @Test func aSharedEdgeThroughCentresBelongsToOneSide() throws {
        let left = try region([contour(rectangle(1...4, 2...6), z: 0)])
        let right = try region([contour(rectangle(4...8, 2...6).reversed(), z: 0)])
        #expect(left.mask.box == Box(lower: [1, 2, 0], upper: [4, 6, 1]) && left.mask.count == 12)
        #expect(right.mask.box == Box(lower: [4, 2, 0], upper: [8, 6, 1]) && right.mask.count == 16)
    }

    @Test func aSlantedSharedEdgeBelongsToOneSide() throws {
        let below = try region([contour([[1, 1], [9, 1], [1, 9]], z: 0)]).mask
        let above = try region([contour([[1, 9], [9, 1], [9, 9]], z: 0)]).mask
        #expect(below.count + above.count == 64)
        #expect(below.count == 36)
    }

    @Test func aHoleIsLeftOutInAnyDirectionAndOrder() throws {
        let outer = contour(rectangle(0.5...8.5, 0.5...8.5), z: 2)
        for hole in [rectangle(2.5...5.5, 3.5...5.5), rectangle(2.5...5.5, 3.5...5.5).reversed()] {
            for contours in [[outer, contour(hole, z: 2)], [contour(hole, z: 2), outer]] {
                let mask = try region(contours).mask
                #expect(mask.count == 64 - 6)
                #expect(!mask[[3, 4, 2]] && mask[[2, 4, 2]])
            }
        }
    }

    @Test func aKeyholeIsAHole() throws {
        let points: [SIMD2<Double>] = [
            [0.5, 0.5], [8.5, 0.5], [8.5, 8.5], [0.5, 8.5], [0.5, 4], [2.5, 4], [2.5, 5.5], [5.5, 5.5], [5.5, 3.5], [2.5, 3.5], [2.5, 4],
            [0.5, 4],
        ]
        #expect(try region([contour(points, z: 2)]).mask.count == 64 - 6)
    }

    @Test func aContourDrawnTwiceCountsOnceAndIsReported() throws {
        let outer = rectangle(0.5...8.5, 0.5...8.5)
        let hole = rectangle(2.5...5.5, 3.5...5.5)
        let closedOnItself = outer + outer.prefix(1)
        let turned = Array(outer.suffix(3) + outer.prefix(1))
        for copies in [[outer, outer], [outer, outer.reversed(), turned], [outer, closedOnItself, hole.reversed()]] {
            let found = try region((copies + [hole]).map { contour($0, z: 2) } + [contour(outer, z: 3)])
            #expect(found.mask.count == 64 - 6 + 64)
            #expect(found.findings.map(\.code) == [.repeatedContour])
        }
    }

    @Test func contoursThatWindWithoutEndAreRefused() {
        let endless = (0..<2000).map { SIMD2(Double($0 % 3), $0 % 2 == 0 ? -9e5 : 9e5) }
        #expect(failure([contour(endless, z: 1)])?.code == .malformedContour)
    }

    @Test func twoContoursOfOneSliceAreOneRegion() throws {
        let contours = [contour(rectangle(0.5...2.5, 0.5...2.5), z: 1), contour(rectangle(5.5...8.5, 4.5...6.5), z: 1.01)]
        let mask = try region(contours).mask
        #expect(mask.count == 4 + 6)
        #expect(mask.box == Box(lower: [1, 1, 1], upper: [9, 7, 2]))
    }

    @Test func contoursGoToTheNearestSlice() throws {
        let heights = [0.4, 1.45, 2.0, 2.6]
        let mask = try region(heights.map { contour(rectangle(0.5...2.5, 0.5...2.5), z: $0) }).mask
        #expect((0..<5).map { mask[[1, 1, $0]] } == [true, true, true, true, false])
    }

    @Test(arguments: [
        Grid.Direction(x: [-1, 0, 0], y: [0, -1, 0], z: [0, 0, 1]), Grid.Direction(x: [0, 1, 0], y: [0, 0, -1], z: [-1, 0, 0]),
        Grid.Direction(x: [0.8, 0.6, 0], y: [-0.36, 0.48, 0.8], z: [0.48, -0.64, 0.6]),
    ])
    func anyOrientationGivesTheSameVoxels(_ direction: Grid.Direction) throws {
        let turned = Grid(size: grid.size, spacing: grid.spacing, origin: [31.7, -12.3, 8.9], direction: direction)
        let shape: [SIMD2<Double>] = [[1.2, 0.7], [9.6, 2.1], [7.3, 8.4], [4.4, 4.2], [0.3, 6.9]]
        let upright = try region((0..<4).map { contour(shape, z: Double($0)) }).mask
        let oblique = try region((0..<4).map { contour(shape, z: Double($0), on: turned) }, on: turned).mask
        #expect(oblique.box == upright.box)
        #expect(oblique.values == upright.values)
        #expect(upright.count > 60)
    }

    @Test func theAreaOfACircleConverges() throws {
        let fine = Grid(size: [400, 400, 1], spacing: [0.25, 0.25, 1])
        let circle = (0..<1000).map { number -> SIMD2<Double> in
            let angle = 2 * Double.pi * Double(number) / 1000
            return SIMD2(200, 200) + 160 * SIMD2(cos(angle), sin(angle))
        }
        let count = Double(try region([contour(circle, z: 0, on: fine)], on: fine).mask.count)
        #expect(abs(count / (Double.pi * 160 * 160) - 1) < 1e-3)
    }

    @Test func planesOfAFinerSeriesAreRefused() {
        let error = failure([1, 1.3].map { contour(rectangle(0.5...2.5, 0.5...2.5), z: $0) })
        #expect(error?.code == .severalPlanesOnSlice)
        #expect(error?.message.contains("1.2 mm apart fall on slice 1") == true)
    }

    @Test func contoursAcrossSlicesAreRefused() {
        let across = Contour(points: [[1, 1, 1], [5, 1, 1.5], [5, 5, 2]].map { grid.position(of: $0) })
        #expect(failure([across])?.code == .nonPlanarContour)
    }

    @Test func incompleteContoursAreRefused() {
        var broken = contour(rectangle(0.5...2.5, 0.5...2.5), z: 1)
        broken.isComplete = false
        #expect(failure([broken])?.code == .malformedContour)
        #expect(failure([contour([[1, 1], [1e9, 1], [2, 3]], z: 0)])?.code == .malformedContour)
        #expect(failure([contour([[1, 1], [.nan, 1], [2, 3]], z: 0)])?.code == .malformedContour)
    }

    @Test func openAndPointContoursAreReported() throws {
        let closed = contour(rectangle(0.5...2.5, 0.5...2.5), z: 1)
        let others = ["OPEN_PLANAR", "POINT", "OPEN_NONPLANAR", "SPIRAL"].map { Contour(geometricType: $0, points: closed.points) }
        let found = try region(others + [closed, contour([[1, 1], [2, 2]], z: 1)])
        #expect(found.mask.count == 4)
        #expect(found.findings.map(\.code) == [.openContour, .pointContour, .unknownContourType, .degenerateContour])
        #expect(found.findings.first?.message.contains("2 ×") == true)
        #expect(failure(others)?.code == .noClosedContour)
        #expect(failure([])?.code == .noClosedContour)
    }

    @Test func aGapBetweenContoursIsReported() throws {
        let found = try region([0, 3].map { contour(rectangle(0.5...2.5, 0.5...2.5), z: $0) })
        #expect(found.mask.count == 8)
        #expect(found.findings.map(\.code) == [.sliceWithoutContour])
        #expect(found.findings.first?.message.contains("2 slices") == true)
    }

    @Test func whatLiesOutsideIsReported() throws {
        let partly = try region([contour(rectangle(-2.5...1.5, 0.5...2.5), z: 1)])
        #expect(partly.mask.count == 4)
        #expect(partly.mask.box == Box(lower: [0, 1, 1], upper: [2, 3, 2]))
        #expect(partly.findings.map(\.code) == [.outsidePlane])
        #expect(partly.findings.first?.message.contains("50 %") == true)

        let above = try region([4, 5, 6].map { contour(rectangle(0.5...2.5, 0.5...2.5), z: $0) })
        #expect(above.findings.map(\.code) == [.outsideSlices])
        #expect(above.mask.count == 4)
        #expect(failure([contour(rectangle(0.5...2.5, 0.5...2.5), z: -0.6)])?.code == .outsideImage)

        let beside = try region([contour(rectangle(20...25, 0.5...2.5), z: 1)])
        #expect(beside.mask.count == 0)
        #expect(beside.findings.map(\.code) == [.outsidePlane, .emptyRegion])
    }

    @Test func aContourBetweenCentresIsEmpty() throws {
        let found = try region([contour(rectangle(1.2...1.8, 1.2...1.8), z: 1)])
        #expect(found.mask.count == 0)
        #expect(found.findings.map(\.code) == [.emptyRegion])
    }
}
