import Synchronization
import Testing
import Voxels

@testable import Batch

@Suite("An image that several regions share") struct SharedImageInvariantTests {
    /// Counts what is read of a volume whose intensities are their own places.
    private final class CountedImage: ImageSource {
        let grid = Grid(size: [6, 5, 4], spacing: [1, 1, 1])
        let reads = Mutex(0)

        func volume(in box: Box) throws -> Volume {
            reads.withLock { $0 += 1 }
            let whole = Volume(grid: grid, box: grid.bounds, values: (0..<grid.bounds.count).map(Float.init))
            return whole.cropped(to: box)
        }
    }

    private let large = Box(lower: [0, 1, 0], upper: [5, 5, 4])
    private let inner = Box(lower: [1, 2, 1], upper: [4, 4, 3])

    @Test("a box inside one that was read is not read again, and holds the same intensities")
    func inside() throws {
        let image = CountedImage()
        let shared = SharedImage(image)
        _ = try shared.volume(in: large)
        let again = try shared.volume(in: inner)
        #expect(image.reads.withLock { $0 } == 1)
        #expect(again.values == (try image.volume(in: inner)).values && again.box == inner)
    }

    @Test("a box beyond is read, and a smaller one does not take the place of the larger")
    func beyond() throws {
        let image = CountedImage()
        let shared = SharedImage(image)
        _ = try shared.volume(in: large)
        let whole = try shared.volume(in: Box(lower: [4, 0, 0], upper: [6, 1, 1]))
        #expect(whole.values == [4, 5] && image.reads.withLock { $0 } == 2)
        _ = try shared.volume(in: inner)
        #expect(image.reads.withLock { $0 } == 2)
    }
}
