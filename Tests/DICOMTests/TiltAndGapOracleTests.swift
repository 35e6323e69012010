import DICOM
import Foundation
import PhantomKit
import TestSupport
import Testing
import Voxels

/// An intensity that is linear in space is known everywhere: straightening and filling gaps must find it.
struct TiltAndGapOracleTests {
    private static let grid = Grid(size: [12, 16, 9], spacing: [1.5, 2, 3], origin: [-7, 11, 30])

    private func intensity(_ point: SIMD3<Double>) -> Double { 8 * point.x - 4 * point.y + 12 * point.z }

    /// The linear intensity on slices that each lie `step` mm further along the columns than the one before.
    private func ramp(step: Double = 0) -> Volume {
        let grid = Self.grid
        var values: [Float] = []
        for z in 0..<grid.size.z {
            for y in 0..<grid.size.y {
                for x in 0..<grid.size.x {
                    let point = grid.position(of: [Double(x), Double(y), Double(z)]) + [0, step * Double(z), 0]
                    values.append(Float(intensity(point)))
                }
            }
        }
        return Volume(grid: grid, box: grid.bounds, values: values)
    }

    private func series(
        _ volume: Volume, defects: [SeriesDefect], tolerance: GeometryTolerance, _ body: ([SeriesHeaders]) throws -> Void
    ) throws {
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "P1", name: "", birthDate: "", sex: ""), study: ArchiveStudy(date: "20200101"),
            encoding: PixelEncoding(isSigned: true, slope: 0.5, intercept: 0), defects: defects)
        try withFolder([:]) { folder in
            try writer.write(volume: volume, to: folder)
            try body(try #require(try DICOMIndex.scan([folder.path]).series.first).parts(tolerance: tolerance))
        }
    }

    @Test(arguments: [0.75, 2.0, -1.25])
    func aTiltedStackIsStraightened(step: Double) throws {
        let policy = GeometryTolerance(tilt: .resample)
        try series(ramp(step: step), defects: [.sheared(perSlice: step)], tolerance: policy) { headers in
            #expect(throws: DICOMError.self) { try ImageSeries(headers[0]) }
            let image = try ImageSeries(headers[0], tolerance: policy)
            let extra = Int((abs(step) * 8 / 2).rounded(.up))
            #expect(image.grid.size == Self.grid.size &+ [0, extra, 0])
            #expect(image.grid.spacing == Self.grid.spacing && image.grid.direction == .axial)
            #expect(image.slices.count == 9 && image.zIndices == Array(0..<9))
            #expect(image.findings.map(\.code) == [.straightenedTilt])

            let volume = try image.volume(in: image.grid.bounds)
            var outside = 0
            for z in 0..<image.grid.size.z {
                for y in 0..<image.grid.size.y {
                    for x in 0..<image.grid.size.x {
                        let index = Index3(x, y, z)
                        let point = image.grid.position(of: SIMD3<Double>(index))
                        let row = (point.y - step * Double(z) - Self.grid.origin.y) / Self.grid.spacing.y
                        let isInside = row >= -1e-6 && row <= Double(Self.grid.size.y - 1) + 1e-6
                        let place = volume.box.offset(of: index)
                        #expect((volume.padding[place] == 0) == isInside)
                        if isInside {
                            #expect(abs(Double(volume.values[place]) - intensity(point)) < 1e-3)
                        } else {
                            outside += 1
                        }
                    }
                }
            }
            #expect(outside > 0)
            let box = Box(lower: [3, 4, 2], upper: [9, 11, 7])
            let crop = try image.volume(in: box)
            #expect(crop.values == volume.cropped(to: box).values)
            #expect(!crop.hasPadding || crop.padding == volume.cropped(to: box).padding)
        }
    }

    @Test func slicesWithoutTiltAreReadAsTheyAre() throws {
        let policy = GeometryTolerance(tilt: .resample, missingSlices: .interpolate(2))
        try series(ramp(), defects: [], tolerance: policy) { headers in
            let (plain, policed) = (try ImageSeries(headers[0]), try ImageSeries(headers[0], tolerance: policy))
            #expect(plain.grid == policed.grid && policed.findings.isEmpty)
            let values = try policed.volume(in: plain.grid.bounds).values
            #expect(try plain.volume(in: plain.grid.bounds).values == values)
        }
    }

    @Test func missingSlicesAreInterpolatedUpToTheLimit() throws {
        let defects: [SeriesDefect] = [.missingSlice(3), .missingSlice(4), .missingSlice(6)]
        let policy = GeometryTolerance(missingSlices: .interpolate(2))
        try series(ramp(), defects: defects, tolerance: policy) { headers in
            #expect(headers.count == 1)
            let narrow = #expect(throws: DICOMError.self) {
                try ImageSeries(headers[0], tolerance: GeometryTolerance(missingSlices: .interpolate(1)))
            }
            #expect(narrow?.identifier == "missing-slices")
            let image = try ImageSeries(headers[0], tolerance: policy)
            #expect(image.grid == Self.grid)
            #expect(image.slices.count == 6 && image.zIndices == [0, 1, 2, 5, 7, 8])
            #expect(image.slice(at: 5) == image.slices[3] && image.slice(at: 4) == nil)
            #expect(image.findings.map(\.code) == [.interpolatedSlices])
            let volume = try image.volume(in: image.grid.bounds)
            for (found, known) in zip(volume.values, ramp().values) { #expect(abs(found - known) < 1e-3) }
            let box = Box(lower: [1, 2, 4], upper: [5, 6, 5])
            #expect(try image.volume(in: box).values == volume.cropped(to: box).values)
        }
    }

    @Test func theSidesOfAGapAreParts() throws {
        let policy = GeometryTolerance(missingSlices: .split)
        try series(ramp(), defects: [.missingSlice(5)], tolerance: policy) { headers in
            #expect(headers.map(\.stack) == ["part 1 of 2", "part 2 of 2"])
            let images = try headers.map { try ImageSeries($0, tolerance: policy) }
            #expect(images.map(\.grid.size.z) == [5, 3])
            #expect(images.map(\.grid.origin.z) == [30, 48])
            let whole = ramp()
            for image in images {
                let start = Int(((image.grid.origin.z - 30) / 3).rounded())
                let box = Box(lower: [0, 0, start], upper: [12, 16, start + image.grid.size.z])
                #expect(try image.volume(in: image.grid.bounds).values == whole.cropped(to: box).values)
            }
        }
    }

    @Test func theDefaultRefusesBoth() throws {
        try series(ramp(), defects: [.missingSlice(5)], tolerance: GeometryTolerance()) { headers in
            #expect(headers.map { $0.verdict().code } == ["missing-slices"])
        }
        try series(ramp(step: 1), defects: [.sheared(perSlice: 1)], tolerance: GeometryTolerance()) { headers in
            #expect(headers.map { $0.verdict().code } == ["sheared"])
        }
    }
}
