import Foundation
import OMOP
import PhantomKit
import Testing

@testable import Batch

@Suite("Run of an archive") struct RunMechanicsTests {
    @Test("every region gets its rows; a second run adds nothing and says so")
    func twice() async throws {
        let folder = try TemporaryFolder()
        for id in ["A", "B", "C"] { try SamplePatient.write(id, to: folder) }
        let setup = try SampleSetup.make(in: folder)
        let plan = try Plan(archives: [folder.path("archive")], setup: setup)
        let first = try await execute(plan, setup, in: folder)
        #expect(first.count(.done) == 6 && first.outcome == .complete)
        let measurements = try rows("SELECT * FROM measurement ORDER BY measurement_id", in: folder)
        // 18 statistics of six regions; a uniform box has no skewness, kurtosis and the like, and these are statuses.
        let statuses = try rows("SELECT * FROM voxmark_status", in: folder)
        #expect(measurements.count + statuses.count == 6 * 18 && measurements.count == first.reports.reduce(0) { $0 + $1.measurements })
        #expect(try rows("SELECT count(*) FROM person", in: folder) == ["3"])
        let features = try Data(contentsOf: folder.url.appending(path: "out/features.csv"))
        let second = try await execute(plan, setup, in: folder)
        #expect(second.count(.alreadyDone) == 6 && second.count(.done) == 0 && second.outcome == .complete)
        #expect(try rows("SELECT * FROM measurement ORDER BY measurement_id", in: folder) == measurements)
        #expect(try Data(contentsOf: folder.url.appending(path: "out/features.csv")) == features)
    }

    @Test("the number of jobs changes no row")
    func jobs() async throws {
        let folder = try TemporaryFolder()
        for id in ["A", "B", "C", "D"] {
            try SamplePatient.write(id, phantom: SamplePatient.phantom(seed: UInt64(id.utf8.count)), to: folder)
        }
        let setup = try SampleSetup.make(in: folder)
        let plan = try Plan(archives: [folder.path("archive")], setup: setup)
        _ = try await execute(plan, setup, in: folder, output: "one", jobs: 1)
        _ = try await execute(plan, setup, in: folder, output: "four", jobs: 4)
        for output in ["one", "four"] {
            #expect(try rows("SELECT count(*) FROM measurement", in: folder, output: output) != ["0"])
        }
        let (one, four) = (
            try ComparedRun(database: folder.path("one/omop.sqlite")), try ComparedRun(database: folder.path("four/omop.sqlite"))
        )
        var comparison = try DatabaseComparison(one, four)
        let report = try comparison.run()
        #expect(report.isEqual)
    }

