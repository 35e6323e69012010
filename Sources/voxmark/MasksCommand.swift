import ArgumentParser
import Batch
import Foundation
import Recipes
import Voxels

/// `voxmark masks`: regions in, standard mask files out.
struct MasksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "masks",
        abstract: "Write the regions of an archive as DICOM segmentations or NIfTI masks.",
        discussion: """
            Regions come from RTSTRUCT, DICOM SEG (BINARY, FRACTIONAL and LABELMAP), NIfTI label images of a manifest, and the regions that \
            a recipe makes of others. Every region is written on the grid of its image. masks.csv in the output folder says what each file is. \
            Segmentations carry the patient and study of their image, and their UIDs are made from their content: the same regions give the \
            same files. A region without a note lies on its image's own grid; notes tell of another grid, of parts outside the image, and of an \
            unknown frame of reference.

            Exit codes: 0 all written, 2 wrong use, 3 some regions could not be written, 4 nothing could be written.
            """)

    @Argument(help: "Folders or files to look for DICOM in.", completion: .directory)
    var archive: [String] = []

    @Option(help: ArgumentHelp("seg: DICOM segmentations; nifti: one NIfTI mask for each region.", valueName: "format"))
    var to: MaskExport.Format

    @Option(help: ArgumentHelp("The folder for the files; made when missing.", valueName: "folder"), completion: .directory)
    var output: String

    @Option(help: ArgumentHelp("Which series and regions; without it, all.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var selection: String?

    @Option(
        help: ArgumentHelp("A recipe, for its geometry, masks and regions.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var recipe: String?

    @Option(
        help: ArgumentHelp("A cohort as a CSV file, beside or instead of archives.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var manifest: String?

    @Option(
        name: .customLong("index"),
        help: ArgumentHelp("An index (voxmark index) to take headers from, brought up to date first.", valueName: "file"),
        completion: .file())
    var indexFile: String?

    @Flag(help: "List all notes about the archive, and the causes of errors.")
    var verbose = false

    func validate() throws {
        guard !archive.isEmpty || manifest != nil else { throw ValidationError("name an archive or a --manifest") }
    }

    /// The recipe without what it asks of features, since none is computed; without a recipe, projections of any intent are read.
    private func maskRecipe() throws -> Recipe {
        var result =
            try recipe.map { try Recipe.load(from: URL(filePath: $0)) } ?? Recipe(name: "masks", block: 0, textureDiscretisation: .none)
        if recipe == nil { result.modality.projection = ProjectionPolicy(intent: .any, spacing: .detector) }
        result.features.families = [.statistics]
        result.interpolation = nil
        return result
    }

    func run() throws {
        let recipe = try maskRecipe()
        let selection = try selection.map { try Selection.load(from: URL(filePath: $0)) } ?? .all
        let index = try indexFile.map { path throws(BatchError) in try SeriesIndex(path: path) }
        var plan =
            try archive.isEmpty
            ? Plan() : Plan(archives: archive, recipe: recipe, selection: selection, excluding: [output], index: index)
        if let manifest { plan.append(try Plan(manifest: manifest, recipe: recipe, selection: selection, index: index)) }
        let outcomes = try MaskExport(plan: plan, recipe: recipe, format: to, folder: output).execute()
        for outcome in outcomes {
            let name = outcome.label.isEmpty ? outcome.place : "\(outcome.place), \(outcome.label)"
            Terminal.report(outcome.reason.map { "\(name): \($0)" } ?? "\(name): \(outcome.voxels) voxels, \(outcome.file ?? "")")
            for finding in outcome.findings { Terminal.report("  note: \(finding)") }
        }
        if verbose || outcomes.isEmpty { plan.notes.forEach { Terminal.report("note: \($0)") } }
        let written = outcomes.filter { $0.file != nil }
        Terminal.write("\(written.count) of \(outcomes.count) regions in \(Set(written.compactMap(\.file)).count) files in \(output)")
        try (written.isEmpty ? ExitStatus.nothing : written.count < outcomes.count ? .partial : .done).leave()
    }
}

extension MaskExport.Format: ExpressibleByArgument {}
