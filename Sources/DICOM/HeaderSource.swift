/// What a file is, as far as files are sorted by it.
public struct FileFacts: Sendable {
    /// What kind of file.
    public enum Kind: Sendable, Hashable {
        /// No DICOM.
        case notDICOM
        /// DICOM whose header cannot be read.
        case unreadable
        /// An image.
        case image
        /// An RT Structure Set.
        case structureSet
        /// A segmentation.
        case segmentation
        /// Another DICOM object.
        case other
    }

    /// The file.
    public let path: String
    /// What kind of file.
    public let kind: Kind
    /// Series and SOP Instance UID; empty where there is none.
    public let seriesInstanceUID, sopInstanceUID: String
    /// What is wrong with it.
    public let finding: DICOMFinding?

    /// Describes a file.
    public init(path: String, kind: Kind, seriesInstanceUID: String, sopInstanceUID: String, finding: DICOMFinding?) {
        self.path = path
        self.kind = kind
        self.seriesInstanceUID = seriesInstanceUID
        self.sopInstanceUID = sopInstanceUID
        self.finding = finding
    }

    /// Describes a file whose header was read.
    public init(_ content: FileContent, path: String) {
        let kind: Kind =
            switch content {
            case .notDICOM: .notDICOM
            case .unreadable: .unreadable
            case .image: .image
            case .structureSet: .structureSet
            case .segmentation: .segmentation
            case .other: .other
            }
        self.init(
            path: path, kind: kind, seriesInstanceUID: content.header?.seriesInstanceUID ?? "",
            sopInstanceUID: content.header?.sopInstanceUID ?? "", finding: content.finding)
    }
}

/// What a file holds, and its state when that was read.
public struct StoredHeader: Sendable {
    /// The file.
    public let path: String
    /// What it holds.
    public let content: FileContent
    /// Its state; nil when nobody looked.
    public let stamp: FileStamp?

    /// Pairs a content with its file.
    public init(path: String, content: FileContent, stamp: FileStamp? = nil) {
        self.path = path
        self.content = content
        self.stamp = stamp
    }
}

/// Where the headers of an archive come from, so that a large archive is planned without all of them in memory.
///
/// Files are called by numbers.
public protocol HeaderSource {
    /// Why the source cannot be read.
    associatedtype Fault: Error

    /// The SOP Instance UIDs that more than one file has, and possibly others.
    func repeatedInstanceUIDs() throws(Fault) -> Set<String>

    /// Calls `body` with the number and the facts of every file, in path order.
    func forEachFile(_ body: (Int, FileFacts) -> Void) throws(Fault)

    /// What files hold, in the order of the numbers.
    func headers(of numbers: [Int]) throws(Fault) -> [StoredHeader]
}

extension HeaderSource {
    /// The instances of a series.
    public func instances(of series: ArchiveCatalogue.Series) throws(Fault) -> SeriesHeaders {
        let headers = try headers(of: series.files).compactMap(\.content.header)
        return SeriesHeaders(seriesInstanceUID: series.uid, instances: headers, damaged: series.damaged)
    }
}

/// Headers that are in memory, in path order; a file's number is its place.
public struct ListedHeaders: HeaderSource, Sendable {
    private let files: [StoredHeader]

    /// Lists headers, which must be in path order.
    public init(_ files: [StoredHeader]) {
        self.files = files
    }

    /// The SOP Instance UIDs that more than one file has.
    public func repeatedInstanceUIDs() -> Set<String> {
        var seen: Set<String> = []
        return Set(files.lazy.compactMap(\.content.header?.sopInstanceUID).filter { !$0.isEmpty && !seen.insert($0).inserted })
    }

    /// Calls `body` for every file.
    public func forEachFile(_ body: (Int, FileFacts) -> Void) {
        for (number, file) in files.enumerated() { body(number, FileFacts(file.content, path: file.path)) }
    }

    /// What files hold.
    public func headers(of numbers: [Int]) -> [StoredHeader] { numbers.map { files[$0] } }
}
