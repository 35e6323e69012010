import ArgumentParser

/// `voxmark omop`: looks after the database of an output.
struct OMOPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "omop", abstract: "Look after the OMOP database of an output.",
        subcommands: [OMOPCheckCommand.self, OMOPResolveCommand.self, OMOPRemoveCommand.self])
}
