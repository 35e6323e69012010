import DICOM
import Foundation
import Threads

/// What the headers and paths of an archive say about persons, and what could not be read of it.
public struct ArchiveIdentifiers: Sendable {
    /// The strings to search for.
    public private(set) var table = IdentifierTable()
    /// How many DICOM headers were read.
    public private(set) var headers = 0
    /// How many files are not DICOM.
    public private(set) var others = 0
    /// Files and folders that could not be read, or not whole: what only they say is not searched for.
    public private(set) var unreadable: [String] = []

    /// Reads the headers of all files below some folders.
    ///
    /// - Parameters:
    ///   - archives: folders or files; a file's own name counts, a folder's names below it do.
    ///   - outputs: files and folders below them that are searched later, and so are no part of the archive.
    ///   - progress: is told now and then how many of how many files were read.
    /// - Throws: `AuditError` when one of the paths names nothing, or no header could be read.
    public init(
        _ archives: [String], excluding outputs: [String] = [], progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(AuditError) {
        for archive in archives {
            let walk: FileWalk
            do {
                walk = try FileWalk([archive], excluding: outputs)
            } catch {
                throw AuditError(.notFound, "\(archive): there is no such file or folder; check the path", cause: error)
            }
            unreadable += walk.findings.map(\.description)
            addPaths(walk.files.map(\.path), below: archive)
            read(walk.files.map(\.path), progress)
        }
        guard headers > 0 else {
            throw AuditError(.noDICOM, "\(archives.joined(separator: ", ")): no DICOM header could be read; check the path")
        }
    }

    private mutating func read(_ paths: [String], _ progress: (Int, Int) -> Void) {
        let portion = 2048
        for start in stride(from: 0, to: paths.count, by: portion) {
            let some = Array(paths[start..<min(start + portion, paths.count)])
            let results = ThreadGrant.using(ProcessInfo.processInfo.activeProcessorCount) { $0.map(some, blocksOf: 32, Header.read) }
            for (path, result) in zip(some, results) { add(result, path) }
            progress(min(start + portion, paths.count), paths.count)
        }
    }

    private mutating func add(_ header: Header, _ path: String) {
        switch header {
        case .values(let values, let damage):
            headers += 1
            for value in values { table.add(value.text, value.identifierClass, source: value.source) }
            if let damage { unreadable.append("\(path): is damaged, so that its header may be incomplete (\(damage))") }
        case .notDICOM: others += 1
        case .failed(let trouble): unreadable.append(trouble)
        }
    }

    /// Names of folders and files, and whole paths, as they stand below the archive, and absolute; the archive's own folder is no identifier.
    private mutating func addPaths(_ paths: [String], below archive: String) {
        let root = archive.hasSuffix("/") ? String(archive.dropLast()) : archive
        let absolute = URL(filePath: root).standardizedFileURL.path
        table.add(absolute, .path, source: "path")
        for path in paths {
            let inner = path == root ? path.split(separator: "/").suffix(1) : path.dropFirst(root.count).split(separator: "/")
            let relative = inner.joined(separator: "/")
            table.add(relative, .path, source: "path")
            table.add(path == root ? absolute : "\(absolute)/\(relative)", .path, source: "path")
            for name in inner {
                table.add(String(name), .path, source: "path")
                if let dot = name.lastIndex(of: "."), dot > name.startIndex { table.add(String(name[..<dot]), .path, source: "path") }
            }
        }
    }
}

/// What one file's header gives.
private enum Header: Sendable {
    struct Value: Sendable, Hashable {
        let text: String
        let identifierClass: IdentifierClass
        let source: String
    }

    case values([Value], damage: String?)
    case notDICOM
    case failed(String)

    static func read(_ path: String) -> Header {
        do {
            let (elements, damage) = try HeaderElement.readAll(of: path)
            return .values(Array(Set(elements.flatMap(values))), damage: damage)
        } catch {
            return error.code == .notDICOM || error.code == .emptyFile ? .notDICOM : .failed("\(error)")
        }
    }

    private static func values(_ element: HeaderElement) -> [Value] {
        guard !element.bytes.isEmpty, let identifierClass = IdentifyingAttributes.identifierClass(of: element) else { return [] }
        // Texts (LT, ST, UT) have one value, in which a backslash is a character.
        let isOne = ["LT", "ST", "UT"].contains(element.vr)
        let values = isOne ? [element.bytes[...]] : element.bytes.split(separator: UInt8(ascii: "\\"))
        return values.map { bytes in
            // What no Specific Character Set made UTF-8 is taken for ISO 8859-1, so that its very bytes are searched for too.
            let text = String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map(Unicode.Scalar.init)))
            return Value(text: text, identifierClass: identifierClass, source: element.tag)
        }
    }
}
