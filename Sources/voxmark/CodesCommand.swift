import ArgumentParser
import Batch

/// `voxmark codes`: what the codes of refusals, failures and remarks mean.
struct CodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codes",
        abstract: "Explain the codes of refusals, failures and remarks.",
        discussion: """
            The same codes stand in run.log, in the tables voxmark_case and voxmark_status, in records.csv, in JSON, and in square brackets at \
            the end of messages.

            Exit codes: 0 explained, 2 there is no such code.
            """)

    @Argument(help: "A code; without it, all.")
    var code: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print a page in Markdown.")
    var markdown = false

    func validate() throws {
        if json && markdown { throw ValidationError("give --json or --markdown, not both") }
        if let code, DocumentedCode.entry(of: code) == nil {
            throw ValidationError("there is no code '\(code)'; voxmark codes lists all")
        }
    }

    func run() throws {
        let entries = DocumentedCode.all.filter { code == nil || $0.code == code }
        if json {
            Terminal.write(try JSONText.of(entries))
        } else if markdown {
            Terminal.write(DocumentedCode.page(of: entries))
        } else {
            Terminal.write(entries.map(\.text).joined(separator: "\n"))
        }
    }
}
