import Synchronization
import Voxels

/// An image that several regions are computed on: the largest box that was read is kept, so that regions inside it are not decoded again.
final class SharedImage: ImageSource {
    private let source: any ImageSource
    private let kept = Mutex<Volume?>(nil)

    init(_ source: any ImageSource) {
        self.source = source
    }

    var grid: Grid { source.grid }

    func volume(in box: Box) throws -> Volume {
        if let volume = kept.withLock({ $0 }), volume.box.contains(box) { return volume.cropped(to: box) }
        let volume = try source.volume(in: box)
        kept.withLock { largest in
            if box.count > largest?.box.count ?? 0 { largest = volume }
        }
        return volume
    }
}
