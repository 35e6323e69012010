import DICOM
import Features
import OMOP

/// The columns of a recipe by their slots, which stand for them in a pipe.
typealias ColumnsBySlot = [Int: FeatureColumn]

extension FrameWriter {
    mutating func write(_ reason: Reason) {
        write(reason.code)
        write(reason.message)
    }

    mutating func write(_ known: KnownDigest) {
        let stamp = known.state.stamp
        for number in [Int(bitPattern: UInt(stamp.device)), Int(bitPattern: UInt(stamp.inode)), stamp.size, stamp.modified] {
            write(number)
        }
        write(known.state.changed)
        write(known.sha256)
    }

    mutating func write(_ result: CaseResult) {
        write(result.remarks) { writer, remark in
            writer.write(remark.code)
            writer.write(remark.message)
        }
        for seconds in [result.seconds.load, result.seconds.segment, result.seconds.prepare, result.seconds.features] {
            write(seconds ?? -1)
        }
        switch result.outcome {
        case .notComputed(let reason):
            write(UInt8(0))
            write(reason)
        case .computed(let region):
            write(UInt8(1))
            write(region.morphologicalVoxels)
            write(region.intensityVoxels)
            for axis in 0..<3 { write(region.gridSize[axis]) }
            for axis in 0..<3 { write(region.spacing[axis]) }
            write(region.features) { $0.write($1) }
        }
    }

    private mutating func write(_ result: FeatureResult) {
        write(result.column.slot)
        switch result.value {
        case .value(let number):
            write(UInt8(0))
            write(number)
        case .undefined(let reason):
            write(UInt8(1))
            write(reason.rawValue)
        case .failed(let failure):
            write(UInt8(2))
            write(failure.code.rawValue)
            write(failure.message)
        }
    }
}

extension FrameReader {
    mutating func reason() throws(BrokenFrame) -> Reason { Reason(try text(), try text()) }

    mutating func knownDigest() throws(BrokenFrame) -> KnownDigest {
        let stamp = FileStamp(
            device: UInt64(UInt(bitPattern: try integer())), inode: UInt64(UInt(bitPattern: try integer())), size: try integer(),
            modified: try integer())
        return KnownDigest(state: FileState(stamp: stamp, changed: try integer()), sha256: try text())
    }

    mutating func caseResult(_ columns: ColumnsBySlot) throws(BrokenFrame) -> CaseResult {
        let remarks = try list { reader throws(BrokenFrame) in Remark(try reader.text(), try reader.text()) }
        var stages: [Double?] = []
        for _ in 0..<4 {
            let seconds = try double()
            stages.append(seconds < 0 ? nil : seconds)
        }
        let seconds = StageSeconds(load: stages[0], segment: stages[1], prepare: stages[2], features: stages[3])
        guard try byte() == 1 else { return CaseResult(outcome: .notComputed(try reason()), remarks: remarks, seconds: seconds) }
        let region = ComputedRegion(
            morphologicalVoxels: try integer(), intensityVoxels: try integer(),
            gridSize: SIMD3(try integer(), try integer(), try integer()), spacing: SIMD3(try double(), try double(), try double()),
            features: try list { reader throws(BrokenFrame) in try reader.feature(columns) })
        return CaseResult(outcome: .computed(region), remarks: remarks, seconds: seconds)
    }

    private mutating func feature(_ columns: ColumnsBySlot) throws(BrokenFrame) -> FeatureResult {
        guard let column = columns[try integer()] else { throw BrokenFrame() }
        switch try byte() {
        case 0: return FeatureResult(column: column, value: .value(try double()))
        case 1:
            guard let reason = UndefinedReason(rawValue: try text()) else { throw BrokenFrame() }
            return FeatureResult(column: column, value: .undefined(reason))
        default:
            guard let code = FeatureFailure.Code(rawValue: try text()) else { throw BrokenFrame() }
            return FeatureResult(column: column, value: .failed(FeatureFailure(code, try text())))
        }
    }
}
