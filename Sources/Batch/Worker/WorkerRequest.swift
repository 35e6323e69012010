import Foundation

/// What the supervisor tells a worker.
enum WorkerRequest: Sendable {
    /// What cases are computed by; the first message, sent once.
    case prepare([WorkerRecipe])
    /// Digest the files of a bundle, and wait.
    case digest(WorkerTask)
    /// Compute these cases of the bundle, by their places in it; none when all are done already.
    case compute(cases: [Int])

    /// The message as it goes through the pipe.
    var frame: [UInt8] {
        var writer = FrameWriter()
        switch self {
        case .prepare(let recipes):
            writer.write(UInt8(0))
            writer.write(recipes) { writer, recipe in
                writer.write(recipe.text)
                writer.write(recipe.path)
                writer.write(recipe.digest)
            }
        case .digest(let task):
            writer.write(UInt8(1))
            writer.write(task.recipe)
            writer.write(task.threads)
            writer.write(Self.json(task.bundle))
            writer.write(Self.json(task.known))
        case .compute(let cases):
            writer.write(UInt8(2))
            writer.write(cases) { $0.write($1) }
        }
        return writer.bytes
    }

    init(frame: some Collection<UInt8>) throws(BrokenFrame) {
        var reader = FrameReader(frame)
        switch try reader.byte() {
        case 0:
            self = .prepare(
                try reader.list { reader throws(BrokenFrame) in
                    WorkerRecipe(text: try reader.text(), path: try reader.text(), digest: try reader.text())
                })
        case 1:
            self = .digest(
                WorkerTask(
                    recipe: try reader.integer(), threads: try reader.integer(), bundle: try Self.value(try reader.block()),
                    known: try Self.value(try reader.block())))
        case 2: self = .compute(cases: try reader.list { reader throws(BrokenFrame) in try reader.integer() })
        default: throw BrokenFrame()
        }
    }

    private static func json(_ value: some Encodable) -> [UInt8] {
        guard let data = try? JSONEncoder().encode(value) else { preconditionFailure("a plan is made of text and finite numbers") }
        return Array(data)
    }

    private static func value<Value: Decodable>(_ bytes: [UInt8]) throws(BrokenFrame) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch {
            throw BrokenFrame()
        }
    }
}

/// A recipe on its way to a worker: its text, so that a file that is edited meanwhile changes nothing.
struct WorkerRecipe: Sendable, Hashable {
    let text: String
    /// Names the recipe in messages.
    let path: String
    let digest: String
}

/// A bundle for a worker.
struct WorkerTask: Sendable, Hashable {
    /// The place of the recipe among those that were prepared.
    let recipe: Int
    /// How many threads the bundle may keep busy.
    let threads: Int
    let bundle: CaseBundle
    /// The content digests that are known, by path.
    let known: [String: KnownDigest]
}
