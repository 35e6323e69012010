import DICOM
import Foundation
import Testing

/// Every file of pydicom's test data is decoded to pydicom's values, or refused with a code; `make pydicom-test` prepares the values.
@Suite(.enabled(if: PydicomValues.folder != nil, "pydicom's values not found: run make pydicom-test"))
struct PydicomOracleTests {
    @Test func everyFileIsDecodedAlikeOrRefused() throws {
        let folder = try #require(PydicomValues.folder)
        let rows = try PydicomValues.rows(in: folder)
        #expect(rows.count > 60)
        var lines: [String] = []
        for row in rows {
            let outcome = outcome(of: row, in: folder)
            #expect(outcome.isAllowed(for: row), "\(row.file): \(outcome)")
            lines.append("\(row.file)\t\(row.pydicom)\t\(outcome)")
        }
        let table = (["file\tpydicom\tVoxmark"] + lines).joined(separator: "\n") + "\n"
        try Data(table.utf8).write(to: folder.appending(path: "outcome.txt"))
    }

    private func outcome(of row: PydicomValues.Row, in folder: URL) -> PydicomOutcome {
        do throws(DICOMError) {
            let frames = try StoredFrames(path: row.path)
            guard let known = row.values(in: folder) else {
                for index in 0..<frames.count { _ = try frames.frame(index) }
                return .decodedAlone
            }
            var largest: Int64 = 0
            guard known.count == frames.count * frames.columns * frames.rows else { return .differs(by: nil) }
            var place = 0
            for index in 0..<frames.count {
                for value in try frames.frame(index) {
                    largest = max(largest, abs(Int64(value) - Int64(known[place])))
                    place += 1
                }
            }
            return largest == 0 ? .equal : .differs(by: largest)
        } catch {
            return .refused(error.identifier, error.cause ?? error.message)
        }
    }
}

/// What became of one file.
private enum PydicomOutcome: CustomStringConvertible {
    case equal
    /// The largest difference; nil when there are more or fewer values.
    case differs(by: Int64?)
    /// Decoded where pydicom has no values.
    case decodedAlone
    case refused(String, String)

    var description: String {
        switch self {
        case .equal: "equal"
        case .differs(let by): by.map { "differs by up to \($0)" } ?? "differs in size"
        case .decodedAlone: "decoded, but not by pydicom"
        case .refused(let code, let message): "refused: \(code) (\(message))"
        }
    }

    /// Lossless data are equal, lossy ones differ by the rounding of the inverse cosine transform; what is refused is no grey image, or is malformed.
    func isAllowed(for row: PydicomValues.Row) -> Bool {
        switch self {
        case .equal: true
        case .differs(let by): row.isLossy && by.map { $0 <= 1 } == true
        case .decodedAlone: row.isLossy
        case .refused("missing-pixel-data", _): row.pydicom == "no pixels"
        case .refused("unsupported-pixel-data", _): row.pydicom != "no pixels" && !row.isGrey
        case .refused("damaged-file", _): row.pydicom != "decoded" || !row.isGrey
        case .refused: row.pydicom != "decoded"
        }
    }
}

/// What `Tests/pydicom/write_values.py` wrote.
private enum PydicomValues {
    static var folder: URL? {
        ProcessInfo.processInfo.environment["VOXMARK_PYDICOM"].map { URL(filePath: $0) }
    }

    struct Row {
        let file: String
        let path: String
        let photometric: String
        let isLossy: Bool
        /// `decoded`, `no pixels`, or what went wrong.
        let pydicom: String

        var isGrey: Bool { photometric.hasPrefix("MONOCHROME") }

        func values(in folder: URL) -> [Int32]? {
            guard let data = try? Data(contentsOf: folder.appending(path: file + ".values")) else { return nil }
            return data.withUnsafeBytes { bytes in
                (0..<bytes.count / 4).map { Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)) }
            }
        }
    }

    static func rows(in folder: URL) throws -> [Row] {
        let text = try String(contentsOf: folder.appending(path: "index.csv"), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Row(
                file: cells[0], path: cells[6], photometric: cells[2], isLossy: cells[3] == "1", pydicom: cells[5])
        }
    }
}
