import Foundation
import TestSupport
import Testing
import Voxels

@testable import Batch

@Suite("Grid agreement") struct GridAgreementMechanicsTests {
    private let image = Grid(size: [10, 10, 5], spacing: [1, 1, 2], origin: [3, 4, 5])

    @Test("rounding of headers is accepted")
    func rounding() throws {
        var mask = image
        mask.origin.x += 0.009
        #expect(try GridAgreement.require(mask: mask, image: image).isIdentity)
    }

    @Test("a shift, another size, another spacing and a turn are refused, naming both grids and the residual")
    func refused() throws {
        var shifted = image
        shifted.origin.z += 2
        var smaller = image
        smaller.size.z = 4
        var coarser = image
        coarser.spacing.x = 2
        var turned = image
        turned.direction.x = [0.8, 0.6, 0]
        turned.direction.y = [-0.6, 0.8, 0]
        for (grid, residual) in [(shifted, "2 mm"), (smaller, "2 mm"), (coarser, "9 mm"), (turned, "8.05 mm")] {
            let reason = try #require(throws: Reason.self) { _ = try GridAgreement.require(mask: grid, image: image) }
            #expect(reason.code == "other-grid" && reason.message.contains("up to \(residual) apart"), "\(reason.message)")
            #expect(reason.message.contains("10 × 10 × 5 voxels of 1 × 1 × 2 mm"))
        }
    }

    @Test("axes in another order or direction: the same voxels at the same places", arguments: 0..<12)
    func otherOrder(seed: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        var wanted = Grid(size: [5, 4, 3], spacing: [1, 1.5, 2], origin: [3, 4, 5])
        let slant = Double(seed) / 10
        wanted.direction.x = [cos(slant), sin(slant), 0]
        wanted.direction.y = [-sin(slant), cos(slant), 0]
        let axes = [0, 1, 2].shuffled(using: &generator)
        let signs = (0..<3).map { _ in Bool.random(using: &generator) ? 1.0 : -1 }
        let old = [wanted.direction.x, wanted.direction.y, wanted.direction.z]
        var given = wanted
        var corner = SIMD3<Double>.zero
        for (axis, source) in axes.enumerated() {
            given.size[axis] = wanted.size[source]
            given.spacing[axis] = wanted.spacing[source]
            if signs[axis] < 0 { corner[source] = Double(wanted.size[source] - 1) }
        }
        let turned = zip(axes, signs).map { old[$0] * $1 }
        given.direction = Grid.Direction(x: turned[0], y: turned[1], z: turned[2])
        given.origin = wanted.position(of: corner)

        var mask = Mask(grid: given, box: given.bounds, values: (0..<60).map { _ in UInt8.random(in: 0...1, using: &generator) })
        mask = mask.rebased(to: Box(lower: [1, 0, 1], upper: given.size))
        let order = try GridAgreement.require(mask: given, image: wanted)
        let result = order.applied(to: mask)
        #expect(result.grid.size == wanted.size && result.count == mask.count)
        #expect((result.grid.largestCornerDistance(to: wanted) ?? 1) < 1e-12)
        for z in 0..<given.size.z {
            for y in 0..<given.size.y {
                for x in 0..<given.size.x where mask[[x, y, z]] {
                    let index = wanted.index(of: given.position(of: SIMD3(Double(x), Double(y), Double(z)))).rounded(.toNearestOrEven)
                    #expect(result[Index3(Int(index.x), Int(index.y), Int(index.z))])
                }
            }
        }
    }
}
