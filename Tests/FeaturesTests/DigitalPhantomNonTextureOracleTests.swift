import Features
import TestSupport
import Testing
import Voxels

@Test func builds() {
    let grid = Grid(size: DigitalPhantom.size, spacing: DigitalPhantom.spacing)
    let image = Volume(grid: grid, box: grid.bounds, values: DigitalPhantom.levels.map(Float.init))
    let mask = Mask(grid: grid, box: grid.bounds, values: DigitalPhantom.mask)
    let region = PreparedRegion(image: image, morphologicalMask: mask, intensityMask: mask)
    for r in Morphology.results(of: region) { print(r.column.tag, r.value) }
    for r in LocalIntensity.results(of: region) { print(r.column.tag, r.value) }
    for r in IntensityStatistics.results(of: region) { print(r.column.tag, r.value) }
    for r in IntensityVolumeHistogram.results(of: region, discretisation: .none, range: nil) { print(r.column.tag, r.value) }
}
