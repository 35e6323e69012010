import Foundation
import Logging

/// How lines of a log are written.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// Time, level, message, and metadata as `key=value`, sorted by key.
    case text
    /// One JSON object a line: `time`, `level`, `message`, and the metadata as texts, sorted by key.
    case json

    func line(_ time: String, _ level: String, _ message: String, _ metadata: Logger.Metadata) -> String {
        switch self {
        case .text: return "\(time) \(level) \(message)" + metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        case .json:
            var fields = metadata.mapValues { "\($0)" }
            fields.merge(["time": time, "level": level, "message": message]) { $1 }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            guard let data = try? encoder.encode(fields) else { preconditionFailure("texts can be encoded") }
            return String(decoding: data, as: UTF8.self)
        }
    }
}

/// Appends log lines to a file.
struct FileLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    private let file: AppendedFile
    private let format: LogFormat

    init(path: String, format: LogFormat) throws(BatchError) {
        file = try AppendedFile(path: path)
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        file.append(format.line(Date.now.ISO8601Format(), event.level.rawValue, "\(event.message)", all) + "\n")
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
