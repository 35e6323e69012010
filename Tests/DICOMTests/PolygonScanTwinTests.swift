import TestSupport
import Testing

@testable import DICOM

struct PolygonScanTwinTests {
    /// Counts the edges whose crossing with the point's row is at or left of the point.
    private func isInside(_ x: Double, _ y: Double, _ polygons: [[SIMD2<Double>]]) -> Bool {
        var isInside = false
        for polygon in polygons {
            for (index, b) in polygon.enumerated() {
                let a = polygon[(index + polygon.count - 1) % polygon.count]
                guard (a.y <= y) != (b.y <= y) else { continue }
                if a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x) <= x { isInside.toggle() }
            }
        }
        return isInside
    }

    @Test(arguments: 0..<40)
    func scanEqualsTestingEveryPoint(_ seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        let step = seed % 2 == 0 ? 1.0 / 1024 : 0.5
        let polygons = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
            (0..<Int.random(in: 3...12, using: &generator)).map { _ in
                let coordinates = (0..<2).map { _ in Double(Int.random(in: 0...Int(20 / step), using: &generator)) * step - 2 }
                return SIMD2(coordinates[0], coordinates[1])
            }
        }
        var found = Set<SIMD2<Int>>()
        forEachRun(of: polygons) { y, run in
            for x in run { #expect(found.insert(SIMD2(x, y)).inserted) }
        }
        for y in -4..<22 {
            for x in -4..<22 {
                #expect(found.contains(SIMD2(x, y)) == isInside(Double(x), Double(y), polygons), "at \(x), \(y)")
            }
        }
    }
}
