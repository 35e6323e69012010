/// Decides which bundle is begun next and which is committed next: many at a time, committed in order, never far ahead.
struct CommitQueue<Result> {
    /// How many bundles there are.
    let count: Int
    /// How many may be worked on at a time.
    let jobs: Int
    /// How many bundles may be finished or worked on beyond the last committed one.
    var window: Int { 4 * jobs }

    private var begun = 0
    private var running = 0
    private var committed = 0
    private var finished: [Int: Result] = [:]
    private var isStopped = false

    init(count: Int, jobs: Int) {
        self.count = count
        self.jobs = jobs
    }

    /// True when everything is committed.
    var isDrained: Bool { committed == count }

    /// The next bundle to begin, if one may be.
    mutating func begin() -> Int? {
        guard !isStopped, running < jobs, begun < min(count, committed + window) else { return nil }
        running += 1
        begun += 1
        return begun - 1
    }

    /// Keeps a result until its turn.
    mutating func finish(_ number: Int, _ result: Result) {
        running -= 1
        finished[number] = result
    }

    /// Begins nothing more.
    mutating func stop() {
        isStopped = true
    }

    /// The results that are next in order and there.
    mutating func takeFinished() -> [(number: Int, result: Result)] {
        var taken: [(number: Int, result: Result)] = []
        while let result = finished.removeValue(forKey: committed) {
            taken.append((committed, result))
            committed += 1
        }
        return taken
    }
}
