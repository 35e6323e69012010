import Foundation
import PhantomKit
import Testing
import Voxels

@Suite("Predicted memory against that of the program") struct CostOracleTests {
    /// A case, and the recipe's parts that decide what it takes.
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let edge: Int
        let radius: Double
        let families: String
        var interpolation = "{}"
        var testDescription: String { name }
    }

    private static let samples = [
        Sample(name: "a small region in a small image", edge: 32, radius: 12, families: "all"),
        Sample(name: "a large region, Moran's I and all", edge: 128, radius: 56, families: "all"),
        Sample(name: "a large region, intensities alone", edge: 128, radius: 60, families: "[statistics]"),
        Sample(name: "a small region in a large image", edge: 160, radius: 10, families: "all"),
        Sample(
            name: "a region on a finer grid", edge: 80, radius: 36, families: "[statistics, glcm]",
            interpolation: "{spacing: [0.6, 0.6, 0.6], image: cubic, mask: linear}"),
        Sample(
            name: "a region on a coarser grid", edge: 128, radius: 56, families: "[statistics, glcm]",
            interpolation: "{spacing: [2, 2, 2], image: linear, mask: linear}"),
    ]

    @Test("the peak is at most 10 % above what was predicted, and at least half of it", arguments: samples)
    func peak(sample: Sample) throws {
        try withProgram { program in
            let recipe = try program.write(
                """
                voxmark: 1
                name: cost
                block: 91
                interpolation: \(sample.interpolation)
                discretisation:
                  texture: {bin-number: 32}
                  ivh: {bin-number: 100}
                features:
                  families: \(sample.families)
                """.replacing("interpolation: {}\n", with: ""), to: "cost.yaml")
            try #require(try program.run("vocabulary", recipe).code == 0)
            try write(sample, to: program.folder.appending(path: "archive"))
            let planned = try program.run("plan", program.path("archive"), "--recipe", recipe, "--csv")
            try #require(planned.code == 0, "\(planned.errors)")
            let cells = try #require(planned.output.split(separator: "\n").last).split(separator: ",", omittingEmptySubsequences: false)
            let predicted = try #require(Int(cells[8]))
            // The shell has no memory of its own worth speaking of; what it reports is the largest of its children.
            let line = """
                $0 features --image archive/CT --mask archive/RS.dcm --recipe cost.yaml --threads 1 --json >/dev/null & \
                pid=$!; peak=0; while [ -r /proc/$pid/status ]; do now=$(awk '/VmHWM/ {print $2}' /proc/$pid/status 2>/dev/null); \
                [ -n "$now" ] && peak=$now; sleep 0.002; done; wait $pid && echo $peak
                """
            let peak = try #require(Int(try program.shell(line).trimmingCharacters(in: .whitespacesAndNewlines))) * 1024
            #expect(Double(peak) <= 1.1 * Double(predicted), "\(peak) bytes, predicted \(predicted)")
            #expect(predicted <= 2 * peak, "\(peak) bytes, predicted \(predicted)")
        }
    }

    private func write(_ sample: Sample, to folder: URL) throws {
        let edge = sample.edge
        let grid = Grid(size: Index3(edge, edge, edge), spacing: [1, 1, 1], centre: .zero, direction: .axial)
        let ball = Shape(.sphere(radius: sample.radius), centre: .zero)
        let phantom = Phantom(
            name: "ball", grid: grid, background: .uniform(-1000),
            part: Phantom.Part(name: "BALL", shape: ball, pattern: .texture(mean: 40, amplitude: 50, cell: 6, seed: 1)))
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "A", name: "A^Name", birthDate: "19600101", sex: "F"), study: ArchiveStudy(date: "20200202"))
        try writer.write(
            volume: phantom.volume(), structures: phantom.structures, to: folder, imageFolder: "CT", structureSet: "RS.dcm")
    }
}
