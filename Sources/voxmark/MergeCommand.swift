import ArgumentParser
import Batch
import Extraction
import Features
import Foundation
import OMOP

/// `voxmark merge`: the outputs of a plan's shards become one.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Bring the outputs of a plan's shards together in one database with its tables.",
        discussion: """
            PART is the folder of a plan that was split into shards, whose outputs lie in parts/shard-001, parts/shard-002 and so on; or these \
            outputs one by one. All shards must be there and complete; what is missing is named, and nothing is written. The result equals \
            that of a run that was not split, but for ids and times. A merge that was cut off is done again; one that is repeated changes \
            nothing.

            Exit codes: 0 merged, 2 wrong use, or parts are missing or do not belong together, 4 a database cannot be read or written.
            """)

    @Argument(help: ArgumentHelp("The plan's folder, or the output of every shard.", valueName: "part"), completion: .directory)
    var parts: [String]

    @Option(help: ArgumentHelp("The folder for the results; made when missing.", valueName: "folder"), completion: .directory)
    var output: String

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func run() throws {
        let shards = try ShardParts(parts)
        let folder = try OutputFolder(path: output)
        let merge = try OMOPMerge(
            shards, into: folder.database, softwareVersion: Batch.softwareVersion, numericsVersion: Extraction.numericsVersion)
        let report = try merge.run { done in Terminal.report("[\(done)/\(shards.databases.count)] merged") }
        let catalogue = FeatureCatalogue.columns(families: FeatureFamily.allCases, aggregations: Set(Aggregation.allCases))
        try merge.writeTables(catalogue: catalogue) { recipe in
            recipe.map { (folder.features(of: $0), folder.records(of: $0)) } ?? (folder.features, folder.records)
        }
        Terminal.write(json ? try JSONText.of(report) : report.text(output))
    }
}

extension OMOPMerge.Report {
    fileprivate func text(_ output: String) -> String {
        "\(parts) parts: \(added) cases written, \(known) there already"
            + (released > 0 ? ", \(released) held cases became measurements" : "") + "; results in \(output)"
    }
}
