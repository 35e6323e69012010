import Foundation

/// What the headers below some paths hold: image series, structure sets, segmentations, and what is wrong.
public struct DICOMIndex: Sendable {
    /// The image series, in the path order of their first files; one that holds several images of one place is several stacks.
    public internal(set) var series: [SeriesHeaders] = []
    /// The RT Structure Sets, in path order.
    public internal(set) var structureSets: [StructureSetHeader] = []
    /// The segmentations, in path order.
    public internal(set) var segmentations: [SegmentationHeader] = []
    /// Sound DICOM objects that are neither image nor structure set nor segmentation, in path order.
    public internal(set) var otherObjects: [InstanceHeader] = []
    /// What a person should know: about folders first, then about files in path order.
    public internal(set) var findings: [DICOMFinding] = []
    /// How many files are not DICOM.
    public internal(set) var nonDICOMCount = 0

    init() {}

    /// Reads the headers of all files below the paths, several at a time; the result does not depend on the number of threads.
    ///
    /// Files are recognised by their content. Symbolic links are followed, and no file is read twice. Of identical copies of one SOP instance
    /// the first in path order is kept and the others are reported; instances that share a UID but not their content are all kept, and their
    /// series is refused by its geometry verdict. A damaged instance is reported, and kept apart in its series when it names one.
    ///
    /// - Parameters:
    ///   - paths: files and folders.
    ///   - excluded: files and folders below them that are not looked at.
    ///   - jobs: how many headers are read at a time.
    ///   - read: what the files hold, in their order; nil reads their headers.
    /// - Throws: `not-found` when one of the paths names nothing.
    public static func scan(
        _ paths: [String], excluding excluded: [String] = [], jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
        read: (([ArchiveFile]) -> [FileContent])? = nil
    ) throws(DICOMError) -> DICOMIndex {
        let walk = try FileWalk(paths, excluding: excluded)
        let contents = read?(walk.files) ?? FileContent.read(walk.files.map(\.path), jobs: jobs)
        let source = ListedHeaders(zip(walk.files, contents).map { StoredHeader(path: $0.path, content: $1, stamp: $0.stamp) })
        return DICOMIndex(ArchiveCatalogue(of: source, findings: walk.findings, roots: paths), source)
    }

    /// Makes the index of files whose headers were read, in path order.
    public init(contents: some Sequence<(path: String, content: FileContent)>, findings: [DICOMFinding] = []) {
        let source = ListedHeaders(contents.map { StoredHeader(path: $0.path, content: $0.content) })
        self.init(ArchiveCatalogue(of: source, findings: findings), source)
    }

    private init(_ catalogue: ArchiveCatalogue, _ source: ListedHeaders) {
        series = catalogue.series.flatMap { source.instances(of: $0).stacks }
        structureSets = source.headers(of: catalogue.structureSets).compactMap {
            if case .structureSet(let header) = $0.content { header } else { nil }
        }
        segmentations = source.headers(of: catalogue.segmentations).compactMap {
            if case .segmentation(let header) = $0.content { header } else { nil }
        }
        otherObjects = source.headers(of: catalogue.otherObjects).compactMap(\.content.header)
        findings = catalogue.findings
        nonDICOMCount = catalogue.nonDICOMCount
    }
}
