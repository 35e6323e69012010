import CLibPQ
import Foundation
import Synchronization

/// Ends what a connection waits for once nobody wants to wait any more: another program's lock, or a server that does not answer.
final class PostgresPatience: DatabasePatience {
    /// What can cancel a statement, as an address; 0 when it was used or given back.
    private let canceller: Mutex<UInt>
    /// The connection's socket; -1 when the connection is closed.
    private let socket: Mutex<Int32>
    private let isShort = Atomic(false)
    /// After how many milliseconds a statement is cancelled: those of cases in flight have ended by then.
    private static let statementLimit = 3_200
    /// After how many milliseconds the connection is broken off, if the server has not even cancelled.
    private static let connectionLimit = 4_000

    /// Watches an open connection, until `close`.
    init(_ connection: OpaquePointer) {
        canceller = Mutex(UInt(bitPattern: PQgetCancel(connection)))
        socket = Mutex(PQsocket(connection))
    }

    /// Cancels what the server does then, and breaks the connection off when that is of no avail; what was not committed is not written.
    func cutShort() {
        guard !isShort.exchange(true, ordering: .relaxed) else { return }
        let queue = DispatchQueue.global()
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.statementLimit)) { self.cancel() }
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.connectionLimit)) { self.breakOff() }
    }

    /// Must come before the connection is closed.
    func close() {
        socket.withLock { $0 = -1 }
        PQfreeCancel(takeCanceller())
    }

    private func takeCanceller() -> OpaquePointer? {
        OpaquePointer(
            bitPattern: canceller.withLock { address in
                defer { address = 0 }
                return address
            })
    }

    /// Asks the server over a connection of its own, which may take its time where the server is away.
    private func cancel() {
        guard let canceller = takeCanceller() else { return }
        var reason = [CChar](repeating: 0, count: 256)
        PQcancel(canceller, &reason, Int32(reason.count))
        PQfreeCancel(canceller)
    }

    private func breakOff() {
        socket.withLock { descriptor in
            if descriptor >= 0 { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }
}
