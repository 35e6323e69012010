import Foundation

/// Groups the contents of files, which come in path order, by series.
struct IndexBuilder {
    private struct Group {
        let uid: String
        var instances: [InstanceHeader] = []
        var damaged: [DICOMFinding] = []
    }

    private var result = DICOMIndex()
    private var groups: [Group] = []
    private var groupOfSeries: [String: Int] = [:]
    private var copiesOfInstance: [String: [FileCopy]] = [:]

    init(findings: [DICOMFinding]) {
        result.findings = findings
    }

    mutating func add(_ content: FileContent, path: String) {
        switch content {
        case .notDICOM: result.nonDICOMCount += 1
        case .unreadable(let finding): result.findings.append(finding)
        case .image(let header, let damage): addImage(header, damage)
        case .structureSet(let header): if isNew(header.instance) { result.structureSets.append(header) }
        case .segmentation(let header): if isNew(header.instance) { result.segmentations.append(header) }
        case .other(let header): if isNew(header) { result.otherObjects.append(header) }
        }
    }

    func index() -> DICOMIndex {
        var index = result
        index.series = groups.flatMap {
            SeriesHeaders(seriesInstanceUID: $0.uid, instances: $0.instances, damaged: $0.damaged).stacks
        }
        return index
    }

    private mutating func addImage(_ header: InstanceHeader, _ damage: DICOMFinding?) {
        guard isNew(header) else { return }
        let damage = damage ?? missingUID(of: header)
        if let damage { result.findings.append(damage) }
        guard !header.seriesInstanceUID.isEmpty else { return }
        let place = groupOfSeries[header.seriesInstanceUID] ?? groups.count
        if place == groups.count {
            groupOfSeries[header.seriesInstanceUID] = place
            groups.append(Group(uid: header.seriesInstanceUID))
        }
        if let damage { groups[place].damaged.append(damage) } else { groups[place].instances.append(header) }
    }

    private func missingUID(of header: InstanceHeader) -> DICOMFinding? {
        guard header.seriesInstanceUID.isEmpty || header.sopInstanceUID.isEmpty else { return nil }
        return DICOMFinding(.damagedFile, "the image has no Series or SOP Instance UID; correct its header", path: header.path)
    }

    /// False, and a finding, for an identical copy of an instance; true, and a finding, for other content under a known UID.
    private mutating func isNew(_ header: InstanceHeader) -> Bool {
        guard !header.sopInstanceUID.isEmpty else { return true }
        var copy = FileCopy(path: header.path)
        guard var known = copiesOfInstance[header.sopInstanceUID] else {
            copiesOfInstance[header.sopInstanceUID] = [copy]
            return true
        }
        copy.readDigest()
        known[0].readDigest()
        if let original = known.first(where: { $0.hasContent(of: copy) }) {
            copiesOfInstance[header.sopInstanceUID] = known
            result.findings.append(DICOMFinding(.identicalCopy, "left out as an identical copy of \(original.path)", path: header.path))
            return false
        }
        let message = "has the SOP Instance UID of \(known[0].path), but other content; remove one of them"
        result.findings.append(DICOMFinding(.conflictingInstance, message, path: header.path))
        copiesOfInstance[header.sopInstanceUID] = known + [copy]
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
