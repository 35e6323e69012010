import CSQLite
import Foundation
import Synchronization

/// How long statements wait for a lock that another program holds on the database; any thread may cut it short.
final class LockPatience: DatabasePatience {
    private let limit: Int
    private let isShort = Atomic(false)
    private static let step = 10
    private static let shortLimit = 1_000

    /// Waits for as many milliseconds.
    init(milliseconds: Int) {
        limit = milliseconds
    }

    /// From now on no statement waits for more than a second: whoever stops a run must not wait for another program.
    func cutShort() { isShort.store(true, ordering: .relaxed) }

    /// Makes the statements of a database wait like this; it must live as long as the database is open.
    func govern(_ handle: OpaquePointer) {
        sqlite3_busy_handler(
            handle,
            { context, tries in
                guard let context else { return 0 }
                return Unmanaged<LockPatience>.fromOpaque(context).takeUnretainedValue().waits(afterTries: Int(tries)) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Waits a moment, unless it has been tried for long enough.
    private func waits(afterTries tries: Int) -> Bool {
        guard tries * Self.step < (isShort.load(ordering: .relaxed) ? min(limit, Self.shortLimit) : limit) else { return false }
        usleep(UInt32(Self.step) * 1_000)
        return true
    }
}
