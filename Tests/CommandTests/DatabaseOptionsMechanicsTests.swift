import ArgumentParser
import Testing

@testable import voxmark

@Suite("The options that name a database") struct DatabaseOptionsMechanicsTests {
    @Test(
        "what does not go together is refused; a password is, without being shown",
        arguments: [
            (["--append"], "--database"), (["--ids", "1-2"], "--database"),
            (["--database", "postgresql://u@h/d", "--ids", "1-2"], "--append"),
            (["--database", "postgresql://u@h/d", "--append", "--ids", "2-1"], "2-1"), (["--cdm-schema", "cdm"], "--database"),
            (["--bulk"], "--database"),
            (["--database", "postgresql://u@h/d", "--append", "--bulk"], "--bulk"),
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
        let site = try DatabaseOptions.parse(["--database", "postgresql://u@h/d", "--append"])
        #expect(site.append && !site.bulk && site.ids == nil)
        let ranged = try DatabaseOptions.parse(["--database", "postgresql://u@h/d", "--append", "--ids", "1500000000-1599999999"])
        #expect(ranged.ids?.description == "1500000000-1599999999")
    }

    private static let site = ["--output", "o", "--database", "postgresql://u@h/d", "--append"]

    @Test(
        "persons are looked up at a site and made elsewhere; only a site's observation periods are extended",
        arguments: [
            (site + ["--persons", "create"], "--append"), (site + ["--person-check", "sex-mismatch=extend"], "extend"),
            (["--output", "o", "--person-check", "outside-observation-period=extend"], "--append"),
            (["--output", "o", "--lookup-issuer", "A"], "--persons lookup"),
            (site + ["--persons", "map", "--person-map", "m", "--lookup-issuer", "A"], "--persons lookup"),
        ])
    func persons(arguments: [String], word: String) {
        do {
            _ = try RunOptions.parse(arguments)
            Issue.record("\(arguments) is taken")
        } catch {
            let message = RunOptions.message(for: error)
            #expect(message.contains(word), "\(message)")
        }
    }

    @Test("the options of database, persons and concepts work together")
    func together() throws {
        let all = try RunOptions.parse(
            Self.site + [
                "--lookup-issuer", "A", "--person-check", "outside-observation-period=extend", "--concept-mode", "strict", "--tumours",
            ])
        let persons = try all.persons.policy(among: [], atSite: all.database.append)
        #expect(persons.source == .lookup && persons.lookupIssuer == "A" && persons.checks[.outsideObservation] == .extend)
        #expect(all.concepts.conceptMode == .strict && all.concepts.areTumours)
        #expect(try PersonOptions.parse([]).policy(among: [], atSite: false).source == .create)
    }
}
