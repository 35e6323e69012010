import Foundation
import PhantomKit
import Testing
import Voxels

@Suite("Shapes: closed-form facts")
struct ShapeOracleTests {
    @Test("Voxels counted times their volume approach the volume", arguments: ScanOrientation.allCases)
    func voxelCountAgreesWithVolume(orientation: ScanOrientation) {
        for phantom in Phantom.catalogue(orientation) {
            let counted = Double(phantom.mask().count) * phantom.grid.voxelVolume
            let facts = phantom.facts
            switch phantom.part.shape.solid {
            case .box:
                #expect(abs(counted - facts.volume) < 1e-9 * facts.volume, "\(phantom.name)")
            case .ellipsoid:
                // Each voxel cut by the surface errs by half a voxel at most, and with both signs alike.
                let cut = facts.surfaceArea / phantom.grid.voxelVolume * phantom.grid.spacing.max()
                #expect(abs(counted - facts.volume) < 3 * cut.squareRoot() * phantom.grid.voxelVolume, "\(phantom.name): \(counted)")
            }
        }
    }

    @Test("The error of counting shrinks with finer voxels")
    func countingConverges() {
        let shape = Shape(.ellipsoid(semiAxes: [11.3, 8.1, 9.7]), cavity: .sphere(radius: 4.3))
        let errors = [2.0, 0.5, 0.25].map { spacing in
            let voxels = Int(26 / spacing)
            let grid = Grid(
                size: Index3(repeating: voxels), spacing: SIMD3(repeating: spacing), centre: [0.13, 0.07, -0.11], direction: .axial)
            return abs(Double(shape.mask(on: grid).count) * grid.voxelVolume / shape.facts.volume - 1)
        }
        // Three standard deviations when each voxel on the surface errs at random.
        #expect(errors[0] < 0.04)
        #expect(errors[1] < 0.0025)
        #expect(errors[2] < 0.0009)
    }

    @Test("Second moments of the counted voxels approach the principal variances")
    func variancesAgree() {
        let solids: [(Solid, Solid?)] = [
            (.ellipsoid(semiAxes: [8.1, 11.3, 9.7]), nil), (.box(halfEdges: [6, 4, 9]), nil), (.sphere(radius: 10.3), .sphere(radius: 6.1)),
        ]
        for (solid, cavity) in solids {
            let shape = Shape(solid, cavity: cavity)
            let grid = Grid(size: [104, 104, 104], spacing: [0.25, 0.25, 0.25], centre: .zero, direction: .axial)
            let mask = shape.mask(on: grid)
            var moments = SIMD3<Double>.zero
            for z in 0..<grid.size.z {
                for y in 0..<grid.size.y {
                    for x in 0..<grid.size.x where mask[[x, y, z]] {
                        let position = grid.position(of: [Double(x), Double(y), Double(z)])
                        moments += position * position
                    }
                }
            }
            let measured = [moments.x, moments.y, moments.z].map { $0 / Double(mask.count) }.sorted(by: >)
            let expected = shape.facts.principalVariances
            for axis in 0..<3 { #expect(abs(measured[axis] / expected[axis] - 1) < 0.003, "\(solid) axis \(axis)") }
        }
    }

    @Test("The area of an ellipsoid agrees with the formulas for spheres and spheroids, and with the integral")
    func ellipsoidAreas() {
        #expect(abs(Shape(.sphere(radius: 3)).facts.surfaceArea - 36 * .pi) < 1e-11)
        let (a, c) = (3.0, 5.0)
        let eccentricity = (1 - a * a / (c * c)).squareRoot()
        let prolate = 2 * Double.pi * a * a * (1 + c / (a * eccentricity) * asin(eccentricity))
        #expect(abs(Shape(.ellipsoid(semiAxes: [a, c, a])).facts.surfaceArea / prolate - 1) < 1e-12)
        let flat = (1 - a * a / (c * c)).squareRoot()
        let oblate = 2 * Double.pi * c * c * (1 + (1 - flat * flat) / flat * atanh(flat))
        #expect(abs(Shape(.ellipsoid(semiAxes: [c, c, a])).facts.surfaceArea / oblate - 1) < 1e-12)
        let axes: SIMD3<Double> = [7, 2, 4]
        #expect(abs(Shape(.ellipsoid(semiAxes: axes)).facts.surfaceArea / integratedArea(axes) - 1) < 1e-6)
    }

    @Test("Box and shell facts are exact")
    func boxAndShell() {
        let box = Shape(.box(halfEdges: [1, 2, 3])).facts
        #expect(box.volume == 48)
        #expect(box.surfaceArea == 88)
        #expect(box.maximumDiameter == 2 * 14.0.squareRoot())
        #expect(box.halfLengths == [3, 2, 1])
        #expect(abs(box.principalVariances.x - 3) < 1e-15)
        let shell = Shape(.sphere(radius: 3), cavity: .sphere(radius: 1)).facts
        #expect(abs(shell.volume - 4 / 3 * .pi * 26) < 1e-12)
        #expect(abs(shell.surfaceArea - 40 * .pi) < 1e-12)
        #expect(shell.maximumDiameter == 6)
    }

    @Test("The mean intensity of the voxels is the closed form", arguments: ScanOrientation.allCases)
    func meanIntensity(orientation: ScanOrientation) throws {
        for phantom in Phantom.catalogue(orientation) {
            guard let expected = phantom.meanIntensity else { continue }
            let values = zip(phantom.volume().values, phantom.mask().values).filter { $0.1 == 1 }.map { Double($0.0) }
            let mean = values.reduce(0, +) / Double(values.count)
            #expect(abs(mean - expected) < 1e-9, "\(phantom.name)")
        }
    }

    /// Midpoint rule over the sphere of parameters.
    private func integratedArea(_ axes: SIMD3<Double>) -> Double {
        let steps = 1000
        var sum = 0.0
        for i in 0..<steps {
            let theta = (Double(i) + 0.5) / Double(steps) * .pi
            for j in 0..<steps {
                let phi = (Double(j) + 0.5) / Double(steps) * 2 * .pi
                let normal = SIMD3(sin(theta) * cos(phi), sin(theta) * sin(phi), cos(theta)) / axes
                sum += normal.length * sin(theta)
            }
        }
        return sum * axes.x * axes.y * axes.z * 2 * .pi * .pi / Double(steps * steps)
    }
}
