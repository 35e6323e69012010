import Foundation
import OMOP
import Recipes
import Synchronization

/// A worker process: takes one bundle at a time from standard input, computes its cases, and answers on standard output.
///
/// It ends when standard input is closed, whatever it is doing: whoever gave it work is gone.
public struct WorkerLoop: Sendable {
    /// How often the worker tells that its work goes on.
    static let beatInterval = 0.2

    private let beforeCase: @Sendable (PlannedCase) -> Void

    /// Makes a worker.
    ///
    /// - Parameter beforeCase: called before each case is computed.
    public init(beforeCase: @escaping @Sendable (PlannedCase) -> Void = { _ in }) {
        self.beforeCase = beforeCase
    }

    /// Works until standard input is closed.
    public func run() -> Never {
        let heart = Heart()
        let requests = RequestQueue()
        let replies = ReplyPipe()
        Thread.detachNewThread { Self.read(into: requests) }
        Thread.detachNewThread { Self.tellBeats(of: heart, to: replies) }
        var recipes: [PreparedRecipe] = []
        var digests = DigestCache()
        while true {
            switch requests.next() {
            case .prepare(let texts):
                recipes = texts.compactMap(PreparedRecipe.init)
                guard recipes.count == texts.count else { end() }
                replies.send(.ready)
            case .digest(let task):
                guard recipes.indices.contains(task.recipe) else { end() }
                digests = digests.knowing(task.known)
                work(on: task, recipe: recipes[task.recipe].recipe, &digests, heart, requests, replies)
                WorkerMemory.giveBack()
            case .compute: end()
            }
        }
    }

    private func work(
        on task: WorkerTask, recipe: Recipe, _ cache: inout DigestCache, _ heart: Heart, _ requests: RequestQueue, _ replies: ReplyPipe
    ) {
        let start = ContinuousClock.now
        let digests: BundleDigests
        do throws(Reason) {
            digests = try cache.digests(of: task.bundle, heart: heart)
        } catch {
            return replies.send(.unreadable(error))
        }
        replies.send(.digested(digests, fresh: cache.takeFresh(), seconds: (ContinuousClock.now - start) / .seconds(1)))
        guard case .compute(let cases) = requests.next(), cases.allSatisfy(task.bundle.cases.indices.contains) else { end() }
        guard !cases.isEmpty else { return replies.send(.bundleDone) }
        let computation = CaseComputation(recipe: recipe, threads: task.threads, heart: heart)
        computation.compute(
            cases, of: task.bundle, digests: digests, read: { replies.send(.read($0)) },
            began: { place in
                replies.send(.began(case: place))
                beforeCase(task.bundle.cases[place])
            }, finished: { place, result in replies.send(.finished(case: place, result)) })
        replies.send(.bundleDone)
    }

    private static func read(into requests: RequestQueue) {
        var stream = FrameStream()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { Foundation.read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { end() }
            stream.append(buffer[..<count])
            do throws(BrokenFrame) {
                while let frame = try stream.next() { requests.add(try WorkerRequest(frame: frame)) }
            } catch {
                end()
            }
        }
    }

    private static func tellBeats(of heart: Heart, to replies: ReplyPipe) {
        var told = 0
        while true {
            Thread.sleep(forTimeInterval: beatInterval)
            let beats = heart.beats
            if beats != told { replies.send(.beat) }
            told = beats
        }
    }
}

/// Leaves at once: there is nothing to save.
private func end() -> Never { _exit(0) }

/// Where replies go: the standard output that the process began with, whole messages one after the other.
private final class ReplyPipe: Sendable {
    private let descriptor: Int32
    private let lock = Mutex(())

    /// Takes standard output away from everybody else, so that nothing that is printed breaks a message.
    init() {
        descriptor = dup(STDOUT_FILENO)
        dup2(STDERR_FILENO, STDOUT_FILENO)
    }

    func send(_ reply: WorkerReply) {
        let isSent = lock.withLock { _ in FrameStream.send(reply.frame, to: descriptor) }
        if !isSent { end() }
    }
}

/// A recipe that a worker computes by.
private struct PreparedRecipe {
    let recipe: Recipe

    /// nil when the text does not give the recipe that the supervisor has.
    init?(_ sent: WorkerRecipe) {
        guard let recipe = try? Recipe.parse(sent.text, path: sent.path), recipe.digest == sent.digest else { return nil }
        self.recipe = recipe
    }
}

/// Requests on their way from the reading thread to the working one.
private final class RequestQueue: Sendable {
    private let waiting = Mutex<[WorkerRequest]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func add(_ request: WorkerRequest) {
        waiting.withLock { $0.append(request) }
        arrived.signal()
    }

    /// The next request, when it is there.
    func next() -> WorkerRequest {
        while true {
            arrived.wait()
            if let request = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return request }
        }
    }
}
