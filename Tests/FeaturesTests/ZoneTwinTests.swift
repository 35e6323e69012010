import Kernels
import TestSupport
import Testing
import Voxels

@testable import Features

/// Zones and their distances against flood filling.
struct ZoneTwinTests {
    @Test(arguments: TextureKernelTwinTests.seeds, [false, true])
    func zonesAreThoseOfFloodFilling(seed: UInt64, inPlane: Bool) {
        let plain = RandomRegion(seed: seed, palette: [2, 3, 9])
        #expect(sweptZones(plain, inPlane: inPlane) == floodedZones(plain, inPlane: inPlane))
    }

    @Test(arguments: TextureKernelTwinTests.seeds, [false, true])
    func largerZonesAreThoseOfFloodFilling(seed: UInt64, inPlane: Bool) {
        var plain = RandomRegion(seed: seed, largest: 12, palette: [1, 1, 1, 2])
        // Few holes in the shape, so that zones lie apart from the border.
        var generator = RepeatableGenerator(seed: seed)
        plain.shape = plain.levels.map { $0 > 0 || Int.random(in: 0..<3, using: &generator) > 0 ? 1 : 0 }
        #expect(sweptZones(plain, inPlane: inPlane) == floodedZones(plain, inPlane: inPlane))
    }

    @Test(arguments: AdversarialRegions.all.indices, [false, true])
    func zonesOfHardRegionsAreThoseOfFloodFilling(index: Int, inPlane: Bool) {
        let (name, plain) = AdversarialRegions.all[index]
        #expect(sweptZones(plain, inPlane: inPlane) == floodedZones(plain, inPlane: inPlane), "\(name)")
    }

    /// How many zones have a level and an extent.
    private typealias Matrix = [[Int]: Int]

    /// The numbers of zones by size and by distance, from the sweep.
    ///
    /// Few sizes and distances have cells, so that others are listed.
    private func sweptZones(_ plain: RandomRegion, inPlane: Bool) -> [Matrix] {
        let levels = TextureLevels(plain.region)
        var sweep = ZoneSweep(crop: levels.crop, shape: plain.region.shape, inVolume: !inPlane)
        var sizes = ExtentCounts(capacities: (0..<levels.stride).map { $0 % 4 })
        var distances: ExtentCounts? = ExtentCounts(capacities: (0..<levels.stride).map { $0 % 3 })
        for slice in levels.crop.slices {
            sweep.visit(slice: slice, levels: levels.indices, spans: levels.spans)
            if inPlane {
                sweep.addSliceZones(sizes: &sizes, distances: &distances)
            } else {
                sweep.joinSlice(slice, levels: levels.indices, spans: levels.spans, sizes: &sizes, distances: &distances)
            }
        }
        if !inPlane { sweep.finish(sizes: &sizes, distances: &distances) }
        #expect(sizes.extentSum == plain.voxels.count)
        return [sizes, distances].map { counts in
            var matrix: Matrix = [:]
            var previous = [0, 0]
            counts?.forEachLevel { level, entries in
                for entry in entries {
                    #expect(previous.lexicographicallyPrecedes([level, Int(entry.extent)]))
                    previous = [level, Int(entry.extent)]
                    matrix[[levels.levels[level], Int(entry.extent)]] = Int(entry.count)
                }
            }
            return matrix
        }
    }

    /// The numbers of zones by size and by distance, from flood filling.
    private func floodedZones(_ plain: RandomRegion, inPlane: Bool) -> [Matrix] {
        var visited: Set<Index3> = []
        var sizes: Matrix = [:]
        var distances: Matrix = [:]
        for first in plain.voxels where !visited.contains(first) {
            var zone = [first]
            visited.insert(first)
            var next = 0
            while next < zone.count {
                for step in RandomRegion.neighbours(inPlane: inPlane) {
                    let other = zone[next] &+ step
                    if plain[other] == plain[first] && visited.insert(other).inserted { zone.append(other) }
                }
                next += 1
            }
            sizes[[plain[first], zone.count], default: 0] += 1
            distances[[plain[first], zone.map { plain.borderDistance($0, inPlane: inPlane) }.min() ?? 0], default: 0] += 1
        }
        return [sizes, distances]
    }
}

/// A sparse matrix against a dictionary.
struct ExtentCountsTwinTests {
    @Test(arguments: 1...20)
    func sumsOfMatricesAreThoseOfTheirEntries(seed: Int) {
        let regions = [RandomRegion(seed: UInt64(seed), palette: [1, 5]), RandomRegion(seed: UInt64(seed) + 100, palette: [1, 5])]
        var total = ExtentCounts(capacities: [0, 2, 1])
        var expected: [[Int]: Int] = [:]
        for plain in regions {
            let levels = TextureLevels(plain.region)
            var part = ExtentCounts(capacities: [0, 2, 1])
            var none: ExtentCounts?
            var sweep = ZoneSweep(crop: levels.crop, shape: nil, inVolume: false)
            for slice in levels.crop.slices {
                sweep.visit(slice: slice, levels: levels.indices, spans: levels.spans)
                sweep.addSliceZones(sizes: &part, distances: &none)
            }
            part.forEachLevel { level, entries in
                for entry in entries { expected[[level, Int(entry.extent)], default: 0] += Int(entry.count) }
            }
            total.add(part)
            part.clear()
            part.forEachLevel { _, _ in Issue.record("an emptied matrix has no entries") }
            #expect(part.extentSum == 0)
        }
        var found: [[Int]: Int] = [:]
        total.forEachLevel { level, entries in
            for entry in entries { found[[level, Int(entry.extent)]] = Int(entry.count) }
        }
        #expect(found == expected)
        #expect(total.extentSum == regions.reduce(0) { $0 + $1.voxels.count })
    }
}
