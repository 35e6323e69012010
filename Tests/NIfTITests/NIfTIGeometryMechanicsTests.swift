import Foundation
import Testing
import Voxels

@testable import NIfTI

struct NIfTIGeometryMechanicsTests {
    private func sample(_ change: (inout NIfTISample) -> Void) throws -> String {
        var file = try NIfTISample(Index3(2, 3, 4), .uint8, [UInt8](repeating: 0, count: 24), spacing: [2, 3, 4])
        change(&file)
        return try file.write()
    }

    private func putAffine(_ file: inout NIfTISample, _ rows: [[Float]]) {
        for (row, values) in rows.enumerated() {
            for (column, value) in values.enumerated() { file.put(value, at: 280 + 16 * row + 4 * column) }
        }
    }

    @Test func affineIsTurnedFromRASToLPS() throws {
        let path = try sample { putAffine(&$0, [[2, 0, 0, 10], [0, 3, 0, 20], [0, 0, 4, 30]]) }
        let grid = try NIfTIImage(path: path).grid
        #expect(grid.spacing == [2, 3, 4])
        #expect(grid.origin == [-10, -20, 30])
        #expect(grid.direction == Grid.Direction(x: [-1, 0, 0], y: [0, -1, 0], z: [0, 0, 1]))
        #expect(grid.position(of: [1, 1, 1]) == [-12, -23, 34])
    }

    @Test func quaternionIsUsedWithoutAffine() throws {
        // Half a turn around x: y and z change sign; then qfac turns z back.
        for (qfac, z) in [(Float(1), -1.0), (-1, 1)] {
            let path = try sample {
                $0.put(Int16(0), at: 254)
                $0.put(Int16(1), at: 252)
                $0.put(qfac, at: 76)
                $0.put(Float(1), at: 256)
                for (index, offset) in [Float(10), 20, 30].enumerated() { $0.put(offset, at: 268 + 4 * index) }
            }
            let image = try NIfTIImage(path: path)
            #expect(image.grid.origin == [-10, -20, 30])
            #expect(image.grid.spacing == [2, 3, 4])
            #expect(image.grid.direction == Grid.Direction(x: [-1, 0, 0], y: [0, 1, 0], z: [0, 0, z]))
            #expect(image.findings == [])
        }
    }

    @Test func withoutOrientationOnlyTheSpacingIsKnown() throws {
        let image = try NIfTIImage(path: sample { $0.put(Int16(0), at: 254) })
        #expect(image.grid == Grid(size: Index3(2, 3, 4), spacing: [2, 3, 4]))
        #expect(image.findings.map(\.code) == ["no-orientation"])
    }

    @Test func affineWinsOverOthersAndSaysSo() throws {
        let path = try sample {
            $0.put(Float(5), at: 80)
            $0.put(Int16(1), at: 252)
        }
        let image = try NIfTIImage(path: path)
        #expect(image.grid.spacing == [2, 3, 4])
        #expect(image.findings.map(\.code) == ["pixdim-differs", "qform-differs"])
    }

    @Test(arguments: [(UInt8(0), 1.0), (1, 1000), (2, 1), (3, 0.001), (10, 1)]) func unitsOfLength(code: UInt8, millimetres: Double) throws
    {
        let path = try sample {
            $0.header[123] = code
            putAffine(&$0, [[-2, 0, 0, -1], [0, -3, 0, 0], [0, 0, 4, 0]])
        }
        let grid = try NIfTIImage(path: path).grid
        #expect(grid.spacing == SIMD3(2, 3, 4) * millimetres)
        #expect(grid.origin == SIMD3(1, 0, 0) * millimetres)
    }

    @Test func shearZeroAndNegativeSpacingAreRefused() throws {
        let paths = try [
            sample { putAffine(&$0, [[2, 0.1, 0, 0], [0, 3, 0, 0], [0, 0, 4, 0]]) },
            sample { putAffine(&$0, [[0, 0, 0, 0], [0, 3, 0, 0], [0, 0, 4, 0]]) },
            sample { putAffine(&$0, [[Float.nan, 0, 0, 0], [0, 3, 0, 0], [0, 0, 4, 0]]) },
            sample { putAffine(&$0, [[2, 0, 0, .infinity], [0, 3, 0, 0], [0, 0, 4, 0]]) },
            sample {
                $0.put(Int16(0), at: 254)
                $0.put(Float(0), at: 80)
            },
            sample {
                $0.put(Int16(0), at: 254)
                $0.put(Int16(1), at: 252)
                $0.put(Float(-2), at: 84)
            },
            sample {
                $0.put(Int16(0), at: 254)
                $0.put(Int16(1), at: 252)
                $0.put(Float(1.5), at: 256)
            },
        ]
        for path in paths { #expect(niftiError { _ = try NIfTIImage(path: path) }?.code == .geometry) }
    }

    @Test func writtenGridsAreReadBack() throws {
        let angle = 0.3
        let oblique = Grid.Direction(
            x: [cos(angle), sin(angle), 0], y: [-sin(angle), cos(angle), 0], z: [0, 0, -1])
        let grid = Grid(size: Index3(3, 4, 5), spacing: [0.7, 0.8, 2.5], origin: [-120.5, 33.25, 870], direction: oblique)
        let whole = Volume(grid: grid, box: grid.bounds, values: (0..<60).map { Float($0) })
        let path = try temporaryFolder().appending(path: "oblique.nii").path
        try NIfTIWriter.write(whole, to: path)
        #expect(try #require(NIfTIImage(path: path).grid.largestCornerDistance(to: grid)) < 1e-4)
        let crop = whole.cropped(to: Box(lower: Index3(1, 2, 1), upper: Index3(3, 4, 4)))
        try NIfTIWriter.write(crop, to: path)
        let image = try NIfTIImage(path: path)
        #expect((image.grid.origin - grid.position(of: [1, 2, 1])).length < 1e-4)
        #expect(try image.volume(in: image.grid.bounds).values == crop.values)
    }
}
