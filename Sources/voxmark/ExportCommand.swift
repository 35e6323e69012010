import ArgumentParser
import Batch
import Features
import OMOP

/// `voxmark export`: writes what is loaded for other programs.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write what an output's database holds for other programs.",
        subcommands: [ExportTableCommand.self, ExportDuckDBCommand.self])
}

/// `voxmark export table`: one wide table for learning.
struct ExportTableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Write one wide CSV table of the loaded regions, with a description of its columns and rows beside it.",
        discussion: """
            A row for each region of current cases that are done: the person's pseudonym, label and modality; the features in declared order; \
            then what batches of images differ in, such as manufacturer, kernel and slice thickness. Missing values are empty, no value is \
            infinite, and nothing is harmonised.

            FILE.json describes the columns (concept, unit, IBSI code) and counts rows per batch level, missing values and features that do \
            not vary. Its schemaHash is the same at all sites that use the same recipe with the same version of the engine's catalogue: tables \
            with the same hash fit together.

            Exit codes: 0 written, 2 wrong use, or no rows of the recipe, 4 the database cannot be read.
            """)

    @Option(help: ArgumentHelp("The output folder of a run, or its database.", valueName: "folder"), completion: .directory)
    var output: String

    @Option(help: ArgumentHelp("The recipe's name; needed when the database has several.", valueName: "name"))
    var recipe: String?

    @Option(
        help: ArgumentHelp("The table; its description gets the same name with the ending .json.", valueName: "file.csv"),
        completion: .file())
    var to: String

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func validate() throws {
        guard to.hasSuffix(".csv") else { throw ValidationError("'\(to)' is no name of a table; give a file that ends with .csv") }
    }

    func run() throws {
        let database = try StoredDatabase(path: DatabaseArgument(output).path)
        let catalogue = FeatureCatalogue.columns(families: FeatureFamily.allCases, aggregations: Set(Aggregation.allCases))
        let report = try LearningTable(database, recipe: recipe, catalogue: catalogue).write(to: to)
        Terminal.write(json ? try JSONText.of(report) : report.text(to))
    }
}

/// `voxmark export duckdb`: the tables for DuckDB.
struct ExportDuckDBCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duckdb",
        abstract: "Write the database's tables as CSV files with a script that loads them into DuckDB.",
        discussion: """
            Begin in the folder: duckdb omop.duckdb < load.sql. Numbers are declared DOUBLE, since the official DECIMAL(18,3) would round \
            features to three decimals.

            Exit codes: 0 written, 2 wrong use, 4 the database cannot be read.
            """)

    @Option(help: ArgumentHelp("The output folder of a run, or its database.", valueName: "folder"), completion: .directory)
    var output: String

    @Option(help: ArgumentHelp("The folder for the files; made when missing.", valueName: "folder"), completion: .directory)
    var to: String

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func run() throws {
        let counts = try DuckDBExport(try StoredDatabase(path: DatabaseArgument(output).path)).write(to: to)
        let lines = TextTable.lines([["table", "rows"]] + counts.map { [$0.table, String($0.rows)] })
        Terminal.write((lines + ["", "load them with: cd \(to) && duckdb omop.duckdb < load.sql"]).joined(separator: "\n"))
    }
}

extension TableReport {
    fileprivate func text(_ path: String) -> String {
        let features = columns.filter { $0.column.kind == .feature }
        var lines = [
            "\(rows) regions of \(persons) persons, \(features.count) features of recipe \(recipe) in \(path)", "schema hash \(schemaHash)",
        ]
        let constant = features.filter(\.hasZeroVariance).count
        let empty = features.reduce(0) { $0 + $1.missing }
        if constant > 0 { lines.append("\(constant) features do not vary") }
        if empty > 0 { lines.append("\(empty) values are missing") }
        if otherVersions > 0 {
            lines.append("\(otherVersions) regions of other versions of recipe or engine are left out; run them again to have them")
        }
        return lines.joined(separator: "\n")
    }
}
