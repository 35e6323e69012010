import ArgumentParser
import Batch

/// The command line: each subcommand is a file of its own.
@main
struct Voxmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voxmark",
        abstract: "Turns DICOM series and their contours into IBSI radiomic features in an OMOP database.",
        discussion: """
            Exit codes:
              0  all done
              2  wrong use: bad arguments or a bad input file such as the recipe
              3  some cases failed, were refused or are held
              4  nothing could be done
              5  a run ended before its end, such as on a full disk; the same command goes on
              130, 143  stopped by SIGINT or SIGTERM; the same command goes on
            """,
        version: softwareVersion,
        subcommands: [
            IndexCommand.self, PlanCommand.self, RunCommand.self, RetryCommand.self, StatusCommand.self, DiffCommand.self,
            MergeCommand.self,
            FeaturesCommand.self, MasksCommand.self, RecipeCommand.self, VocabularyCommand.self, OMOPCommand.self, ExportCommand.self,
            AuditCommand.self,
            QACommand.self, PhantomCommand.self, CodesCommand.self, WorkerCommand.self,
        ])

    static func main() async {
        Computing.prepare()
        Terminal.prepare()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            leave(with: error)
        }
    }
}
