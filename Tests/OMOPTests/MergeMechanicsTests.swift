import Features
import Foundation
import Recipes
import Testing

@testable import OMOP

@Suite("The merge of parts")
struct MergeMechanicsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path("plan/parts"), withIntermediateDirectories: true)
    }

    /// Writes the plan's file.
    private func plan(_ shards: Int, digest: String = "p1") throws {
        try Data("{\"shards\": \(shards), \"digest\": \"\(digest)\", \"more\": [1]}".utf8).write(
            to: URL(filePath: folder.path("plan/plan.json")))
    }

    /// Writes a part with its cases.
    @discardableResult
    private func part(
        _ number: Int, of count: Int, _ records: [CaseRecord], digest: String = "p1", state: RunState = .complete,
        key: PseudonymKey = Samples.key,
        run identity: RunIdentity = Samples.run()
    ) throws -> String {
        let name = "plan/parts/shard-" + String(repeating: "0", count: 3 - "\(number)".count) + "\(number)"
        try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
        let path = folder.path("\(name)/omop.sqlite")
        let run = Samples.runRecord("run-\(number)-\(UUID().uuidString)", shard: "\(number)/\(count)", planDigest: digest)
        let database = try Samples.database(path, key: key, run: run)
        let writer = try OMOPWriter(database, run: identity)
        for var record in records {
            record.runID = run.id
            _ = try writer.commit(record)
        }
        _ = try database.releaseHeld()
        try database.finish(run: run, state: state)
        return path
    }

    /// Writes all cases into one database.
    private func whole(_ records: [CaseRecord], _ name: String = "whole.sqlite") throws {
        let writer = try Samples.writer(folder.path(name))
        for record in records { _ = try writer.commit(record) }
        _ = try writer.output.releaseHeld()
    }

    @discardableResult
    private func merge(_ paths: [String]? = nil, into name: String = "merged.sqlite") throws -> OMOPMerge.Report {
        let parts = try ShardParts(paths ?? [folder.path("plan")])
        return try OMOPMerge(parts, into: folder.path(name), softwareVersion: "0.1.0", numericsVersion: 1).run()
    }

    private func difference(_ one: String = "merged.sqlite", _ other: String = "whole.sqlite") throws -> ComparisonReport {
        var comparison = try DatabaseComparison(ComparedRun(database: folder.path(one)), ComparedRun(database: folder.path(other)))
        return try comparison.run()
    }

    /// Cases of several persons, whose headers contradict each other, with images in common, failed, refused and held ones.
    private var cases: [CaseRecord] {
        var records: [CaseRecord] = []
        for number in 0..<12 {
            let patient = PatientIdentity(
                patientID: "P-\(number % 4)", birthDate: number < 6 ? "19500617" : "1949\(10 + number % 3)01",
                sex: number % 5 == 0 ? "M" : "F")
            var record = Samples.record("case-\(number)", patient: patient, date: "200\(number % 10)0203")
            record.image.digest = "image-\(number / 2)"
            record.image.instances = (0..<3).map {
                ImageInstance(sopInstanceUID: "1.2.\(number / 2).\($0)", digest: "f\($0)-\(number / 2)")
            }
            record.image.properties = [ImageProperty("kvp", "120")]
            record.image.studyUID = "1.2.\(number / 3)"
            record.image.acquisition = [AcquisitionValue(.kvp, 120)].compactMap { $0 }
            records.append(record)
        }
        records[3].outcome = .failed(code: "crash", message: "gone")
        records[7].outcome = .refused(code: "irregular", message: "a slice is missing")
        records[8].outcome = .computed([Samples.region("one"), Samples.region("two")])
        // Of one person the year of birth is told in another part, of another nowhere.
        records.append(Samples.record("held-1", patient: PatientIdentity(patientID: "P-3"), date: "20100101"))
        records.append(Samples.record("held-2", patient: PatientIdentity(patientID: "P-9"), date: "20100101"))
        return records
    }

    @Test("equals a run that was not split, in whichever order parts come", arguments: [[0, 1, 2], [2, 1, 0]])
    func union(order: [Int]) throws {
        let cases = cases
        var paths: [String] = []
        for shard in 0..<3 {
            let own = cases.indices.filter { $0 % 3 == shard }.map { cases[$0] }
            paths.append(try part(shard + 1, of: 3, own))
        }
        try whole(cases)
        let parts = order.map { paths[$0] }
        let database = try SQLiteDatabase(path: folder.path("merged.sqlite"))
        // In the order given, not in that of the shards.
        let checked = try ShardParts(parts)
        try database.transaction { () throws(OMOPError) in try database.createTables(fingerprint: checked.fingerprint) }
        let record = Samples.runRecord("merge")
        try RunTable(database).begin(record)
        for path in parts { _ = try PartMerge(path, into: database, run: record).merge() }
        let released = try HeldCases(database, concepts: database.recordedConcepts()).release().keys.sorted()
        #expect(released == ["held-1"])
        let report = try difference()
        #expect(report.isEqual && report.casesCompared == 14)
        #expect(try database.table("SELECT * FROM pragma_foreign_key_check") == [])
        #expect(try database.count("voxmark_image_instance") == 18)
        #expect(try database.count("image_feature") == database.count("measurement"))
        #expect(try database.count("measurement WHERE visit_occurrence_id IS NULL") == 0)
    }

    @Test("is the same when it is done twice, and after it was cut off")
    func idempotent() throws {
        let cases = cases
        try plan(2)
        try part(1, of: 2, cases[0..<7] + [cases[12]])
        let second = try part(2, of: 2, cases[7..<12] + [cases[13]])
        try whole(cases)
        let report = try merge()
        #expect(report.parts == 2 && report.added == 14 && report.known == 0 && report.released == 1)
        #expect(try difference().isEqual)
        let database = try SQLiteDatabase(path: folder.path("merged.sqlite"))
        let tables = [
            "measurement", "voxmark_region", "voxmark_status", "voxmark_case", "person", "observation_period", "voxmark_held_value",
        ]
        let before = try tables.flatMap { try database.table("SELECT * FROM \($0)") }
        let again = try merge()
        #expect(again.added == 0 && again.known == 14 && again.released == 0)
        #expect(try tables.flatMap { try database.table("SELECT * FROM \($0)") } == before)
        #expect(try database.table("SELECT command FROM voxmark_run ORDER BY run_number") == ["run", "run", "merge", "merge"])
        // One part is in, the other is not.
        let half = try SQLiteDatabase(path: folder.path("half.sqlite"))
        let fingerprint = Samples.key.fingerprint
        try half.transaction { () throws(OMOPError) in try half.createTables(fingerprint: fingerprint) }
        try RunTable(half).begin(Samples.runRecord("cut off"))
        _ = try PartMerge(second, into: half, run: Samples.runRecord("cut off")).merge()
        #expect(try merge(into: "half.sqlite").added == 8)
        #expect(try difference("half.sqlite").isEqual)
    }

    @Test("takes a part's case that is done instead of the one that failed, and never the other way round")
    func retried() throws {
        try plan(1)
        let failed = Samples.record("a", outcome: .failed(code: "crash", message: "gone"))
        try part(1, of: 1, [failed, Samples.record("b")])
        try merge()
        try part(1, of: 1, [Samples.record("a")])
        #expect(try merge().added == 1)
        try whole([Samples.record("a"), Samples.record("b")])
        #expect(try difference().isEqual)
        try FileManager.default.removeItem(atPath: folder.path("plan/parts/shard-001"))
        try part(1, of: 1, [failed])
        #expect(try merge().added == 0)
        #expect(try difference().isEqual)
    }

    @Test("a later plan's case takes the place of the earlier one of the same subject")
    func laterPlan() throws {
        func record(_ key: String) -> CaseRecord {
            var record = Samples.record(key)
            record.subject = "S"
            return record
        }
        try merge([part(1, of: 1, [record("old")])])
        try FileManager.default.removeItem(atPath: folder.path("plan/parts/shard-001"))
        try merge([part(1, of: 1, [record("new")], digest: "p2")])
        let database = try SQLiteDatabase(path: folder.path("merged.sqlite"))
        #expect(try database.table("SELECT case_key, superseded_by FROM voxmark_case ORDER BY 1") == ["new|∅", "old|new"])
    }

    @Test("refuses a set with gaps, and names them")
    func incomplete() throws {
        try plan(5)
        #expect(try message(.incompleteSet) { try merge() }.contains("no shard of the plan has run"))
        try part(1, of: 5, [Samples.record("a")])
        try part(3, of: 5, [Samples.record("c")], state: .interrupted)
        try part(4, of: 5, [Samples.record("d")], state: .running)
        try FileManager.default.createDirectory(atPath: folder.path("plan/parts/shard-005"), withIntermediateDirectories: true)
        let text = try message(.incompleteSet) { try merge() }
        #expect(
            text.contains(
                "4 of 5 shards are not complete: shard 2 (no output), shard 3 (interrupted), shard 4 (running), shard 5 (no output)"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("merged.sqlite")))
    }

    @Test("refuses parts of another plan, key or version, and what is no part, by name")
    func others() throws {
        try plan(2)
        try part(1, of: 2, [Samples.record("a")])
        let second = folder.path("plan/parts/shard-002")
        try part(2, of: 2, [Samples.record("b")], digest: "p2")
        #expect(try message(.otherPart) { try merge() }.contains("shard-002/omop.sqlite is shard 2/2 of plan p2"))
        try FileManager.default.removeItem(atPath: second)
        try part(2, of: 2, [Samples.record("b")], key: PseudonymKey(anyLength: Array(1..<33)))
        #expect(try message(.wrongKey) { try merge() }.contains("shard-002"))
        try FileManager.default.removeItem(atPath: second)
        let path = try part(2, of: 2, [Samples.record("b")])
        let database = try SQLiteDatabase(path: path)
        try database.execute("UPDATE voxmark_property SET value = '4' WHERE name = 'schema version'")
        #expect(try message(.schema) { try merge() }.contains("shard-002"))
        try database.execute("UPDATE voxmark_property SET value = '\(VoxmarkTables.version)' WHERE name = 'schema version'")
        try database.execute("UPDATE voxmark_run SET shard = NULL")
        #expect(try message(.otherPart) { try merge() }.contains("whole run"))
        try database.execute("UPDATE voxmark_run SET shard = '1/2'")
        #expect(try message(.otherPart) { try merge() }.contains("shard-002"))
        try database.execute("UPDATE voxmark_run SET shard = '2/2'")
        #expect(try message(.otherPart) { try merge(into: "plan/parts/shard-002/omop.sqlite") }.contains("one of the parts"))
        try FileManager.default.createDirectory(atPath: folder.path("plan/parts/shard-003"), withIntermediateDirectories: true)
        #expect(try message(.otherPart) { try merge() }.contains("shard-003 is no part of the plan"))
        try FileManager.default.removeItem(atPath: folder.path("plan/parts/shard-003"))
        #expect(try merge().added == 2)
        try plan(0)
        #expect(try message(.plan) { try merge() }.contains("plan.json"))
    }

    @Test("refuses a part whose recipe owns the same concepts with another configuration, and writes nothing of it")
    func conflict() throws {
        try plan(2)
        try part(1, of: 2, [Samples.record("a")])
        try part(2, of: 2, [Samples.record("b")], run: Samples.run(configuration: "beef"))
        let text = try message(.conceptTaken) { try merge() }
        #expect(text.contains("belongs to recipe ibsi-c (digest c0ffee0)") && text.contains("shard-002"))
        let database = try SQLiteDatabase(path: folder.path("merged.sqlite"))
        #expect(try database.table("SELECT case_key FROM voxmark_case") == ["a"])
        #expect(try database.table("SELECT state FROM voxmark_run WHERE command = 'merge'") == ["ended"])
        try FileManager.default.removeItem(atPath: folder.path("plan/parts/shard-002"))
        try part(2, of: 2, [], run: Samples.run(recipe: "ibsi-d"))
        #expect(try message(.conceptTaken) { try merge() }.contains("ibsi-d"))
    }

    @Test("leaves the tables that a run that was not split would have left")
    func tables() throws {
        let cases = cases
        try plan(2)
        try part(1, of: 2, cases[0..<5] + [cases[12]])
        try part(2, of: 2, cases[5..<12] + [cases[13]])
        try whole(cases)
        let writer = try Samples.writer(folder.path("whole.sqlite"))
        try writer.writeTables(features: folder.path("f1.csv"), records: folder.path("r1.csv"))
        let merge = try OMOPMerge(
            ShardParts([folder.path("plan")]), into: folder.path("merged.sqlite"), softwareVersion: "0.1.0", numericsVersion: 1)
        _ = try merge.run()
        var recipes: [String?] = []
        try merge.writeTables(catalogue: Samples.columns) { recipe in
            recipes.append(recipe)
            return (folder.path("f2.csv"), folder.path("r2.csv"))
        }
        #expect(recipes == [nil])
        #expect(try folder.text("f1.csv") == folder.text("f2.csv") && folder.text("r1.csv") == folder.text("r2.csv"))
        #expect(try CSVText.records(of: folder.text("f2.csv")).count == 14)
    }
}
