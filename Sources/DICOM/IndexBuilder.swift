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
    private var pathsOfInstance: [String: [String]] = [:]

    init(findings: [DICOMFinding]) {
        result.findings = findings
    }

    mutating func add(_ content: FileContent, path: String) {
        switch content {
        case .notDICOM: result.nonDICOMCount += 1
        case .unreadable(let finding): result.findings.append(finding)
        case .image(let header, let damage): addImage(header, damage)
        case .structureSet(let header): if isNew(header.instance) { result.structureSets.append(header) }
        case .other(let header): if isNew(header) { result.otherObjects.append(header) }
        }
    }

    func index() -> DICOMIndex {
        var index = result
        index.series = groups.map { SeriesHeaders(seriesInstanceUID: $0.uid, instances: $0.instances, damaged: $0.damaged) }
        return index
    }

    private mutating func addImage(_ header: InstanceHeader, _ damage: DICOMFinding?) {
        guard !header.seriesInstanceUID.isEmpty, !header.sopInstanceUID.isEmpty else {
            let message = "the image has no Series or SOP Instance UID; correct its header"
            result.findings.append(DICOMFinding(.damagedFile, message, path: header.path))
            return
        }
        guard isNew(header) else { return }
        if let damage { result.findings.append(damage) }
        let place = groupOfSeries[header.seriesInstanceUID] ?? groups.count
        if place == groups.count {
            groupOfSeries[header.seriesInstanceUID] = place
            groups.append(Group(uid: header.seriesInstanceUID))
        }
        if let damage { groups[place].damaged.append(damage) } else { groups[place].instances.append(header) }
    }

    /// False, and a finding, for an identical copy of an instance; true, and a finding, for other content under a known UID.
    private mutating func isNew(_ header: InstanceHeader) -> Bool {
        guard !header.sopInstanceUID.isEmpty else { return true }
        let known = pathsOfInstance[header.sopInstanceUID] ?? []
        if let original = known.first(where: { FileManager.default.contentsEqual(atPath: $0, andPath: header.path) }) {
            result.findings.append(DICOMFinding(.identicalCopy, "left out as an identical copy of \(original)", path: header.path))
            return false
        }
        if let other = known.first {
            let message = "has the SOP Instance UID of \(other), but other content; remove one of them"
            result.findings.append(DICOMFinding(.conflictingInstance, message, path: header.path))
        }
        pathsOfInstance[header.sopInstanceUID] = known + [header.path]
        return true
    }
}
