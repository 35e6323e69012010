import TestSupport
import Testing

@testable import DICOM

@Suite("Headers come back from their bytes as they were") struct HeaderBytesInvariantTests {
    private func thereAndBack(_ content: FileContent, path: String) -> FileContent? {
        var reader = HeaderBytesReader()
        // Once more, so that what the reader remembers of the last header does no harm.
        _ = HeaderBytes.of(content).withUnsafeBytes { reader.content(of: $0, path: path) }
        return HeaderBytes.of(content).withUnsafeBytes { reader.content(of: $0, path: path) }
    }

    /// Bit by bit, since NaN equals nothing.
    private func isSame(_ one: FileContent?, _ other: FileContent) -> Bool {
        guard let one else { return false }
        return one.header?.path == other.header?.path && one.finding == other.finding
            && HeaderBytes.of(one) == HeaderBytes.of(other) && "\(one)" == "\(other)"
    }

    @Test("every field of images, structure sets, segmentations and other objects, whatever it holds", arguments: 0..<300)
    func random(seed: Int) throws {
        let decoder = RandomDecoder(chance: RandomDecoder.Chance(seed: UInt64(seed)))
        var header = try InstanceHeader(from: decoder)
        header.path = "/a"
        var set = try StructureSetHeader(from: decoder)
        set.instance.path = "/a"
        var segmentation = try SegmentationHeader(from: decoder)
        segmentation.instance.path = "/a"
        let finding = DICOMFinding(.shortPixelData, decoder.chance.text, path: "/a")
        // Sets have no order of their own; that of their bytes is compared.
        set.referencedSOPInstanceUIDs = Set(set.referencedSOPInstanceUIDs.prefix(1))
        segmentation.referencedInstanceUIDs = Set(segmentation.referencedInstanceUIDs.prefix(1))
        for content in [
            FileContent.notDICOM, .unreadable(finding), .image(header, damage: nil), .image(header, damage: finding), .structureSet(set),
            .segmentation(segmentation), .other(header),
        ] {
            #expect(isSame(thereAndBack(content, path: "/a"), content))
        }
    }

    @Test("sets of any size come back")
    func sets() {
        let uids = Set((0..<1000).map { "1.2.840.\($0)" })
        let set = StructureSetHeader(instance: InstanceHeader(path: "/a"), referencedSOPInstanceUIDs: uids)
        guard case .structureSet(let header)? = thereAndBack(.structureSet(set), path: "/b") else {
            Issue.record("no structure set")
            return
        }
        #expect(header.referencedSOPInstanceUIDs == uids && header.instance.path == "/b")
    }

    @Test("bytes that are cut, longer or changed are no header, or another; none of them ends the program", arguments: 0..<200)
    func spoilt(seed: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let decoder = RandomDecoder(chance: RandomDecoder.Chance(seed: UInt64(seed)))
        let bytes = HeaderBytes.of(.structureSet(try StructureSetHeader(from: decoder)))
        func read(_ bytes: [UInt8]) -> FileContent? {
            var reader = HeaderBytesReader()
            return bytes.withUnsafeBytes { reader.content(of: $0, path: "/a") }
        }
        #expect(read(Array(bytes.dropLast(Int.random(in: 1...bytes.count, using: &generator)))).isNone)
        #expect(read(bytes + [0]).isNone)
        var changed = bytes
        for _ in 0..<5 { changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(in: .min ... .max, using: &generator) }
        _ = read(changed)
    }
}

extension FileContent? {
    fileprivate var isNone: Bool { if case nil = self { true } else { false } }
}
