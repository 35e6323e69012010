import Foundation
import Recipes

/// Which pseudonym stands for what: patients and UIDs in a file of its own that only its owner may read.
///
/// Who has the file can undo the pseudonyms; it is written only when asked for and never into the results.
public struct LinkTable: Sendable {
    private static let header = "kind,pseudonym,original,issuer"

    private let key: PseudonymKey
    private var lines: Set<[String]> = []

    /// A table of nothing yet.
    public init(key: PseudonymKey) { self.key = key }

    /// Adds a patient; one without Patient ID has no pseudonym.
    public mutating func add(_ patient: PatientIdentity) {
        guard let id = patient.ownID else { return }
        lines.insert(["patient", key.pseudonym(patientID: id, issuer: patient.ownIssuer), id, patient.ownIssuer ?? ""])
    }

    /// Adds a UID.
    public mutating func add(uid: String) {
        lines.insert(["uid", key.pseudonym(uid: uid), uid.trimmingPadding, ""])
    }

    /// Writes the table with mode 0600, sorted; lines that the file has already stay.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - results: the folder of the results, in which it must not lie.
    /// - Throws: `OMOPError` (`link-table`).
    public func write(to path: String, outside results: String) throws(OMOPError) {
        let folder = URL(filePath: path).deletingLastPathComponent().resolvingSymlinksInPath().path
        let output = URL(filePath: results).resolvingSymlinksInPath().path
        guard folder != output, !folder.hasPrefix(output + "/") else {
            throw OMOPError(
                .linkTable, "the link table \(path) would lie in the output folder, beside the pseudonyms that it undoes; keep it elsewhere"
            )
        }
        let known = try existing(path)
        let all = lines.union(known).sorted { $0.lexicographicallyPrecedes($1) }
        let text = ([Self.header] + all.map { $0.map(CSVText.quoted).joined(separator: ",") }).joined(separator: "\n") + "\n"
        try Self.replace(path, with: Array(text.utf8))
    }

    private func existing(_ path: String) throws(OMOPError) -> Set<[String]> {
        var attributes = stat()
        guard stat(path, &attributes) == 0 else { return [] }
        guard attributes.st_mode & 0o077 == 0 else {
            throw OMOPError(.linkTable, "others can read or change the link table \(path); run: chmod 600 \(path)")
        }
        guard let data = FileManager.default.contents(atPath: path),
            let records = try? CSVText.records(of: String(decoding: data, as: UTF8.self)),
            let header = records.first, header.fields.joined(separator: ",") == Self.header,
            records.allSatisfy({ $0.fields.count == header.fields.count })
        else { throw OMOPError(.linkTable, "\(path) is no link table of Voxmark and is left alone; name another file") }
        return Set(records.dropFirst().map(\.fields))
    }

    /// Writes beside the file and puts it in its place when complete; the mode is set before a byte is written.
    private static func replace(_ path: String, with bytes: [UInt8]) throws(OMOPError) {
        let temporary = "\(path).\(getpid()).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer {
            close(descriptor)
            unlink(temporary)
        }
        guard fchmod(descriptor, 0o600) == 0 else { throw failure(path) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written) }
            guard count > 0 || errno == EINTR else { throw failure(path) }
            written += max(count, 0)
        }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> OMOPError {
        OMOPError(.linkTable, "cannot write the link table \(path): \(String(cString: strerror(errno))); check its folder")
    }
}
