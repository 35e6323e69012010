import Foundation

/// A run as the ledger knows it.
public struct RunRecord: Sendable, Hashable {
    /// The run's name.
    public let id: String
    /// `run`, `retry` or `merge`.
    public let command: String
    /// When it began.
    public let started: Date
    /// The program's version.
    public let softwareVersion: String
    /// The engine's numerics version.
    public let numericsVersion: Int
    /// Which part of a plan it does, as `17/200`; nil for a whole one.
    public let shard: String?
    /// The digest of the plan that it carries out, when that was split into shards.
    public let planDigest: String?
    /// How many cases it is to do.
    public let planned: Int

    /// Describes a run.
    public init(
        id: String = RunRecord.newID(), command: String = "run", started: Date = Date(), softwareVersion: String, numericsVersion: Int,
        shard: String? = nil, planDigest: String? = nil, planned: Int
    ) {
        self.id = id
        self.command = command
        self.started = started
        self.softwareVersion = softwareVersion
        self.numericsVersion = numericsVersion
        self.shard = shard
        self.planDigest = planDigest
        self.planned = planned
    }

    /// A new name: the time for readers, and 64 random bits, so that it is unique also when the clock is set back.
    public static func newID() -> String {
        let time = Date().timestamp.prefix(19).filter { $0 != "-" && $0 != ":" }
        let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return "\(time)Z-\(String(repeating: "0", count: 16 - digits.count))\(digits)"
    }
}

/// How a run stands in the ledger.
public enum RunState: String, Sendable, Hashable, CaseIterable, Encodable {
    /// It is under way, or was when its process died.
    case running
    /// It came to its end.
    case complete
    /// It was stopped, or its process died.
    case interrupted
    /// Trouble with the output ended it.
    case ended
}

/// A case that a run has still to do, named before its content is read.
public struct QueuedTask: Sendable, Hashable {
    /// The task's name.
    public let key: String
    /// The recipe's name.
    public let recipe: String

    /// Names a task.
    public init(key: String, recipe: String) {
        self.key = key
        self.recipe = recipe
    }
}

extension Date {
    /// The time as the tables hold it: ISO 8601 in UTC, with milliseconds.
    var timestamp: String { formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