    @Test("a changed recipe is another case; the rows of the old one stay")
    func changedRecipe() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        for bins in [16, 32] {
            let setup = try SampleSetup.make(in: folder, binNumber: bins)
            let summary = try await execute(try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder)
            #expect(summary.count(.done) == 2)
        }
        #expect(try rows("SELECT count(DISTINCT recipe_digest) FROM voxmark_region", in: folder) == ["2"])
    }

    @Test("bad cases are told apart and the good ones go on; mended, they are done")
    func badCases() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("good", to: folder)
        try SamplePatient.write("gap", defects: [.missingSlice(4)], to: folder)
        try SamplePatient.write("unborn", birthDate: "", to: folder)
        try SamplePatient.write("elsewhere", reference: .otherSeries, to: folder)
        let cut = try SamplePatient.write("cut", to: folder)
        let whole = try Data(contentsOf: cut.images[3])
        try whole.prefix(whole.count - 300).write(to: cut.images[3])
        let setup = try SampleSetup.make(in: folder)
        let archive = [folder.path("archive")]

        let summary = try await execute(try Plan(archives: archive, setup: setup), setup, in: folder)
        #expect(summary.outcome == .partial)
        #expect(codes(summary, .failed) == ["damaged-series", "damaged-series"])
        #expect(codes(summary, .refused) == ["missing-slices", "missing-slices", "other-series"])
        #expect(codes(summary, .held) == ["no-birth-year", "no-birth-year"])
        #expect(summary.count(.done) == 2)
        #expect(
            try rows("SELECT state, count(*) FROM voxmark_case GROUP BY state", in: folder) == [
                "done|2", "failed|2", "held|2", "refused|2",
            ])
        let features = try String(contentsOf: folder.url.appending(path: "out/features.csv"), encoding: .utf8)
        #expect(features.split(separator: "\n").count == 1 + 4, "the values of held cases are in the tables")

        try whole.write(to: cut.images[3])
        let mended = try await execute(try Plan(archives: archive, setup: setup), setup, in: folder)
        #expect(mended.count(.alreadyDone) == 2 && mended.count(.done) == 2 && mended.count(.failed) == 0)
    }

    @Test("contours beyond the end of a cut series are told on every run, and stand in database and table")
    func remarks() async throws {
        let folder = try TemporaryFolder()
        let written = try SamplePatient.write("A", defects: (6...9).map { .missingSlice($0) }, to: folder)
        let setup = try SampleSetup.make(in: folder)
        let plan = try Plan(archives: [folder.path("archive")], setup: setup)
        let told = "ROI 'GTV-1': contours on 2 planes beyond the first or last slice are left out"
        let query =
            "SELECT label, status, reason, message FROM voxmark_status JOIN voxmark_region USING (region_id) WHERE status = 'remark'"
        var tables: Set<Data> = []
        for verdict in [CaseVerdict.done, .alreadyDone] {
            let summary = try await execute(plan, setup, in: folder)
            #expect(summary.count(verdict) == 2 && summary.text().contains("A/{CT, RS.dcm}: GTV-1: \(told)"))
            #expect(try rows(query, in: folder).first == "GTV-1|remark|outside-slices|\(told)")
            let features = try Data(contentsOf: folder.url.appending(path: "out/features.csv"))
            #expect(features.range(of: Data(told.utf8)) != nil)
            #expect(features.range(of: Data(written.seriesInstanceUID.utf8)) == nil)
            tables.insert(features)
        }
        #expect(tables.count == 1)
    }

    @Test("when the database refuses in the middle, what was done before is told, and the next run goes on")
    func fault() async throws {
        let folder = try TemporaryFolder()
        for id in ["A", "B"] { try SamplePatient.write(id, to: folder) }
        let setup = try SampleSetup.make(in: folder)
        _ = try await execute(try Plan(archives: [folder.path("archive/A")], setup: setup), setup, in: folder)
        let path = folder.path("out/omop.sqlite")
        try SQLiteDatabase(path: path).execute(
            "CREATE TRIGGER full BEFORE INSERT ON voxmark_case WHEN 3 <= (SELECT count(*) FROM voxmark_case) BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        let plan = try Plan(archives: [folder.path("archive")], setup: setup)
        let summary = try await execute(plan, setup, in: folder)
        #expect(summary.count(.done) <= 1 && summary.outcome != .complete)
        let fault = summary.fault as? OMOPError
        #expect(fault?.code == .database && fault?.message.contains("omop.sqlite was refused by SQLite: full") == true)
        try SQLiteDatabase(path: path).execute("DROP TRIGGER full")
        #expect(try await execute(plan, setup, in: folder).outcome == .complete)
    }

    @Test("of the notes about an archive the first twenty are listed, all of them in detail")
    func notes() {
        var plan = Plan()
        plan.notes = (1...22).map { "note \($0)." }
        let summary = RunSummary(ofNothing: plan)
        #expect(summary.text().contains("note 20.") && !summary.text().contains("note 21."))
        #expect(summary.text().contains("and 2 notes more (shown with --verbose)"))
        #expect(summary.text(isDetailed: true).contains("note 22."))
    }

    @Test("contours of another patient are refused, by archive and by manifest, and nobody is named")
    func otherPatient() throws {
        let folder = try TemporaryFolder()
        let set = try #require(try SamplePatient.write("ALPHA", to: folder).structureSet)
        var bytes = try Data(contentsOf: set)
        while let found = bytes.range(of: Data("ALPHA".utf8)) { bytes.replaceSubrange(found, with: Data("OMEGA".utf8)) }
        try bytes.write(to: set)
        let setup = try SampleSetup.make(in: folder)
        let manifest = try folder.write("image,mask,patient\narchive/ALPHA/CT,\(set.path),P1\n", to: "list.csv")
        for plan in [try Plan(archives: [folder.path("archive")], setup: setup), try Plan(manifest: manifest, setup: setup)] {
            #expect(plan.caseCount == 0 && plan.leftovers.map(\.reason.code) == ["other-patient"])
            let reason = try #require(plan.leftovers.first?.reason)
            #expect(reason.verdict == .refused && !reason.message.contains("ALPHA") && !reason.message.contains("OMEGA"))
        }
    }

    @Test("a region that fails leaves the others of its RTSTRUCT alone")
    func oneRegion() async throws {
        let folder = try TemporaryFolder()
        var phantom = SamplePatient.phantom()
        // Between slices and voxel centres: contours there are, but no voxel centre inside.
        phantom.part.shape = Shape(.box(halfEdges: [0.4, 0.4, 4]), centre: phantom.grid.position(of: SIMD3(15.5, 15.5, 5)))
        try SamplePatient.write("A", phantom: phantom, to: folder)
        let setup = try SampleSetup.make(in: folder)
        let summary = try await execute(try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder)
        #expect(summary.reports.map(\.verdict) == [.refused, .done] && summary.outcome == .partial)
        #expect(summary.reports.map(\.reason?.code) == ["empty-mask", nil])
        #expect(summary.text().contains("A/{CT, RS.dcm}: GTV-1: "))
    }

    @Test("when nothing comes of any case, that is what the outcome says")
    func nothing() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("gap", defects: [.missingSlice(4)], to: folder)
        let setup = try SampleSetup.make(in: folder)
        let summary = try await execute(try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder)
        #expect(summary.outcome == .nothing)
        #expect(RunSummary(ofNothing: Plan()).outcome == .nothing)
    }

    @Test("neither database nor tables nor log hold names, ids, UIDs or paths")
    func privacy() async throws {
        let folder = try TemporaryFolder()
        let secret = "SECRET-4711"
        let good = try SamplePatient.write(secret, to: folder)
        let gap = try SamplePatient.write("\(secret)-2", defects: [.missingSlice(4)], to: folder)
        let setup = try SampleSetup.make(in: folder)
        _ = try await execute(try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder)
        let secrets = [secret, good.seriesInstanceUID, gap.studyInstanceUID, "IM00", "19600101", folder.url.lastPathComponent]
        for name in ["omop.sqlite", "features.csv", "records.csv", "run.log"] {
            let bytes = try Data(contentsOf: folder.url.appending(path: "out/\(name)"))
            #expect(!bytes.isEmpty)
            for text in secrets { #expect(bytes.range(of: Data(text.utf8)) == nil, "\(name) holds \(text)") }
        }
        #expect(try rows("SELECT code FROM voxmark_case WHERE state = 'refused'", in: folder) == ["missing-slices", "missing-slices"])
    }

    private func codes(_ summary: SampleRun, _ verdict: CaseVerdict) -> [String] {
        summary.reports.filter { $0.verdict == verdict }.compactMap(\.reason?.code).sorted()
    }
}
