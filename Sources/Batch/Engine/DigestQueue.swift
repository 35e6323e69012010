import Dispatch

/// Keeps the content digests that a run computes in an index while it goes on, so that one that is killed has not read files in vain.
///
/// Until it has ended the index belongs to its queue.
final class DigestQueue: @unchecked Sendable {
    /// How many digests, or how many seconds, are waited for.
    private static let blockSize = 4096, patience = 5.0

    private let queue = DispatchQueue(label: "voxmark.digests")
    private let index: SeriesIndex
    private var waiting: [String: KnownDigest] = [:]
    private var written = ContinuousClock.now
    private var fault: BatchError?

    init(_ index: SeriesIndex) {
        self.index = index
    }

    /// Takes digests by path; does not wait.
    func keep(_ digests: [String: KnownDigest]) {
        guard !digests.isEmpty else { return }
        queue.async { [self] in
            waiting.merge(digests) { $1 }
            if waiting.count >= Self.blockSize || (ContinuousClock.now - written) / .seconds(1) > Self.patience { write() }
        }
    }

    /// Writes what is left.
    ///
    /// - Returns: why digests could not be written, if they could not.
    func end() async -> BatchError? {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                write()
                continuation.resume(returning: fault)
            }
        }
    }

    private func write() {
        defer {
            waiting = [:]
            written = .now
        }
        guard fault == nil, !waiting.isEmpty else { return }
        do throws(BatchError) {
            try index.keep(waiting)
        } catch {
            fault = error
        }
    }
}
