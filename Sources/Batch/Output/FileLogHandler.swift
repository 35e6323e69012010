import Foundation
import Logging

/// Appends log lines to a file: time, level, message, and metadata as `key=value`, sorted by key.
struct FileLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    private let file: AppendedFile

    init(path: String) throws(BatchError) {
        file = try AppendedFile(path: path)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let details = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        file.append("\(Date.now.ISO8601Format()) \(event.level.rawValue) \(event.message)\(details)\n")
    }
}

/// A file that is only ever appended to, a line at a time; it is closed when the last handler that uses it is gone.
private final class AppendedFile: Sendable {
    private let descriptor: Int32

    init(path: String) throws(BatchError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw BatchError(.output, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// A log line that cannot be written is lost: the run goes on, and the ledger knows what happened.
    func append(_ line: String) {
        let bytes = Array(line.utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}
