import Foundation
import TestSupport
import Testing
import Voxels

@testable import NIfTI

struct NIfTIMaskMechanicsTests {
    private func labelImage(_ type: NIfTIDataType, _ name: String, values: [Float], size: Index3) throws -> NIfTIMask {
        let grid = Grid(size: size, spacing: [1, 1, 1])
        let path = try temporaryFolder().appending(path: name).path
        try NIfTIWriter.write(Volume(grid: grid, box: grid.bounds, values: values), to: path, as: type)
        return try NIfTIMask(path: path)
    }

    private func error(_ mask: NIfTIMask, label: Int?) -> NIfTIError? {
        niftiError { _ = try mask.mask(label: label) }
    }

    @Test(arguments: NIfTIDataType.allCases) func labelsAndMasksEqualTheSlowWay(type: NIfTIDataType) throws {
        var generator = RepeatableGenerator(seed: 3)
        let size = Index3(9, 8, 7)
        let bounds = Box(lower: .zero, upper: size)
        let blob = Box(lower: Index3(2, 1, 3), upper: Index3(6, 7, 5))
        let values = (0..<size.product).map { offset in
            let index = Index3(offset % size.x, offset / size.x % size.y, offset / (size.x * size.y))
            return blob.contains(index) ? Float(Int.random(in: 0...3, using: &generator)) : 0
        }
        for name in ["labels.nii", "labels.nii.gz"] {
            let image = try labelImage(type, name, values: values, size: size)
            #expect(
                try image.labels() == [1, 2, 3].reduce(into: [:]) { counts, label in counts[label] = values.count { $0 == Float(label) } })
            for label in [nil, 1, 2, 3] {
                let inside = values.map { UInt8(label.map(Float.init) == $0 || (label == nil && $0 != 0) ? 1 : 0) }
                let slow = Mask(grid: image.grid, box: bounds, values: inside)
                let mask = try image.mask(label: label)
                #expect(mask.box == slow.boundingBox)
                #expect(mask.values == slow.rebased(to: slow.boundingBox).values)
            }
        }
    }

    @Test func missingLabelListsThoseThereAre() throws {
        let image = try labelImage(.uint8, "labels.nii", values: [0, 7, 3, 3], size: Index3(2, 2, 1))
        let found = error(image, label: 5)
        #expect(found?.code == .labelMissing)
        #expect(found?.message.contains("3 (2 voxels), 7 (1 voxels)") == true)
    }

    @Test func emptyMaskIsAnError() throws {
        let image = try labelImage(.uint8, "empty.nii.gz", values: [0, 0], size: Index3(2, 1, 1))
        #expect(try image.labels() == [:])
        #expect(error(image, label: nil)?.code == .emptyMask)
        #expect(error(image, label: 1)?.code == .emptyMask)
    }

    @Test(arguments: [Float(0.5), .nan, .infinity]) func valuesThatAreNoIntegersAreRefused(value: Float) throws {
        let image = try labelImage(.float32, "soft.nii", values: [0, value, 1], size: Index3(3, 1, 1))
        #expect(error(image, label: nil)?.code == .notAMask)
        #expect(niftiError { _ = try image.labels() }?.code == .notAMask)
    }

    @Test func scaledLabelsCount() throws {
        var file = try NIfTISample(Index3(3, 1, 1), .uint8, [UInt8(0), 1, 2])
        file.put(Float(5), at: 112)
        #expect(try NIfTIMask(path: file.write()).labels() == [5: 1, 10: 1])
        file.put(Float(0.5), at: 112)
        let half = try NIfTIMask(path: file.write())
        #expect(error(half, label: nil)?.code == .notAMask)
    }

    @Test(arguments: ["mask.nii", "mask.nii.gz"]) func writtenMaskIsReadBackOnTheWholeGrid(name: String) throws {
        let grid = Grid(size: Index3(6, 5, 4), spacing: [1, 1, 2], origin: [3, 4, 5])
        let box = Box(lower: Index3(1, 2, 1), upper: Index3(3, 4, 3))
        let mask = Mask(grid: grid, box: box, values: [1, 0, 0, 1, 1, 1, 0, 1])
        let path = try temporaryFolder().appending(path: name).path
        try NIfTIWriter.write(mask, to: path, label: 9)
        let read = try NIfTIMask(path: path)
        #expect(read.grid.largestCornerDistance(to: grid) == 0)
        #expect(try read.labels() == [9: 5])
        let region = try read.mask(label: 9)
        #expect(region.box == box)
        #expect(region.values == mask.values)
    }

    @Test func writerRefusesWhatCannotBeWritten() throws {
        let grid = Grid(size: Index3(2, 1, 1), spacing: [1, 1, 1])
        let volume = Volume(grid: grid, box: grid.bounds, values: [0.5, -1])
        let folder = try temporaryFolder()
        let path = folder.appending(path: "a.nii").path
        #expect(niftiError { try NIfTIWriter.write(volume, to: path, as: .int16) }?.code == .precision)
        #expect(!FileManager.default.fileExists(atPath: path))
        let nowhere = folder.appending(path: "none/a.nii").path
        #expect(niftiError { try NIfTIWriter.write(volume, to: nowhere) }?.code == .unwritable)
    }
}
