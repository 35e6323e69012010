import Testing
import Voxels

@testable import Batch

@Suite("Grid agreement") struct GridAgreementMechanicsTests {
    private let image = Grid(size: [10, 10, 5], spacing: [1, 1, 2], origin: [3, 4, 5])

    @Test("rounding of headers is accepted")
    func rounding() throws {
        var mask = image
        mask.origin.x += 0.009
        try GridAgreement.require(mask: mask, image: image)
    }

    @Test("a shift, another size, another spacing and a flip are refused, naming both grids and the residual")
    func refused() throws {
        var shifted = image
        shifted.origin.z += 2
        var smaller = image
        smaller.size.z = 4
        var coarser = image
        coarser.spacing.x = 2
        var flipped = image
        flipped.origin.y = 13
        flipped.direction.y = [0, -1, 0]
        for (grid, residual) in [(shifted, "2 mm"), (smaller, "2 mm"), (coarser, "9 mm"), (flipped, "9 mm")] {
            let reason = try #require(throws: Reason.self) { try GridAgreement.require(mask: grid, image: image) }
            #expect(reason.code == "other-grid" && reason.message.contains("up to \(residual) apart"), "\(reason.message)")
            #expect(reason.message.contains("10 × 10 × 5 voxels of 1 × 1 × 2 mm"))
        }
    }
}
