import OMOP

/// What a worker tells the supervisor.
enum WorkerReply: Sendable {
    /// The worker has read its recipes.
    case ready
    /// The work has gone on since the last beat.
    case beat
    /// The digests of the bundle's files, and how long they took in seconds; the worker waits for what to compute.
    case digested(BundleDigests, fresh: [String: KnownDigest], seconds: Double)
    /// The files cannot be digested; the bundle is finished.
    case unreadable(Reason)
    /// A case, by its place in the bundle, is begun.
    case began(case: Int)
    /// What became of a case.
    case finished(case: Int, CaseResult)
    /// What was read of the bundle's image; it comes before the first case, so that no outcome is written without it.
    case read(ReadImage)
    /// The bundle is finished.
    case bundleDone

    /// The message as it goes through the pipe.
    var frame: [UInt8] {
        var writer = FrameWriter()
        switch self {
        case .ready: writer.write(UInt8(0))
        case .beat: writer.write(UInt8(1))
        case .digested(let digests, let fresh, let seconds):
            writer.write(UInt8(2))
            writer.write(digests.image)
            writer.write(digests.mask)
            writer.write(digests.files) { $0.write($1) }
            writer.write(Array(fresh)) { writer, entry in
                writer.write(entry.key)
                writer.write(entry.value)
            }
            writer.write(seconds)
        case .unreadable(let reason):
            writer.write(UInt8(3))
            writer.write(reason)
        case .began(let place):
            writer.write(UInt8(4))
            writer.write(place)
        case .finished(let place, let result):
            writer.write(UInt8(5))
            writer.write(place)
            writer.write(result)
        case .read(let image):
            writer.write(UInt8(6))
            writer.write(image)
        case .bundleDone: writer.write(UInt8(7))
        }
        return writer.bytes
    }

    /// Reads a message; feature values are those of a recipe's columns.
    init(frame: some Collection<UInt8>, columns: ColumnsBySlot) throws(BrokenFrame) {
        var reader = FrameReader(frame)
        switch try reader.byte() {
        case 0: self = .ready
        case 1: self = .beat
        case 2:
            let digests = BundleDigests(
                image: try reader.text(), mask: try reader.text(),
                files: try reader.list { reader throws(BrokenFrame) in try reader.text() })
            let fresh = try reader.list { reader throws(BrokenFrame) in (try reader.text(), try reader.knownDigest()) }
            self = .digested(digests, fresh: Dictionary(fresh) { first, _ in first }, seconds: try reader.double())
        case 3: self = .unreadable(try reader.reason())
        case 4: self = .began(case: try reader.integer())
        case 5: self = .finished(case: try reader.integer(), try reader.caseResult(columns))
        case 6: self = .read(try reader.readImage())
        case 7: self = .bundleDone
        default: throw BrokenFrame()
        }
    }
}
