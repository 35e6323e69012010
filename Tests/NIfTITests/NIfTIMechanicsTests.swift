import Foundation
import TestSupport
import Testing
import Voxels

@testable import NIfTI

struct NIfTIHeaderMechanicsTests {
    private func sample() throws -> NIfTISample {
        try NIfTISample(Index3(3, 2, 2), .int16, (0..<12).map { Int16($0) })
    }

    private func error(_ change: (inout NIfTISample) -> Void) throws -> NIfTIError? {
        var file = try sample()
        change(&file)
        let path = try file.write()
        return niftiError { _ = try NIfTIImage(path: path) }
    }

    @Test func headersThatContradictThemselvesAreRefused() throws {
        #expect(try error { $0.put(Int32(349), at: 0) }?.code == .notNIfTI)
        #expect(try error { $0.put(Int32(540), at: 0) }?.code == .unsupported)
        #expect(try error { $0.header[345] = UInt8(ascii: "i") }?.code == .unsupported)
        #expect(try error { $0.header[344] = 0 }?.code == .notNIfTI)
        #expect(try error { $0.put(Int16(0), at: 40) }?.code == .badHeader)
        #expect(try error { $0.put(Int16(-2), at: 42) }?.code == .badHeader)
        #expect(try error { $0.put(Int16(8), at: 72) }?.code == .badHeader)
        #expect(try error { $0.put(Int16(128), at: 70) }?.code == .unsupported)
        for offset in [Float(348), 352.5, -352, 9.2233714e18, 1e38, .nan, .infinity] {
            #expect(try error { $0.put(offset, at: 108) }?.code == .badHeader)
        }
        #expect(try error { $0.put(Float.infinity, at: 112) }?.code == .badHeader)
        #expect(try error { $0.header[123] = 5 }?.code == .badHeader)
    }

    /// Every error is one line that begins with the path; anything else, such as a trap, ends the test run.
    @Test(arguments: ["noise.nii", "noise.nii.gz"]) func spoiltBytesGiveAnErrorOrAnImage(name: String) throws {
        let sound = try sample().write()
        let path = try temporaryFolder().appending(path: name).path
        try NIfTIWriter.write(NIfTIImage(path: sound).volume(in: Box(lower: .zero, upper: Index3(3, 2, 2))), to: path, as: .int16)
        let bytes = try Data(contentsOf: URL(filePath: path))
        var generator = RepeatableGenerator(seed: 348)
        var refused = 0
        for _ in 0..<200 {
            try spoilt(bytes, &generator).write(to: URL(filePath: path))
            let found = niftiError {
                let image = try NIfTIImage(path: path)
                if image.grid.size.product < 1 << 20 { _ = try image.volume(in: image.grid.bounds) }
                _ = try NIfTIMask(path: path).labels()
                _ = try NIfTIMask(path: path).mask(label: 3)
            }
            guard let found else { continue }
            refused += 1
            #expect(found.description.hasPrefix(path) && !found.description.contains("\n"))
        }
        #expect(refused > 40)
    }

