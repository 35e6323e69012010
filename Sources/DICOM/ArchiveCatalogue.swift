import Foundation

/// The files of an archive sorted by what they are: which belong to which series, which hold masks, and what is wrong; no header is kept.
public struct ArchiveCatalogue: Sendable {
    /// The files of one image series.
    public struct Series: Sendable {
        /// Series Instance UID.
        public let uid: String
        /// The numbers of its sound files, in path order.
        public fileprivate(set) var files: [Int] = []
        /// What is wrong with the others.
        public fileprivate(set) var damaged: [DICOMFinding] = []
    }

    /// The image series, in the path order of their first files.
    public private(set) var series: [Series] = []
    /// The numbers of the RT Structure Sets, in path order.
    public private(set) var structureSets: [Int] = []
    /// The numbers of the segmentations, in path order.
    public private(set) var segmentations: [Int] = []
    /// The numbers of sound DICOM objects that are neither image nor structure set nor segmentation, in path order.
    public private(set) var otherObjects: [Int] = []
    /// What a person should know: about folders first, then about files in path order.
    public private(set) var findings: [DICOMFinding]
    /// How many files are not DICOM.
    public private(set) var nonDICOMCount = 0

    private var placeOfSeries: [String: Int] = [:]

    /// Sorts the files of a source.
    ///
    /// - Parameters:
    ///   - source: the files.
    ///   - findings: what is known already.
    ///   - roots: the paths that were looked at: where no file is DICOM, each gets a finding.
    /// - Throws: the source's fault.
    public init<Source: HeaderSource>(
        of source: Source, findings: [DICOMFinding] = [], roots: [String] = []
    ) throws(Source.Fault) {
        self.findings = findings
        var copies = InstanceCopies(of: try source.repeatedInstanceUIDs())
        var count = 0
        try source.forEachFile { number, facts in
            count += 1
            add(number, facts, &copies)
        }
        placeOfSeries = [:]
        guard count == nonDICOMCount else { return }
        for path in roots { self.findings.append(DICOMFinding(.noDICOM, "no DICOM file found; check the path", path: path)) }
    }

    private mutating func add(_ number: Int, _ facts: FileFacts, _ copies: inout InstanceCopies) {
        switch facts.kind {
        case .notDICOM: nonDICOMCount += 1
        case .unreadable: facts.finding.map { findings.append($0) }
        case .image: addImage(number, facts, &copies)
        case .structureSet: if copies.isNew(facts, &findings) { structureSets.append(number) }
        case .segmentation: if copies.isNew(facts, &findings) { segmentations.append(number) }
        case .other: if copies.isNew(facts, &findings) { otherObjects.append(number) }
        }
    }

    private mutating func addImage(_ number: Int, _ facts: FileFacts, _ copies: inout InstanceCopies) {
        guard copies.isNew(facts, &findings) else { return }
        let damage = facts.finding ?? missingUID(of: facts)
        if let damage { findings.append(damage) }
        guard !facts.seriesInstanceUID.isEmpty else { return }
        let place = placeOfSeries[facts.seriesInstanceUID] ?? series.count
        if place == series.count {
            placeOfSeries[facts.seriesInstanceUID] = place
            series.append(Series(uid: facts.seriesInstanceUID))
        }
        if let damage { series[place].damaged.append(damage) } else { series[place].files.append(number) }
    }

    private func missingUID(of facts: FileFacts) -> DICOMFinding? {
        guard facts.seriesInstanceUID.isEmpty || facts.sopInstanceUID.isEmpty else { return nil }
        return DICOMFinding(.damagedFile, "the image has no Series or SOP Instance UID; correct its header", path: facts.path)
    }
}

/// Tells identical copies of an instance from others that only share its UID.
private struct InstanceCopies {
    /// The only UIDs that more than one file may have.
    private let repeated: Set<String>
    private var copiesOfInstance: [String: [FileCopy]] = [:]

    init(of repeated: Set<String>) {
        self.repeated = repeated
    }

    /// False, and a finding, for an identical copy of an instance; true, and a finding, for other content under a known UID.
    mutating func isNew(_ facts: FileFacts, _ findings: inout [DICOMFinding]) -> Bool {
        guard repeated.contains(facts.sopInstanceUID) else { return true }
        var copy = FileCopy(path: facts.path)
        guard var known = copiesOfInstance[facts.sopInstanceUID] else {
            copiesOfInstance[facts.sopInstanceUID] = [copy]
            return true
        }
        copy.readDigest()
        known[0].readDigest()
        if let original = known.first(where: { $0.hasContent(of: copy) }) {
            copiesOfInstance[facts.sopInstanceUID] = known
            findings.append(DICOMFinding(.identicalCopy, "left out as an identical copy of \(original.path)", path: facts.path))
            return false
        }
        let message = "has the SOP Instance UID of \(known[0].path), but other content; remove one of them"
        findings.append(DICOMFinding(.conflictingInstance, message, path: facts.path))
        copiesOfInstance[facts.sopInstanceUID] = known + [copy]
        return true
    }
}

/// A file of an instance whose content is looked at only when a second file has the same UID.
private struct FileCopy {
    let path: String
    private var digest: Int?

    init(path: String) {
        self.path = path
    }

    /// Digests the content, once; a file that cannot be read equals no other.
    mutating func readDigest() {
        guard digest == nil, let content = FileManager.default.contents(atPath: path) else { return }
        var hasher = Hasher()
        content.withUnsafeBytes { hasher.combine(bytes: $0) }
        digest = hasher.finalize()
    }

    func hasContent(of other: FileCopy) -> Bool {
        guard let digest, digest == other.digest else { return false }
        return FileManager.default.contentsEqual(atPath: path, andPath: other.path)
    }
}
