import Foundation

/// The parts of work that wait for a thread, and the threads that wait for parts.
///
/// A thread that waits for the last parts of its own work helps only with work that was opened later: what those parts are cut into is such work,
/// and short, while earlier work would keep the thread long after its own is done.
///
/// All state is read and written under the condition's lock.
final class WorkPool: @unchecked Sendable {
    private struct Work {
        let number: Int
        let count: Int
        let part: @Sendable (Int) -> Void
        var begun = 0
    }

    private let condition = NSCondition()
    /// Work with parts that have not begun, in the order of opening.
    private var open: [Work] = []
    /// How many parts of a work have not ended.
    private var unfinished: [Int: Int] = [:]
    private var opened = 0
    private var isClosed = false

    /// Computes `count` parts, on the calling thread and on those that are free.
    func perform(_ count: Int, _ part: @escaping @Sendable (Int) -> Void) {
        condition.lock()
        defer { condition.unlock() }
        let number = opened
        opened += 1
        open.append(Work(number: number, count: count, part: part))
        unfinished[number] = count
        condition.broadcast()
        work(from: number) { unfinished[number] == 0 }
        unfinished[number] = nil
    }

    /// Computes parts of any work until the pool is closed.
    func help() {
        condition.lock()
        defer { condition.unlock() }
        work(from: 0) { isClosed }
    }

    /// Lets the helping threads go.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        condition.broadcast()
    }

    /// Computes parts of the work from a number on, until the condition holds.
    private func work(from first: Int, until isDone: () -> Bool) {
        while !isDone() {
            guard let place = open.firstIndex(where: { $0.number >= first }) else {
                condition.wait()
                continue
            }
            let work = open[place]
            if work.begun + 1 < work.count { open[place].begun += 1 } else { open.remove(at: place) }
            condition.unlock()
            work.part(work.begun)
            condition.lock()
            let rest = (unfinished[work.number] ?? 0) - 1
            unfinished[work.number] = rest
            if rest == 0 { condition.broadcast() }
        }
    }
}
