import CMalloc
import Foundation

/// The memory of a worker process between two bundles.
enum WorkerMemory {
    /// What a worker may keep of a bundle for the next one, in bytes beyond what it has at rest.
    private static let kept = 96 << 20

    /// Gives freed memory back to the system when much of it is kept: the next bundle may run beside one that needs it.
    static func giveBack() {
        guard let resident = ProcessMemory.of(getpid())?.own, resident > kept else { return }
        malloc_trim(0)
    }
}
