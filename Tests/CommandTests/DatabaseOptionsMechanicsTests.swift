import ArgumentParser
import Testing

@testable import voxmark

@Suite("The options that name a database") struct DatabaseOptionsMechanicsTests {
    @Test(
        "what does not go together is refused; a password is, without being shown",
        arguments: [
            (["--append"], "--database"), (["--cdm-schema", "cdm"], "--database"), (["--bulk"], "--database"),
            (["--database", "postgresql://u@h/d", "--outside-period", "hold"], "--append"),
            (["--database", "postgresql://u@h/d", "--append", "--bulk"], "--bulk"),
            (["--database", "postgresql://u@h/d", "--append", "--outside-period", "guess"], "guess"),
            (["--database", "omop.sqlite"], "postgresql://"), (["--database", "postgresql://u:hush@h/d"], "PGPASSFILE"),
        ])
    func refusals(arguments: [String], word: String) {
        do {
            _ = try DatabaseOptions.parse(arguments)
            Issue.record("\(arguments) is taken")
        } catch {
            let message = DatabaseOptions.message(for: error)
            #expect(message.contains(word) && !message.contains("hush"), "\(message)")
        }
    }

    @Test("a database of our own and a site's are named")
    func names() throws {
        #expect(try DatabaseOptions.parse([]).database == nil)
        let own = try DatabaseOptions.parse(["--database", "postgresql://u@h/d", "--cdm-schema", "cdm", "--results-schema", "r", "--bulk"])
        #expect(own.cdmSchema == "cdm" && own.resultsSchema == "r" && own.bulk && !own.append)
        let site = try DatabaseOptions.parse(["--database", "postgresql://u@h/d", "--append", "--outside-period", "extend"])
        #expect(site.append && site.outsidePeriod == .extend)
    }
}
