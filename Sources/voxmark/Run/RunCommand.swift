import ArgumentParser
import Batch
import Foundation

/// `voxmark run`: archives, a manifest or a plan in, an OMOP database and tables out.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compute the features of all regions of an archive and write them as OMOP rows.",
        discussion: """
            Images and masks (RTSTRUCT, DICOM SEG) are paired by the series that the mask references, or by frame of reference and \
            geometry. A case is one region on one image. Run it again and it goes on: what is done is not computed again, nor what failed \
            or was refused and has not changed since (voxmark retry computes that again). The output folder gets omop.sqlite, features.csv \
            (one row per region), records.csv (one row per feature), run-report.json and run.log. Patient IDs and UIDs are written as \
            pseudonyms only; file names appear on the terminal only.

            A manifest is a CSV file with the columns image and mask, and if you like label (a label number, or the name of a region), patient, \
            date, sex, year_of_birth or birth_date, and modality. An image is a NIfTI file or a folder with one DICOM series, a mask a NIfTI \
            file or a folder of them (one region each, named by its file), an RTSTRUCT or a SEG. Relative paths start at the manifest's folder.

            Of several recipes (--recipe ct.yaml --recipe mr.yaml), each computes the series whose modality it names under modalities, or all \
            when it names none; two that name the same modality both compute. A series that none names is left out with a note. Their tables \
            are features-NAME.csv and records-NAME.csv, by the recipe's name.

            --plan carries out what voxmark plan has written, as it stands: a file that has changed since fails its cases with changed-since-plan. \
            A shard of a plan goes into parts/ beside it unless an --output is named; voxmark merge brings the parts together.

            Cases are computed by worker processes, the longest first, within the memory that is allowed. A worker that crashes, hangs or \
            outgrows its memory costs its case, which is tried once more alone. Ctrl-C or SIGTERM ends the run within five seconds with what \
            is done written; a second one ends it at once.

            Exit codes: 0 all done, 2 wrong use, 3 some cases failed, were refused or are held, 4 nothing could be done, 5 ended before its end (database, disk), 130 or 143 stopped \
            by SIGINT or SIGTERM.
            """)

    @OptionGroup var options: RunOptions

    func validate() throws {
        guard options.output != nil || options.plan != nil else { throw ValidationError("name an --output folder") }
        guard options.plan == nil else { return }
        guard !options.archive.isEmpty || options.manifest != nil else {
            throw ValidationError("name an archive, a --manifest or a --plan")
        }
        guard !options.recipe.isEmpty else { throw ValidationError("name a --recipe") }
    }

    func run() async throws {
        try await RunSession(options: options, command: "run").execute()
    }
}
