import Foundation
import Threads

/// What one file is, as far as its header tells.
public enum FileContent: Sendable, Codable {
    /// No DICOM.
    case notDICOM
    /// DICOM whose header cannot be read.
    case unreadable(DICOMFinding)
    /// An image, and what is wrong with it.
    case image(InstanceHeader, damage: DICOMFinding?)
    /// An RT Structure Set.
    case structureSet(StructureSetHeader)
    /// A segmentation.
    case segmentation(SegmentationHeader)
    /// Another DICOM object.
    case other(InstanceHeader)

    /// Reads the headers of files, several at a time; the results are in the order of the files.
    ///
    /// - Parameter jobs: how many headers are read at a time.
    public static func read(_ paths: [String], jobs: Int = ProcessInfo.processInfo.activeProcessorCount) -> [FileContent] {
        ThreadGrant.using(jobs) { $0.map(paths, blocksOf: 32, readHeader) }
    }

    /// The general header of a DICOM object; nil when there is none to read.
    public var header: InstanceHeader? {
        switch self {
        case .notDICOM, .unreadable: nil
        case .image(let header, _), .other(let header): header
        case .structureSet(let header): header.instance
        case .segmentation(let header): header.instance
        }
    }

    /// The same content, of a file that is called by another path.
    public func at(_ path: String) -> FileContent {
        func moved(_ header: InstanceHeader) -> InstanceHeader {
            var header = header
            header.path = path
            return header
        }
        func moved(_ finding: DICOMFinding) -> DICOMFinding { DICOMFinding(finding.code, finding.message, path: path) }
        switch self {
        case .notDICOM: return self
        case .unreadable(let finding): return .unreadable(moved(finding))
        case .image(let header, let damage): return .image(moved(header), damage: damage.map(moved))
        case .structureSet(var header):
            header.instance = moved(header.instance)
            return .structureSet(header)
        case .segmentation(var header):
            header.instance = moved(header.instance)
            return .segmentation(header)
        case .other(let header): return .other(moved(header))
        }
    }

    /// What is wrong with the file.
    public var finding: DICOMFinding? {
        switch self {
        case .unreadable(let finding): finding
        case .image(_, let damage): damage
        case .notDICOM, .structureSet, .segmentation, .other: nil
        }
    }
}
