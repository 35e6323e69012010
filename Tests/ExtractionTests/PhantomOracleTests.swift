import DICOM
import Features
import Foundation
import PhantomKit
import Recipes
import Testing
import Voxels

@testable import Extraction

/// Shapes written as DICOM with contours, read back and computed, against their closed forms.
@Suite struct PhantomOracleTests {
    @Test(arguments: ScanOrientation.allCases)
    func shapesFromDICOMHaveTheirClosedForms(orientation: ScanOrientation) throws {
        for phantom in Phantom.catalogue(orientation) {
            let values = try Self.values(of: phantom)
            let facts = phantom.facts
            // On voxels of 3 mm a border of half a voxel is a few percent of these shapes.
            try expect(values, "morph_volume", facts.volume, within: 0.03, phantom.name)
            try expect(values, "morph_vol_approx", facts.volume, within: 0.03, phantom.name)
            try expect(values, "morph_diam", facts.maximumDiameter, within: 0.08, phantom.name)
            for (axis, tag) in ["morph_pca_maj_axis", "morph_pca_min_axis", "morph_pca_least_axis"].enumerated() {
                try expect(values, tag, 4 * facts.principalVariances[axis].squareRoot(), within: 0.05, phantom.name)
            }
            guard let mean = phantom.meanIntensity else { continue }
            let found = try #require(values["stat_mean"]?.number)
            #expect(abs(found - mean) < 1.5, "\(phantom.name): mean \(found), closed form \(mean)")
        }
    }

    @Test func anAxialBoxIsExact() throws {
        let phantom = try #require(Phantom.catalogue(.axial).first { $0.name.hasPrefix("box") })
        let values = try Self.values(of: phantom)
        #expect(values["morph_vol_approx"]?.number == phantom.facts.volume)
        #expect(values["stat_mean"]?.number == 60)
        #expect(values["stat_var"]?.number == 0)
        #expect(values["stat_skew"] == .undefined(.flatRegion))
    }

    @Test func orientationsOfAGridAlignedRegionGiveTheSameValues() throws {
        let recipe = Self.recipe
        let names = ["box", "checkerboard"]
        for name in names {
            let all = try ScanOrientation.allCases.map { orientation in
                try Self.values(of: try #require(Phantom.catalogue(orientation).first { $0.name.hasPrefix(name) }), recipe: recipe)
            }
            for (tag, value) in all[0] where tag != "morph_com" {
                for other in all.dropFirst() {
                    switch (value, other[tag]) {
                    case (.value(let a), .value(let b)): #expect(abs(a - b) <= 1e-9 * max(abs(a), 1), "\(name) \(tag)")
                    default: #expect(value == other[tag], "\(name) \(tag)")
                    }
                }
            }
        }
    }

    private static let recipe = """
        voxmark: 1
        name: shapes
        block: 20
        discretisation: {texture: {bin-size: 25, minimum: -1100}, ivh: none}
        features: {families: all, aggregations: [3D]}
        """

    private static func values(of phantom: Phantom, recipe: String = recipe) throws -> [String: FeatureValue] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "P", name: "P", birthDate: "19500101", sex: "F"), study: ArchiveStudy(date: "20240101"))
        try writer.write(volume: phantom.volume(), structures: phantom.structures, to: folder, imageFolder: "CT", structureSet: "RS")
        let index = try DICOMIndex.scan([folder.path])
        let series = try ImageSeries(try #require(index.series.first))
        let structures = try StructureSet(path: try #require(index.structureSets.first).instance.path)
        let mask = try structures.rasterise(try #require(structures.rois.first), on: series.grid).mask
        let results = try extract(image: series, mask: mask, recipe: try Recipe.parse(recipe)).features
        return Dictionary(uniqueKeysWithValues: results.map { ($0.column.tag, $0.value) })
    }

    private func expect(
        _ values: [String: FeatureValue], _ tag: String, _ expected: Double, within relative: Double, _ name: String
    ) throws {
        let found = try #require(values[tag]?.number, "\(name) \(tag)")
        #expect(abs(found - expected) <= relative * expected, "\(name) \(tag): \(found), closed form \(expected)")
    }
}
