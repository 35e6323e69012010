import Dispatch
import Foundation

extension Supervisor {
    /// How often memory is looked at, in milliseconds: a worker can take a few hundred megabytes meanwhile.
    private static let memoryInterval = 20
    /// How long cases in flight may take to finish when the run is stopped, in milliseconds.
    private static let grace = 2_500
    /// How many seconds more a worker may take to start, on a machine that is busy.
    private static let welcome = 30.0
    /// How many seconds a worker that was killed may take to end.
    private static let farewell = 1.5

    /// Begins to watch memory and beats.
    func startWatching() {
        startTimer(every: Self.memoryInterval) { $0.watchMemory() }
        startTimer(every: 500) { $0.watchBeats() }
        if leases != nil { startTimer(every: 1_000) { $0.askAgain() } }
    }

    private func startTimer(every milliseconds: Int, _ action: @escaping @Sendable (Supervisor) -> Void) {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + .milliseconds(milliseconds), repeating: .milliseconds(milliseconds))
        timer.setEventHandler { [weak self] in if let self { action(self) } }
        timer.resume()
        timers.append(timer)
    }

    /// When all processes together exceed the budget, ends the worker that goes furthest beyond what was set aside for it; where none does, one
    /// that has nothing to do.
    private func watchMemory() {
        let own = ProcessMemory.of(getpid())?.resident ?? 0
        let used = slots.map { slot in slot.flatMap { ProcessMemory.of($0.process.pid)?.own } ?? 0 }
        let total = own + used.reduce(0, +)
        board.update { board in
            board.memory = total
            board.peakMemory = max(board.peakMemory, total)
        }
        schedule.setBudget(settings.memory.bytes - own)
        guard total > settings.memory.bytes else { return }
        let excess = slots.indices.map { place in slots[place]?.job.map { used[place] - $0.grant.memory } ?? 0 }
        let idle = slots.indices.filter { slots[$0] != nil && slots[$0]?.job == nil }
        if let worst = slots.indices.max(by: { excess[$0] < excess[$1] }), excess[worst] > 0 {
            guard slots[worst]?.loss == nil else { return }
            end(worst, because: .outgrew(bytes: used[worst], limit: slots[worst]?.job?.grant.memory ?? 0))
        } else if let largest = idle.max(by: { used[$0] < used[$1] }) {
            dismiss(largest)
        }
    }

    private func watchBeats() {
        // A supervisor that was paused itself has heard nothing meanwhile, and nobody is to blame.
        let passed = min((ContinuousClock.now - lastTick) / .seconds(1), 1)
        lastTick = .now
        for place in slots.indices {
            guard let slot = slots[place], let job = slot.job else { continue }
            // Who waits for the database is not to blame.
            slots[place]?.silence += job.isAsked && slot.loss == nil ? 0 : passed
            if slot.loss != nil {
                // One that cannot even be killed, such as in a read from a dead file server, is left behind.
                if slot.silence > Self.farewell { lose(place, slot.process.pid) }
            } else if slot.silence > settings.stall + (slot.isReady ? 0 : Self.welcome) {
                end(place, because: .stalled(seconds: Int(settings.stall)))
            }
        }
    }

    private func end(_ place: Int, because loss: WorkerLoss) {
        slots[place]?.loss = loss
        slots[place]?.silence = 0
        slots[place]?.process.kill()
    }

    /// Takes no new bundle; those in flight may finish within a few seconds, then they are dropped and go back to the queue.
    func interrupt() {
        queue.async { [self] in
            schedule.stop()
            proceed()
            queue.asyncAfter(deadline: .now() + .milliseconds(Self.grace)) { [self] in
                for place in slots.indices where slots[place]?.job != nil && slots[place]?.loss == nil { end(place, because: .dropped) }
            }
        }
    }

    /// Ends all workers at once, from any thread, without waiting for anything.
    func abandon() {
        board.workers.forEach { _ = kill($0, SIGKILL) }
    }
}
