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
        var index = DICOMIndex(contents: zip(walk.files, contents).map { ($0.path, $1) }, findings: walk.findings)
        if walk.files.count == index.nonDICOMCount {
            for path in paths { index.findings.append(DICOMFinding(.noDICOM, "no DICOM file found; check the path", path: path)) }
        }
        return index
    }

    /// Makes the index of files whose headers were read, in path order.
    public init(contents: some Sequence<(path: String, content: FileContent)>, findings: [DICOMFinding] = []) {
        var builder = IndexBuilder(findings: findings)
        for (path, content) in contents { builder.add(content, path: path) }
        self = builder.index()
    }
}
