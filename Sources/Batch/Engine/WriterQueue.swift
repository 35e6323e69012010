import Dispatch
import Logging
import OMOP
import Synchronization

/// The one writer: takes deliveries in their order on a queue of its own, so that nobody else waits for the disk.
///
/// What has come meanwhile is written in one transaction, so that a slow disk is waited for less often. After a fault nothing more is written.
final class WriterQueue: @unchecked Sendable {
    private let queue = DispatchQueue(label: "voxmark.writer")
    private let inbox = Mutex<[Delivery]>([])
    private let writer: CaseWriter
    private let report: (CaseReport) -> Void
    private let written: @Sendable (Int) -> Void
    private let failed: @Sendable (OMOPError) -> Void
    /// Read and written on the queue.
    private var fault: OMOPError?

    /// Makes a writer.
    ///
    /// - Parameters:
    ///   - report: called on the writer's queue for each case that was written.
    ///   - written: called with the number of deliveries that have been dealt with.
    ///   - failed: called once, when the database refuses.
    init(
        _ writer: CaseWriter, report: @escaping (CaseReport) -> Void, written: @escaping @Sendable (Int) -> Void,
        failed: @escaping @Sendable (OMOPError) -> Void
    ) {
        self.writer = writer
        self.report = report
        self.written = written
        self.failed = failed
    }

    /// Takes a delivery; does not wait.
    func take(_ delivery: Delivery) {
        let isFirst = inbox.withLock { inbox in
            inbox.append(delivery)
            return inbox.count == 1
        }
        if isFirst { queue.async { self.write() } }
    }

    /// Waits until everything that was taken is written.
    ///
    /// - Returns: what the database refused with, if it did.
    func drain() async -> OMOPError? {
        await withCheckedContinuation { continuation in
            queue.async {
                self.write()
                continuation.resume(returning: self.fault)
            }
        }
    }

    private func write() {
        let deliveries = inbox.withLock { inbox in
            defer { inbox = [] }
            return inbox
        }
        guard !deliveries.isEmpty else { return }
        defer { written(deliveries.count) }
        guard fault == nil else { return }
        var reports: [CaseReport] = []
        do throws(OMOPError) {
            fault = try writer.database.committingTogether { () throws(OMOPError) in
                reports = []
                for delivery in deliveries { try writer.enter(delivery, &reports) }
            }
        } catch {
            fault = error
            reports = []
        }
        reports.forEach(report)
        if let fault { failed(fault) }
    }
}
