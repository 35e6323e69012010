import Foundation

/// The regular files below some paths, each once, folders in the byte order of their names.
public struct FileWalk: Sendable {
    /// The files in the order of the walk.
    public private(set) var files: [ArchiveFile] = []
    /// Folders and links that could not be followed, what is no file, and names that no path can hold.
    public private(set) var findings: [DICOMFinding] = []
    private var seen: Set<FileIdentity> = []

    /// Walks files and folders; symbolic links are followed, but no file or folder is visited twice, and the excluded ones never.
    ///
    /// Nothing but folders is opened: a named pipe would wait for a writer for ever, and a device may do anything.
    ///
    /// - Throws: `not-found` when one of the paths names nothing.
    public init(_ paths: [String], excluding excluded: [String] = []) throws(DICOMError) {
        seen = Set(excluded.compactMap { status(of: $0).map(FileIdentity.init) })
        for path in paths {
            guard let status = status(of: path) else {
                throw DICOMError(.notFound, "there is no such file or folder; check the path", path: path)
            }
            visit(path, status)
        }
    }

    private mutating func visit(_ root: String, _ status: stat) {
        var pending = [(path: root, status: status)]
        while let (path, status) = pending.popLast() {
            guard seen.insert(FileIdentity(status)).inserted else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: files.append(ArchiveFile(path: path, stamp: FileStamp(status)))
            case S_IFDIR: pending.append(contentsOf: entries(of: path).reversed())
            default:
                findings.append(
                    DICOMFinding(.specialFile, "\(kind(of: status.st_mode)) is skipped, and was not opened; move it away", path: path))
            }
        }
    }

    private mutating func entries(of folder: String) -> [(path: String, status: stat)] {
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return names(in: folder).compactMap { bytes in
            guard let name = String(validating: bytes, as: UTF8.self) else {
                findings.append(
                    DICOMFinding(
                        .nameNotUTF8,
                        "the name is not UTF-8 and cannot be read with all that it may hold; rename it, for instance with convmv",
                        path: prefix + escaped(bytes)))
                return nil
            }
            let path = prefix + name
            if let status = status(of: path) { return (path, status) }
            findings.append(DICOMFinding(.unreadable, "the link leads nowhere, or may not be followed", path: path))
            return nil
        }
    }

    /// The names in a folder as they are on the disk, in the order of their bytes.
    private mutating func names(in folder: String) -> [[UInt8]] {
        guard let stream = opendir(folder) else {
            findings.append(DICOMFinding(.unreadable, "the folder cannot be read; check its permissions", path: folder))
            return []
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != dot && name != [dot[0], dot[0]] { names.append(name) }
            errno = 0
        }
        if errno != 0 {
            findings.append(DICOMFinding(.unreadable, "the folder cannot be read to its end; check the disk", path: folder))
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }
}

private let dot = [UInt8(ascii: ".")]

/// What something is that is neither file nor folder.
private func kind(of mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFIFO: "a named pipe"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "what is no file"
    }
}

/// Bytes that are no text, those beyond ASCII as `\xE9`.
private func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
        byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
}

/// What makes two paths one file.
private struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}

private func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
}