    /// A compressed file of a few hundred bytes cannot hold terabytes, though its trailer agrees with the header.
    @Test func aCompressedClaimIsNotBelieved() throws {
        var sample = try sample()
        sample.put(Int16(8), at: 72)
        sample.put(Int16(2), at: 70)
        for (axis, size) in [Int16(32_767), 32_767, 4000].enumerated() { sample.put(size, at: 42 + 2 * axis) }
        let bytes = sample.header + sample.voxels
        let count = UInt16(bytes.count)
        let length = UInt32(truncatingIfNeeded: 352 + 32_767 * 32_767 * 4000)
        let stored = [1] + [count, ~count].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } + bytes
        let trailer = [0, length].flatMap { number in (0..<4).map { UInt8(number >> (8 * UInt32($0)) & 0xFF) } }
        let url = try temporaryFolder().appending(path: "claim.nii.gz")
        try Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + stored + trailer).write(to: url)
        #expect(niftiError { _ = try NIfTIImage(path: url.path) }?.code == .damaged)
        #expect(niftiError { _ = try NIfTIMask(path: url.path) }?.code == .damaged)
    }

    @Test func pairIsRefusedByName() throws {
        let message = try error { $0.header.replaceSubrange(344..<348, with: "ni1\0".utf8) }?.message
        #expect(message?.contains("ni1") == true)
    }

    @Test func severalVolumesAreRefused() throws {
        let found = try error {
            $0.put(Int16(4), at: 40)
            $0.put(Int16(2), at: 48)
        }
        #expect(found?.code == .unsupported)
        #expect(found?.message.contains("2 volumes") == true)
    }

    @Test func trailingDimensionsOfOneAndTwoDimensionsAreRead() throws {
        var five = try sample()
        five.put(Int16(5), at: 40)
        #expect(try NIfTIImage(path: five.write()).grid.size == Index3(3, 2, 2))
        var two = try NIfTISample(Index3(3, 4, 1), .uint8, (0..<12).map { UInt8($0) })
        two.put(Int16(2), at: 40)
        two.put(Int16(0), at: 46)
        let image = try NIfTIImage(path: two.write())
        #expect(image.grid.size == Index3(3, 4, 1))
        #expect(try image.volume(in: image.grid.bounds).values == (0..<12).map { Float($0) })
    }

    @Test func lyingHeaderNamesPromisedAndRealBytes() throws {
        let longer = try error { $0.put(Int16(5), at: 46) }
        #expect(longer?.code == .length)
        #expect(longer?.message.contains("412 bytes") == true)
        #expect(longer?.message.contains("has 376") == true)
        #expect(try error { $0.put(Int16(1), at: 46) }?.code == .length)
        #expect(try error { $0.voxels.removeLast() }?.code == .length)
        #expect(try error { $0.voxels = [] }?.code == .length)
    }

    @Test func hugePromiseIsRefusedWithoutMemory() throws {
        let found = try error { file in
            for offset in [42, 44, 46] { file.put(Int16.max, at: offset) }
        }
        #expect(found?.code == .length)
    }

    @Test(arguments: ["missing.nii", ""]) func missingFileAndFolderAreUnreadable(name: String) throws {
        let path = try temporaryFolder().appending(path: name).path
        #expect(niftiError { _ = try NIfTIImage(path: path) }?.code == .unreadable)
    }

    @Test func shortAndEmptyFilesAreNoNIfTI() throws {
        for count in [0, 1, 17, 347] {
            let url = try temporaryFolder().appending(path: "short.nii")
            try Data(repeating: 0x1F, count: count).write(to: url)
            #expect(niftiError { _ = try NIfTIImage(path: url.path) }?.code == .notNIfTI)
        }
    }

    @Test func everyRefusalSaysWhatToDo() throws {
        let changes: [(String, (inout NIfTISample) -> Void)] = [
            ("export the image again", { $0.put(Int16(0), at: 40) }), ("correct bitpix", { $0.put(Int16(8), at: 72) }),
            ("convert the image", { $0.put(Int16(128), at: 70) }), ("export the image again", { $0.put(Float(12), at: 108) }),
            ("correct the header", { $0.put(Float.infinity, at: 112) }), ("correct the header", { $0.header[123] = 5 }),
            ("copy it again", { $0.voxels.removeLast() }),
        ]
        for (advice, change) in changes {
            #expect(try error(change)?.message.contains("; " + advice) == true || error(change)?.message.contains("or " + advice) == true)
        }
    }

    @Test func errorIsOneLineWithPathAndCode() throws {
        let found = try #require(try error { $0.put(Int16(5), at: 46) })
        #expect(found.description.hasPrefix(found.path))
        #expect(found.description.hasSuffix("[wrong-length]"))
        #expect(!found.description.contains("\n"))
    }
}

