import DICOM
import Features
import OMOP
import TestSupport
import Testing

@testable import Batch

@Suite("Messages between supervisor and worker") struct WorkerMessageMechanicsTests {
    private func result() -> (CaseResult, ColumnsBySlot) {
        let columns = FeatureCatalogue.columns(families: FeatureFamily.standardised, aggregations: Set(Aggregation.allCases))
        let values: [FeatureValue] = [
            .value(-0.0), .value(.leastNonzeroMagnitude), .value(.greatestFiniteMagnitude), .value(1.0 / 3), .undefined(.flatRegion),
            .failed(FeatureFailure(.overflow, "more than a double holds")),
        ]
        let features = columns.enumerated().map { FeatureResult(column: $1, value: values[$0 % values.count]) }
        let region = ComputedRegion(
            morphologicalVoxels: 12, intensityVoxels: 7, gridSize: [9, 8, 7], spacing: [0.5, 1.0 / 3, 2], features: features)
        let result = CaseResult(
            outcome: .computed(region), remarks: [Remark("padding", "äöü\n𝄞")],
            seconds: StageSeconds(load: 0.1, prepare: 1e-9, features: 3))
        return (result, Dictionary(uniqueKeysWithValues: columns.map { ($0.slot, $0) }))
    }

    @Test("a case's result keeps every bit on its way")
    func results() throws {
        let (result, columns) = result()
        guard case .finished(let place, let found) = try WorkerReply(frame: WorkerReply.finished(case: 3, result).frame, columns: columns)
        else { throw BrokenFrame() }
        #expect(place == 3 && found == result)
        guard case .computed(let region) = found.outcome, case .value(let zero) = region.features[0].value else { throw BrokenFrame() }
        #expect(zero.sign == .minus)
    }

    @Test("what was read of an image arrives whole, with and without an accession number", arguments: [nil, "", "ACC-77"])
    func images(accession: String?) throws {
        let image = ReadImage(
            instances: [ImageInstance(sopInstanceUID: "1.2.3", digest: "d1"), ImageInstance(sopInstanceUID: nil, digest: "d2")],
            acquisition: [AcquisitionValue(.kvp, 120), AcquisitionValue(.kernel, "B30f")].compactMap { $0 }, accessionNumber: accession)
        guard case .read(let found) = try WorkerReply(frame: WorkerReply.read(image).frame, columns: [:]) else { throw BrokenFrame() }
        #expect(found == image)
    }

    @Test("a message that is cut short or mutated is refused or read, and never crashes", arguments: 0..<50)
    func damage(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: seed)
        let (result, columns) = result()
        let whole = WorkerReply.finished(case: 3, result).frame
        let cut = whole.prefix(Int.random(in: 0..<whole.count, using: &generator))
        #expect(throws: BrokenFrame.self) { try WorkerReply(frame: cut, columns: columns) }
        var changed = whole
        for _ in 0..<8 { changed[Int.random(in: 0..<changed.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator) }
        _ = try? WorkerReply(frame: changed, columns: columns)
        _ = try? WorkerRequest(frame: changed)
    }

    @Test("frames come out of a pipe as they went in, wherever the pieces are cut", arguments: 0..<10)
    func stream(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: seed)
        let frames = (0..<20).map { _ in
            (0..<Int.random(in: 0...70_000, using: &generator)).map { UInt8(truncatingIfNeeded: $0) }
        }
        var bytes = frames.flatMap(FrameStream.framed)[...]
        var stream = FrameStream()
        var found: [[UInt8]] = []
        while !bytes.isEmpty {
            let count = min(bytes.count, Int.random(in: 1...90_000, using: &generator))
            stream.append(bytes.prefix(count))
            bytes = bytes.dropFirst(count)
            while let frame = try stream.next() { found.append(Array(frame)) }
        }
        #expect(found == frames)
        var broken = FrameStream()
        broken.append([255, 255, 255, 255, 0])
        #expect(throws: BrokenFrame.self) { try broken.next() }
    }
}
