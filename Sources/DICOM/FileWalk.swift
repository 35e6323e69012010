import Foundation

/// The regular files below some paths, each once, folders in the byte order of their names.
public struct FileWalk: Sendable {
    /// The files in the order of the walk.
    public private(set) var files: [ArchiveFile] = []
    /// Folders and links that could not be followed.
    public private(set) var findings: [DICOMFinding] = []
    private var seen: Set<FileIdentity> = []

    /// Walks files and folders; symbolic links are followed, but no file or folder is visited twice, and the excluded ones never.
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
            default: continue
            }
        }
    }

    private mutating func entries(of folder: String) -> [(path: String, status: stat)] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            findings.append(DICOMFinding(.unreadable, "the folder cannot be read; check its permissions", path: folder))
            return []
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { name in
            let path = prefix + name
            if let status = status(of: path) { return (path, status) }
            findings.append(DICOMFinding(.unreadable, "the link leads nowhere, or may not be followed", path: path))
            return nil
        }
    }
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