struct NIfTIVoxelMechanicsTests {
    private func values<T: FixedWidthInteger>(
        _ type: NIfTIDataType, _ stored: [T], _ change: (inout NIfTISample) -> Void = { _ in }
    ) throws -> [Float] {
        var file = try NIfTISample(Index3(stored.count, 1, 1), type, stored)
        change(&file)
        let image = try NIfTIImage(path: file.write())
        return try image.volume(in: image.grid.bounds).values
    }

    private func code<T: FixedWidthInteger>(
        _ type: NIfTIDataType, _ stored: [T], _ change: (inout NIfTISample) -> Void = { _ in }
    ) -> NIfTIError.Code? {
        niftiError { _ = try values(type, stored, change) }?.code
    }

    @Test func everyTypeIsReadWithItsSign() throws {
        #expect(try values(.uint8, [UInt8(0), 255]) == [0, 255])
        #expect(try values(.int8, [Int8.min, -1]) == [-128, -1])
        #expect(try values(.int16, [Int16.min, 7]) == [-32768, 7])
        #expect(try values(.uint16, [UInt16.max, 7]) == [65535, 7])
        #expect(try values(.int32, [Int32(-16_777_216), 16_777_218]) == [-16_777_216, 16_777_218])
        #expect(try values(.uint32, [UInt32(1) << 31]) == [2_147_483_648])
        #expect(try values(.int64, [Int64(-5)]) == [-5])
        #expect(try values(.uint64, [UInt64(1) << 63]) == [9_223_372_036_854_775_808])
        #expect(try values(.float32, [Float(0.1).bitPattern]) == [0.1])
        #expect(try values(.float64, [(-0.375).bitPattern]) == [-0.375])
    }

    @Test func valuesThatFloatCannotHoldAreRefused() {
        #expect(code(.int32, [Int32(16_777_217)]) == .precision)
        #expect(code(.uint32, [UInt32.max]) == .precision)
        #expect(code(.int64, [Int64(1) << 53 + 1]) == .precision)
        #expect(code(.uint64, [UInt64.max]) == .precision)
        #expect(code(.float64, [(0.1).bitPattern]) == .precision)
        #expect(code(.float64, [(1e300).bitPattern]) == .precision)
        #expect(code(.float32, [Float.nan.bitPattern]) == .nonFinite)
        #expect(code(.float64, [Double.infinity.bitPattern]) == .nonFinite)
        #expect(code(.uint8, [UInt8(200)]) { $0.put(Float.greatestFiniteMagnitude, at: 112) } == .precision)
    }

    @Test func onlyVoxelsOfTheBoxCount() throws {
        let file = try NIfTISample(Index3(2, 1, 2), .float32, [Float(1), .nan, 3, 4].map(\.bitPattern))
        let image = try NIfTIImage(path: file.write())
        #expect(try image.volume(in: Box(lower: Index3(0, 0, 0), upper: Index3(1, 1, 2))).values == [1, 3])
        let found = niftiError { _ = try image.volume(in: image.grid.bounds) }
        #expect(found?.message.contains("1 of the 4 voxels") == true)
    }

    @Test func scalingIsDoneInDoubleAndRoundedOnce() throws {
        let slope = Float(0.1)
        let expected = [Int16(-1024), 3, 32767].map { Float(Double(slope) * Double($0) + Double(Float(-0.3))) }
        let scaled = try values(.int16, [Int16(-1024), 3, 32767]) {
            $0.put(slope, at: 112)
            $0.put(Float(-0.3), at: 116)
        }
        #expect(scaled == expected)
        #expect(try values(.int16, [Int16(5)]) { $0.put(Float(0), at: 112) } == [5])
        #expect(try values(.int16, [Int16(5)]) { $0.put(Float.nan, at: 112) } == [5])
    }

