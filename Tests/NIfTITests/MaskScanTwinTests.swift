import Kernels
import TestSupport
import Testing
import Voxels

@testable import NIfTI

/// The scan of a mask against a look at every voxel.
struct MaskScanTwinTests {
    /// A size, and the length that runs of equal voxels have at most.
    struct Shape: Sendable, CustomTestStringConvertible {
        let size: Index3
        let longestRun: Int
        var testDescription: String { "\(size.x) × \(size.y) × \(size.z), runs up to \(longestRun)" }
    }

    static let shapes = [
        Shape(size: Index3(5, 4, 3), longestRun: 3), Shape(size: Index3(67, 9, 4), longestRun: 300),
        Shape(size: Index3(1, 1, 200), longestRun: 20), Shape(size: Index3(520, 510, 1), longestRun: 90_000),
    ]

    @Test(arguments: NIfTIDataType.allCases, shapes)
    func masksAndLabelsAreThoseOfEveryVoxel(type: NIfTIDataType, shape: Shape) throws {
        for isSwapped in [false, true] {
            let labels = try labels(of: shape, type: type)
            let file = try NIfTIMask(path: sample(labels.map(Float.init), type: type, size: shape.size, isSwapped: isSwapped).write())
            let counts = labels.reduce(into: [Int: Int]()) { if $1 != 0 { $0[$1, default: 0] += 1 } }
            #expect(try file.labels() == counts)
            for label in [nil] + Array(counts.keys.map(Optional.some)) {
                let inside = labels.map { UInt8(label == $0 || (label == nil && $0 != 0) ? 1 : 0) }
                let slow = try #require(tight(inside, size: shape.size))
                let mask = try file.mask(label: label)
                #expect(mask.box == slow.box)
                #expect(mask.values == slow.values)
            }
        }
    }

    @Test(arguments: [NIfTIDataType.float32, .float64], [Float(0.5), -1.25, .nan, -.infinity])
    func aVoxelThatIsNoLabelIsFoundWhereverItStands(type: NIfTIDataType, value: Float) throws {
        let size = Index3(19, 3, 2)
        for place in stride(from: 0, to: size.product, by: 7) {
            var values = [Float](repeating: 0, count: size.product)
            values[place] = value
            for isSwapped in [false, true] {
                let file = try NIfTIMask(path: sample(values, type: type, size: size, isSwapped: isSwapped).write())
                let errors = [
                    niftiError { _ = try file.mask() }, niftiError { _ = try file.mask(label: 1) }, niftiError { _ = try file.labels() },
                ]
                for error in errors {
                    #expect(error?.code == .notAMask)
                    #expect(error?.message.contains("holds the value \(Double(value)),") == true)
                }
            }
        }
    }

    @Test func negativeZeroIsOutside() throws {
        let file = try NIfTIMask(path: sample([-0.0, 0, 2, -0.0], type: .float32, size: Index3(4, 1, 1), isSwapped: false).write())
        #expect(try file.labels() == [2: 1])
        #expect(try file.mask().box == Box(lower: Index3(2, 0, 0), upper: Index3(3, 1, 1)))
    }

    @Test(arguments: [1, 2, 4, 8]) func runsEndWhereAnElementDiffers(width: Int) {
        var generator = RepeatableGenerator(seed: 44)
        for count in Array(1...40) + [64, 65, 127, 200] {
            for _ in 0..<20 {
                let element = (0..<width).map { _ in UInt8.random(in: 0...1, using: &generator) }
                var bytes = (0..<count).flatMap { _ in element }
                let start = Int.random(in: 0..<count, using: &generator)
                for _ in 0..<2 {
                    let place = Int.random(in: 0..<bytes.count, using: &generator)
                    if place / width != start { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
                }
                let slow = (start..<count).first { bytes[$0 * width..<($0 + 1) * width] != bytes[start * width..<(start + 1) * width] }
                #expect(endOfRun(bytes, width: width, start: start, count: count) == slow ?? count)
            }
        }
    }

    private func labels(of shape: Shape, type: NIfTIDataType) throws -> [Int] {
        var generator = RepeatableGenerator(seed: UInt64(shape.longestRun))
        let isSigned = try type.apply(SignCheck())
        var labels: [Int] = []
        while labels.count < shape.size.product {
            let label = Bool.random(using: &generator) ? 0 : Int.random(in: isSigned ? -3...3 : 0...6, using: &generator)
            labels += [Int](repeating: label, count: Int.random(in: 1...shape.longestRun, using: &generator))
        }
        return Array(labels.prefix(shape.size.product))
    }

    private func sample(_ values: [Float], type: NIfTIDataType, size: Index3, isSwapped: Bool) throws -> NIfTISample {
        var sample = try type.apply(SampleMaking(values: values, type: type, size: size))
        if isSwapped { sample.swapBytes(width: type.byteCount) }
        return sample
    }

    private func tight(_ inside: [UInt8], size: Index3) -> Mask? {
        let places = inside.indices.filter { inside[$0] == 1 }.map { Index3($0 % size.x, $0 / size.x % size.y, $0 / (size.x * size.y)) }
        guard let first = places.first else { return nil }
        let box = places.reduce(Box(lower: first, upper: first &+ 1)) { $0.union(Box(lower: $1, upper: $1 &+ 1)) }
        var mask = Mask(grid: Grid(size: size, spacing: [1, 1, 1]), box: box, values: [UInt8](repeating: 0, count: box.count))
        for place in places { mask.values[box.offset(of: place)] = 1 }
        return mask
    }
}

private struct SignCheck: StoredValueWork {
    func run<T: StoredValue>(_ type: T.Type) -> Bool { T.bits(of: -1) != nil }
}

private struct SampleMaking: StoredValueWork {
    let values: [Float]
    let type: NIfTIDataType
    let size: Index3

    func run<T: StoredValue>(_ kind: T.Type) throws(NIfTIError) -> NIfTISample {
        do {
            return try NIfTISample(size, type, values.map { try #require(T.bits(of: $0)) })
        } catch {
            throw NIfTIError(.precision, "\(error)", path: "sample")
        }
    }
}
