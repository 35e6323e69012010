import Foundation

/// The memory of a process that lies in the machine's, in bytes.
struct ProcessMemory: Sendable, Hashable {
    /// All of it, with what it shares with others, such as libraries.
    let resident: Int
    /// What it alone has.
    let own: Int

    /// Reads `/proc/PID/statm`; nil when there is no such process.
    static func of(_ pid: pid_t) -> ProcessMemory? {
        var buffer = [UInt8](repeating: 0, count: 128)
        let descriptor = open("/proc/\(pid)/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        let pages = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ").prefix(3).compactMap { Int($0) }
        guard pages.count == 3 else { return nil }
        let size = Int(sysconf(Int32(_SC_PAGESIZE)))
        return ProcessMemory(resident: pages[1] * size, own: (pages[1] - pages[2]) * size)
    }
}
