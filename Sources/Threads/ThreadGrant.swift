import Dispatch
import Synchronization

/// How many threads a computation may keep busy at a time.
///
/// No result depends on it: work is cut by the data, and what the parts come to is put together in the order of their indices.
/// Parts may be cut again; then all levels share the granted threads.
public struct ThreadGrant: Sendable {
    /// One thread: every part is computed where it is asked for.
    public static let one = ThreadGrant(pool: nil)

    /// The largest number of threads that is granted, beyond that of any machine's cores.
    public static let most = 1024

    private let pool: WorkPool?
    /// Called whenever a part has been computed, on the thread that computed it.
    private let beat: (@Sendable () -> Void)?

    private init(pool: WorkPool?, beat: (@Sendable () -> Void)? = nil) {
        self.pool = pool
        self.beat = beat
    }

    /// Calls `body` with a grant of some threads, the calling one among them; the grant ends with the call.
    ///
    /// - Parameters:
    ///   - count: the number of threads; below 2, there is just the calling one; above `most`, there are `most`.
    ///   - beat: called whenever a part has been computed, so that somebody who waits knows that the work goes on.
    public static func using<Value, Failure: Error>(
        _ count: Int, beat: (@Sendable () -> Void)? = nil, _ body: (ThreadGrant) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard count > 1 else { return try body(ThreadGrant(pool: nil, beat: beat)) }
        let pool = WorkPool()
        defer { pool.close() }
        for _ in 1..<min(count, most) { DispatchQueue.global().async { pool.help() } }
        return try body(ThreadGrant(pool: pool, beat: beat))
    }

    /// Computes parts at the same time, as far as threads are free, and returns them in the order of their indices.
    ///
    /// Parts begin in the order of their indices, so the longest should come first.
    public func map<Part: Sendable>(_ count: Int, _ part: @escaping @Sendable (Int) -> Part) -> [Part] {
        let beat = beat
        guard let pool, count > 1 else {
            return (0..<count).map { index in
                defer { beat?() }
                return part(index)
            }
        }
        let parts = Mutex([Part?](repeating: nil, count: count))
        pool.perform(count) { index in
            let result = part(index)
            parts.withLock { $0[index] = result }
            beat?()
        }
        return parts.withLock { $0.compactMap { $0 } }
    }

    /// Computes the parts of a cut at the same time, as far as threads are free, and returns them in order.
    public func map<Part: Sendable>(_ cut: [Range<Int>], _ part: @escaping @Sendable (Range<Int>) -> Part) -> [Part] {
        map(cut.count) { part(cut[$0]) }
    }

    /// Transforms elements at the same time, as far as threads are free, some of them in one go, and returns the results in order.
    public func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], blocksOf count: Int, _ transform: @escaping @Sendable (Element) -> Result
    ) -> [Result] {
        let cut = Cut.ranges(count: elements.count, weight: 1, size: count, most: .max)
        return map(cut) { places in elements[places].map(transform) }.flatMap { $0 }
    }
}
