import DICOM
import Foundation

/// Searches outputs for what identifies the persons of an archive.
public struct LeakAudit {
    private var search: LeakSearch
    private var report: LeakReport

    /// Prepares a search.
    ///
    /// - Parameters:
    ///   - archive: what to search for.
    ///   - policy: what may stand where.
    ///   - reveals: whether excerpts show identifiers as they are.
    public init(_ archive: ArchiveIdentifiers, policy: LeakPolicy = .standard, reveals: Bool = false) {
        search = LeakSearch(archive.table, policy: policy, reveals: reveals)
        report = LeakReport(
            identifiers: Dictionary(uniqueKeysWithValues: archive.table.counts.map { ($0.key.rawValue, $0.value) }),
            headers: archive.headers, unreadable: archive.unreadable)
    }

    /// Searches files, and all files below folders, by what they are, their names too.
    ///
    /// - Parameters:
    ///   - outputs: files and folders.
    ///   - archives: what is not searched where it lies below an output.
    ///   - progress: is told of every file before it is searched.
    /// - Throws: `AuditError` when an output is not there; a file that cannot be read is told in the report.
    public mutating func run(
        _ outputs: [String], excluding archives: [String] = [], progress: (_ file: String) -> Void = { _ in }
    ) throws(AuditError) -> LeakReport {
        for output in outputs {
            let walk: FileWalk
            do {
                walk = try FileWalk([output], excluding: archives)
            } catch {
                throw AuditError(.notFound, "\(output): there is no such file or folder; check the path", cause: error)
            }
            report.unreadable += walk.findings.map(\.description)
            for file in walk.files {
                progress(file.path)
                searchFile(file, below: output)
            }
        }
        search.finish(&report)
        return report
    }

    private mutating func searchFile(_ file: ArchiveFile, below output: String) {
        let root = output.hasSuffix("/") ? String(output.dropLast()) : output
        let inner = file.path == root ? URL(filePath: file.path).lastPathComponent : String(file.path.dropFirst(root.count + 1))
        search.search(Array(inner.utf8), in: LeakPlace(file: file.path, part: "file name"), at: .whole)
        do {
            let size = try searchContent(of: file)
            report.files += 1
            report.bytes += size
        } catch {
            report.unreadable.append(error.message)
        }
    }

    private mutating func searchContent(of file: ArchiveFile) throws(AuditError) -> Int {
        switch try FileKind(of: file.path) {
        case .database:
            try search.searchDatabase(file.path, named: file.path) { report.unreadable.append($0) }
            return file.stamp.size
        case .dicom:
            let damage = search.searchHeader(file.path)
            guard let damage else { return file.stamp.size }
            report.unreadable.append("\(file.path): is DICOM that cannot be read whole, and was searched as bytes: \(damage)")
            return try search.searchStream(file.path, named: file.path)
        case .stream:
            // The journals of a database hold its pages.
            let isJournal = ["-wal", "-journal"].contains { file.path.hasSuffix($0) }
            return try search.searchStream(file.path, named: file.path, setting: isJournal ? .packed : .text)
        }
    }
}

/// How a file is searched.
private enum FileKind {
    /// SQLite.
    case database
    /// DICOM with its preamble.
    case dicom
    /// Anything else.
    case stream

    /// Looks at the first bytes as they stand in the file.
    init(of path: String) throws(AuditError) {
        var bytes = Data()
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            bytes = try file.read(upToCount: 132) ?? bytes
            try file.close()
        } catch {
            throw AuditError(.unreadable, "\(path): cannot be opened or read; check its permissions", cause: error)
        }
        if bytes.starts(with: "SQLite format 3\0".utf8) {
            self = .database
        } else if bytes.count == 132, bytes.suffix(4).elementsEqual("DICM".utf8) {
            self = .dicom
        } else {
            self = .stream
        }
    }
}

extension LeakSearch {
    /// Searches the elements of a DICOM file, tag by tag, but no pixels; returns what could not be read.
    fileprivate mutating func searchHeader(_ path: String) -> String? {
        do {
            let (elements, damage) = try HeaderElement.readAll(of: path)
            for element in elements { search(element.bytes, in: LeakPlace(file: path, part: element.tag), at: .whole) }
            return damage
        } catch {
            return "\(error)"
        }
    }
}
