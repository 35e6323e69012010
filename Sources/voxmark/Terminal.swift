import DICOM
import Foundation

/// Standard output for results, standard error for progress and trouble.
///
/// What names of files and regions hold is written as text: control characters are spelt out, since a terminal would obey them.
enum Terminal {
    /// A reader that closes the pipe early (`voxmark … | head`) must not kill a run.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes a result and a line end.
    static func write(_ text: String) {
        put(line(text), to: STDOUT_FILENO)
    }

    /// Writes a line about progress or trouble.
    static func report(_ text: String) {
        put(line(text), to: STDERR_FILENO)
    }

    /// Control characters are shown, not sent: a file's name must not move the cursor.
    private static func line(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }.joined(separator: "\n")
        return lines.hasSuffix("\n") ? lines : lines + "\n"
    }

    /// Writes a text as it is.
    static func put(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