    @Test func otherByteOrderGivesTheSame() throws {
        var file = try NIfTISample(Index3(3, 2, 1), .int16, (0..<6).map { Int16(256 * $0 - 3) }, spacing: [0.5, 2, 3])
        let plain = try NIfTIImage(path: file.write())
        file.swapBytes(width: 2)
        let swapped = try NIfTIImage(path: file.write())
        #expect(plain.grid == swapped.grid)
        #expect(try plain.volume(in: plain.grid.bounds).values == swapped.volume(in: plain.grid.bounds).values)
    }

    @Test(arguments: ["image.nii", "image.nii.gz"]) func everyBoxEqualsTheCropOfTheWhole(name: String) throws {
        var generator = RepeatableGenerator(seed: 11)
        let grid = Grid(size: Index3(7, 6, 5), spacing: [1, 2, 3])
        let values = (0..<grid.size.product).map { _ in Float.random(in: -1000...1000, using: &generator) }
        let whole = Volume(grid: grid, box: grid.bounds, values: values)
        let path = try temporaryFolder().appending(path: name).path
        try NIfTIWriter.write(whole, to: path)
        let image = try NIfTIImage(path: path)
        for _ in 0..<50 {
            let corners = (0..<2).map { _ in
                Index3(.random(in: 0...7, using: &generator), .random(in: 0...6, using: &generator), .random(in: 0...5, using: &generator))
            }
            let box = Box(
                lower: Index3(min(corners[0].x, corners[1].x), min(corners[0].y, corners[1].y), min(corners[0].z, corners[1].z)),
                upper: Index3(max(corners[0].x, corners[1].x), max(corners[0].y, corners[1].y), max(corners[0].z, corners[1].z)))
            #expect(try image.volume(in: box).values == whole.cropped(to: box).values)
        }
    }
}

struct NIfTICompressionMechanicsTests {
    private func compressed() throws -> URL {
        var generator = RepeatableGenerator(seed: 5)
        let grid = Grid(size: Index3(40, 40, 100), spacing: [1, 1, 1])
        let values = (0..<grid.size.product).map { _ in Float(Int.random(in: 0...9, using: &generator)) }
        let url = try temporaryFolder().appending(path: "image.nii.gz")
        try NIfTIWriter.write(Volume(grid: grid, box: grid.bounds, values: values), to: url.path)
        return url
    }

    @Test func compressionIsFoundByContent() throws {
        let url = try compressed()
        let other = url.deletingLastPathComponent().appending(path: "image.nii")
        try FileManager.default.moveItem(at: url, to: other)
        #expect(try NIfTIImage(path: other.path).grid.size == Index3(40, 40, 100))
    }

    @Test func cutStreamIsDamaged() throws {
        let url = try compressed()
        let data = try Data(contentsOf: url)
        try data.prefix(data.count / 2).write(to: url)
        #expect(niftiError { _ = try NIfTIImage(path: url.path) }?.code == .damaged)
    }

    @Test func changedByteIsFoundByTheChecksumEvenForAnEarlierBox() throws {
        let url = try compressed()
        var data = try Data(contentsOf: url)
        data[data.count - 6] ^= 1
        try data.write(to: url)
        let image = try NIfTIImage(path: url.path)
        let box = Box(lower: .zero, upper: Index3(2, 2, 1))
        #expect(niftiError { _ = try image.volume(in: box) }?.code == .damaged)
    }

    @Test func lyingHeaderNamesBytesOfTheInflatedFile() throws {
        var file = try NIfTISample(Index3(3, 2, 2), .uint8, [UInt8](repeating: 1, count: 12))
        file.put(Int16(9), at: 46)
        let url = try temporaryFolder().appending(path: "lie.nii.gz")
        let plain = url.deletingPathExtension()
        try Data(file.header + file.voxels).write(to: plain)
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", plain.path]
        try gzip.run()
        gzip.waitUntilExit()
        let found = niftiError { _ = try NIfTIImage(path: url.path) }
        #expect(found?.code == .length)
        #expect(found?.message.contains("406 bytes") == true)
        #expect(found?.message.contains("has 364") == true)
    }
}
