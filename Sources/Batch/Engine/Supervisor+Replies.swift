import Logging
import OMOP

extension Supervisor {
    /// Does what a worker's message calls for.
    func handle(_ reply: WorkerReply, from place: Int) {
        guard var job = slots[place]?.job else { return }
        switch reply {
        case .ready, .beat: return
        case .digested(let digests, let fresh, let seconds):
            job.digests = digests
            job.fresh = fresh
            job.digestSeconds = seconds
            let (wanted, settled) = work.split(job.grant.work, digests: digests)
            job.wanted = wanted
            job.settled = settled
            slots[place]?.process.send(.compute(cases: wanted))
        case .unreadable(let reason):
            job.wanted = job.grant.work.cases
            job.results = Dictionary(uniqueKeysWithValues: job.wanted.map { ($0, CaseResult(outcome: .notComputed(reason))) })
            return finish(job, of: place)
        case .began(let one): job.current = one
        case .finished(let one, let result):
            job.results[one] = result
            job.current = nil
        case .read(let image): job.image = image
        case .bundleDone: return finish(job, of: place)
        }
        slots[place]?.job = job
    }

    private func finish(_ job: Job, of place: Int) {
        slots[place]?.job = nil
        schedule.end(job.grant.work)
        board.update { $0.busySeconds += Double(job.grant.threads) * ((ContinuousClock.now - job.begun) / .seconds(1)) }
        hand(.ended(ended(job, of: place)))
        proceed()
    }

    private func ended(_ job: Job, of place: Int) -> EndedCases {
        EndedCases(
            work: job.grant.work, worker: place, digests: job.digests, digestSeconds: job.digestSeconds, fresh: job.fresh,
            image: job.image, results: job.results, settled: job.settled)
    }

    /// Decides what becomes of a bundle whose worker is gone: what was finished stays, the case that was being computed is tried once more,
    /// alone, and those that were not begun go on.
    ///
    /// Where no case was begun, all of the bundle's are held to be guilty, unless the worker had not even read its recipes.
    func settle(_ job: Job, of place: Int, after loss: WorkerLoss, wasReady: Bool) {
        var job = job
        let work = job.grant.work
        schedule.end(work)
        // A worker that was lost before it got anything has no part in its bundle.
        if job.isAsked { return schedule.putBack(work) }
        let open = (job.digests == nil ? work.cases : job.wanted).filter { job.results[$0] == nil }
        let guilty = job.current.map { [$0] } ?? open
        let innocent = open.filter { !guilty.contains($0) }
        if loss != .dropped { note(loss, of: place, work, guilty: guilty) }
        switch loss {
        case .dropped: putBack(open, of: work, isWaiting: false)
        case _ where !wasReady:
            putBack(open, of: work)
        case _ where work.attempt > 1:
            for one in guilty { job.results[one] = CaseResult(outcome: .notComputed(loss.reason)) }
            putBack(innocent, of: work)
        default:
            // Where nothing was begun the bundle is tried as one; what was begun, each case for itself.
            let parts = job.digests == nil ? [guilty].filter { !$0.isEmpty } : guilty.map { [$0] }
            for cases in parts { schedule.retryAlone(Schedule.Work(bundle: work.bundle, cases: cases, attempt: 1)) }
            hand(.returned(Schedule.Work(bundle: work.bundle, cases: guilty, attempt: 1)))
            putBack(innocent, of: work)
        }
        if !job.results.isEmpty || !job.settled.isEmpty { hand(.ended(ended(job, of: place))) }
    }

    private func note(_ loss: WorkerLoss, of place: Int, _ lost: Schedule.Work, guilty: [Int]) {
        board.update { $0.losses += 1 }
        log.warning(
            "worker lost",
            metadata: [
                "code": "\(loss.reason.code)", "worker": "\(place)", "attempt": "\(lost.attempt)", "cases": "\(guilty.count)",
            ])
    }

    private func putBack(_ cases: [Int], of work: Schedule.Work, isWaiting: Bool = true) {
        guard !cases.isEmpty else { return }
        let rest = Schedule.Work(bundle: work.bundle, cases: cases, attempt: 1)
        if isWaiting { schedule.putBack(rest) }
        hand(.returned(rest))
    }
}
