import ArgumentParser
import Batch
import Extraction
import Features
import Foundation
import OMOP
import Recipes

/// `voxmark features`: one case, no database.
struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Compute the features of one region and print them.",
        discussion: "Exit codes: 0 computed, 2 wrong use, 4 the features could not be computed.")

    @Option(help: ArgumentHelp("A NIfTI file, or a folder with one DICOM series.", valueName: "path"), completion: .file())
    var image: String

    @Option(help: ArgumentHelp("A NIfTI file or a folder of them, an RTSTRUCT, or a DICOM SEG.", valueName: "path"), completion: .file())
    var mask: String

    @Option(
        help: ArgumentHelp("The recipe: everything that can change a number.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var recipe: String

    @Option(
        help: ArgumentHelp(
            "The label of a NIfTI mask (without it, all voxels that are not 0), or the number of a segment.", valueName: "number"))
    var label: Int?

    @Option(
        help: ArgumentHelp(
            "The name of a ROI, a segment, a label or a region that the recipe makes; may be left out when there is one only.",
            valueName: "name"))
    var roi: String?

    @Option(
        help: ArgumentHelp(
            "How many threads are busy at a time; no value depends on it. (default: the number of cores)", valueName: "number"))
    var threads: Int?

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func validate() throws {
        if label != nil && roi != nil { throw ValidationError("give --label for a number or --roi for a name, not both") }
        if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more") }
    }

    func run() throws {
        let recipe = try Recipe.load(from: URL(filePath: recipe))
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let result = try SingleCase(image: image, mask: mask, region: roi ?? label.map { "\($0)" }, recipe: recipe, threads: threads)
        for finding in result.findings { Terminal.report("voxmark: note: \(finding)") }
        let report = FeatureReport(result, recipe: recipe)
        Terminal.write(json ? try JSONText.of(report) : report.text)
    }
}
