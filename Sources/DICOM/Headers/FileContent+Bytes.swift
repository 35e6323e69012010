import Foundation
import Threads

/// Brings what files hold to bytes and back.
public enum HeaderBytes {
    /// Raised when the bytes of a header change, so that what is kept of an older form is read anew.
    public static let version = 1

    /// The bytes of several contents, in their order.
    public static func of(_ contents: [FileContent]) -> [[UInt8]] {
        ThreadGrant.using(ProcessInfo.processInfo.activeProcessorCount) { $0.map(contents, blocksOf: 64, of) }
    }

    /// The bytes of what a file holds; its path is not among them.
    public static func of(_ content: FileContent) -> [UInt8] {
        var writer = HeaderWriter()
        var kind = content.number
        writer.code(&kind)
        switch content {
        case .notDICOM: break
        case .unreadable(let finding): writer.put(finding)
        case .image(var header, let damage):
            writer.code(&header)
            var isDamaged = damage != nil
            writer.code(&isDamaged)
            damage.map { writer.put($0) }
        case .structureSet(var header): writer.code(&header)
        case .segmentation(var header): writer.code(&header)
        case .other(var header): writer.code(&header)
        }
        return writer.bytes
    }
}

/// Reads headers from their bytes, one after the other; those of one series share what they have in common.
public struct HeaderBytesReader {
    private var recent = RecentTexts()

    /// Starts reading.
    public init() {}

    /// What a file holds; nil when the bytes are no header of this version.
    ///
    /// - Parameters:
    ///   - bytes: what `HeaderBytes` made.
    ///   - path: the file.
    public mutating func content(of bytes: UnsafeRawBufferPointer, path: String) -> FileContent? {
        var reader = HeaderReader(bytes, recent: recent)
        let content = reader.content(path: path)
        recent = reader.recent
        return reader.isSound ? content : nil
    }
}

extension FileContent {
    fileprivate var number: Int {
        switch self {
        case .notDICOM: 0
        case .unreadable: 1
        case .image: 2
        case .structureSet: 3
        case .segmentation: 4
        case .other: 5
        }
    }
}

extension HeaderWriter {
    fileprivate mutating func put(_ finding: DICOMFinding) {
        var (code, message) = (finding.code.rawValue, finding.message)
        self.code(&code)
        self.code(&message)
    }
}

extension HeaderReader {
    fileprivate mutating func content(path: String) -> FileContent? {
        var kind = 0
        code(&kind)
        switch kind {
        case 0: return .notDICOM
        case 1: return finding(path: path).map(FileContent.unreadable)
        case 2:
            let header = header(path: path)
            var isDamaged = false
            code(&isDamaged)
            return .image(header, damage: isDamaged ? finding(path: path) : nil)
        case 3:
            var header = StructureSetHeader()
            code(&header)
            header.instance.path = path
            return .structureSet(header)
        case 4:
            var header = SegmentationHeader()
            code(&header)
            header.instance.path = path
            return .segmentation(header)
        case 5: return .other(header(path: path))
        default: return nil
        }
    }

    private mutating func header(path: String) -> InstanceHeader {
        var header = InstanceHeader(path: path)
        code(&header)
        return header
    }

    private mutating func finding(path: String) -> DICOMFinding? {
        var (code, message) = ("", "")
        self.code(&code)
        self.code(&message)
        guard let known = DICOMFinding.Code(rawValue: code) else {
            fail()
            return nil
        }
        return DICOMFinding(known, message, path: path)
    }
}
