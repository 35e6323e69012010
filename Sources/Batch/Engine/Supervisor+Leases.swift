extension Supervisor {
    /// Goes on with a bundle when it is known which of its cases are this run's.
    func begin(_ grant: Schedule.Grant, in place: Int, _ answer: LeaseQueue.Answer) {
        // The worker may be lost meanwhile, and its bundle be asked for once more.
        guard let job = slots[place]?.job, job.isAsked, job.grant == grant else { return }
        slots[place]?.job?.isAsked = false
        guard !schedule.isStopped else {
            slots[place]?.job = nil
            schedule.end(grant.work)
            return proceed()
        }
        lend(answer.lent, of: grant.work)
        if !answer.settled.isEmpty { hand(.settledElsewhere(grant.work, answer.settled)) }
        guard !answer.own.isEmpty else {
            slots[place]?.job = nil
            schedule.end(grant.work)
            return proceed()
        }
        let work = Schedule.Work(bundle: grant.work.bundle, cases: answer.own, attempt: grant.work.attempt)
        let own = Schedule.Grant(work: work, threads: grant.threads, memory: grant.memory)
        slots[place]?.job?.grant = own
        send(own, to: place)
    }

    private func lend(_ cases: [Int], of work: Schedule.Work) {
        if !cases.isEmpty { schedule.lend(Schedule.Work(bundle: work.bundle, cases: cases, attempt: work.attempt)) }
    }

    /// Asks once more for what other processes were at, when nothing else is left.
    func askAgain() {
        guard let leases, schedule.waitsForOthers else { return }
        leases.releaseLost()
        schedule.recall()
        proceed()
    }
}
