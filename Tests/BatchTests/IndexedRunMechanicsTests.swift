import DICOM
import Foundation
import OMOP
import PhantomKit
import Testing

@testable import Batch

@Suite("A run that takes headers and digests from an index") struct IndexedRunMechanicsTests {
    /// What a plan says, as far as it can be written down.
    private func text(_ plan: Plan) -> [String] {
        var lines: [String] = []
        for bundle in plan.bundles {
            let leading = "\(bundle.place) \(bundle.image.paths) \(bundle.image.content) \(bundle.mask.paths)"
            for one in bundle.cases { lines.append("\(leading) \(one) \(bundle.image.patient)") }
        }
        for leftover in plan.leftovers { lines.append("\(leftover)") }
        return lines + plan.notes + ["\(plan.nonDICOMCount)"]
    }

    /// Sets the time of all files below a folder to a day ago.
    private func settle(_ folder: URL) throws {
        let names = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
        for name in names {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -86_400)], ofItemAtPath: folder.appending(path: name).path)
        }
    }

    private func archive(_ folder: TemporaryFolder) throws {
        try SamplePatient.write("A", to: folder)
        try SamplePatient.write("B", phantom: SamplePatient.phantom(seed: 2), defects: [.missingSlice(4)], to: folder)
        let cut = try SamplePatient.write("C", to: folder)
        try Data(contentsOf: cut.images[3]).dropLast(300).write(to: cut.images[3])
        try SamplePatient.write("D", reference: .otherSeries, to: folder)
        _ = try folder.write("text", to: "archive/readme.txt")
    }

    @Test("the plan is the one of a run that opens the files, by archive and by manifest")
    func plan() throws {
        let folder = try TemporaryFolder()
        try archive(folder)
        let setup = try SampleSetup.make(in: folder)
        let index = try SeriesIndex(path: folder.path("archive/index.sqlite"))
        let paths = [folder.path("archive")]
        let plain = try Plan(archives: paths, setup: setup, excluding: index.files)
        for _ in 0..<2 { #expect(text(try Plan(archives: paths, setup: setup, index: index)) == text(plain)) }
        let manifest = try folder.write(
            "image,mask\narchive/A/CT,archive/A/RS.dcm\narchive/B/CT,archive/B/RS.dcm\narchive/X,archive/A/RS.dcm\n", to: "list.csv")
        #expect(
            text(try Plan(manifest: manifest, setup: setup, index: index)) == text(try Plan(manifest: manifest, setup: setup)))
    }

    @Test("rows and keys are the same with and without; known digests are taken, and nothing new is computed")
    func rowsAndKeys() async throws {
        let folder = try TemporaryFolder()
        try archive(folder)
        try settle(folder.url.appending(path: "archive"))
        let setup = try SampleSetup.make(in: folder)
        let paths = [folder.path("archive")]
        _ = try await execute(try Plan(archives: paths, setup: setup), setup, in: folder, output: "plain", jobs: 1)
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        for (output, isKnown) in [("first", false), ("second", true)] {
            let plan = try Plan(archives: paths, setup: setup, index: index)
            #expect(try index.digests(of: plan).isEmpty == !isKnown)
            // One worker after the other, so that rows get the same ids.
            _ = try await execute(plan, setup, in: folder, output: output, jobs: 1, index: index)
            for table in ["measurement", "voxmark_region", "voxmark_image_instance", "voxmark_status"] {
                let plain = try rows("SELECT * FROM \(table) ORDER BY 1, 2", in: folder, output: "plain")
                #expect(try rows("SELECT * FROM \(table) ORDER BY 1, 2", in: folder, output: output) == plain, "\(table)")
            }
            let keys = "SELECT case_key, state, code, message FROM voxmark_case ORDER BY 1"
            #expect(try rows(keys, in: folder, output: output) == (try rows(keys, in: folder, output: "plain")))
        }
    }

    @Test("a file that changes keeps no digest, even when its size and time are those of before")
    func change() async throws {
        let folder = try TemporaryFolder()
        let written = try SamplePatient.write("A", to: folder)
        try settle(folder.url.appending(path: "archive"))
        let setup = try SampleSetup.make(in: folder)
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        func run() async throws -> [String: Int] {
            let plan = try Plan(archives: [folder.path("archive")], setup: setup, index: index)
            let before = try index.digests(of: plan)
            let summary = try await execute(plan, setup, in: folder, index: index)
            let fresh = try index.digests(of: plan).filter { before[$0.key] != $0.value }
            return ["done": summary.count(.done), "already": summary.count(.alreadyDone), "fresh": fresh.count]
        }
        #expect(try await run() == ["done": 2, "already": 0, "fresh": 11])
        #expect(try await run() == ["done": 0, "already": 2, "fresh": 0])

        // Another last pixel under the same size, inode and time: only the file system knows.
        let image = written.images[5]
        let date = try #require(try FileManager.default.attributesOfItem(atPath: image.path)[.modificationDate] as? Date)
        let before = try #require(FileStamp(of: image.path))
        let handle = try FileHandle(forUpdating: image)
        let end = try handle.seekToEnd()
        try handle.seek(toOffset: end - 2)
        try handle.write(contentsOf: Data([7, 0]))
        try handle.close()
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: image.path)
        let after = try #require(FileStamp(of: image.path))
        #expect(after.inode == before.inode && after.size == before.size)
        let changed = try await run()
        #expect(changed == ["done": 2, "already": 0, "fresh": 1])
        #expect(try rows("SELECT count(DISTINCT image_digest) FROM voxmark_region", in: folder) == ["2"])
    }

    @Test("digests are kept while a run goes on, not only at its end")
    func keptMeanwhile() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        try settle(folder.url.appending(path: "archive"))
        let setup = try SampleSetup.make(in: folder)
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        let plan = try Plan(archives: [folder.path("archive")], setup: setup, index: index)
        var digests = DigestCache()
        _ = try digests.digests(of: try #require(plan.bundles.first))
        let found = digests.takeFresh()
        let some = try #require(found.values.first)
        let queue = DigestQueue(index)
        queue.keep(found)
        let reader = try SeriesIndex(path: folder.path("index.sqlite"))
        queue.keep(Dictionary(uniqueKeysWithValues: (0..<5_000).map { ("/nowhere/\($0)", some) }))
        for _ in 0..<200 where try reader.digests(of: plan).isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try reader.digests(of: plan) == found && found.count == 11)
        #expect(await queue.end() == nil)
    }

    @Test("the digest of a file that was written just now is not kept")
    func unsettled() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        let setup = try SampleSetup.make(in: folder)
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        let plan = try Plan(archives: [folder.path("archive")], setup: setup, index: index)
        var digests = DigestCache()
        let bundle = try #require(plan.bundles.first)
        let found = try digests.digests(of: bundle)
        #expect(found.files.count == 10 && digests.takeFresh().isEmpty)
    }

    @Test("a measurement leads to the files of its image: their digests, and their SOP Instance UIDs as pseudonyms")
    func provenance() async throws {
        let folder = try TemporaryFolder()
        let written = try SamplePatient.write("A", to: folder)
        let setup = try SampleSetup.make(in: folder)
        let plan = try Plan(archives: [folder.path("archive")], setup: setup)
        #expect(try await execute(plan, setup, in: folder).count(.done) == 2)
        let found = try rows(
            """
            SELECT DISTINCT measurement_id, sop_instance, file_digest, recipe_digest, numerics_version, software_version, mask_digest
            FROM measurement JOIN voxmark_region ON region_id = measurement_event_id JOIN voxmark_image_instance USING (image_digest)
            WHERE measurement_id = (SELECT max(measurement_id) FROM measurement) ORDER BY file_number
            """, in: folder)
        let key = try PseudonymKey(file: folder.path("key"))
        var buffer = ContentDigest.buffer
        var expected: [String] = []
        let mask = try ContentDigest.file(try #require(written.structureSet).path, through: &buffer).digest
        let id = try #require(try rows("SELECT max(measurement_id) FROM measurement", in: folder).first)
        for header in try DICOMIndex.scan(written.images.map(\.path)).series.flatMap(\.instances) {
            let digest = try ContentDigest.file(header.path, through: &buffer).digest
            let run = setup.identity
            expected.append(
                "\(id)|\(key.pseudonym(uid: header.sopInstanceUID))|\(digest)|\(run.recipeDigest)|\(run.numericsVersion)|\(run.softwareVersion)|\(mask)"
            )
        }
        #expect(found.count == 10 && Set(found) == Set(expected))
        #expect(try rows("SELECT count(*) FROM voxmark_image_instance", in: folder) == ["10"], "two regions, one image")
        let database = try Data(contentsOf: folder.url.appending(path: "out/omop.sqlite"))
        #expect(database.range(of: Data(written.seriesInstanceUID.utf8)) == nil)
    }

    @Test("codes stand in the log, in the ledger and in the summary alike")
    func codes() async throws {
        let folder = try TemporaryFolder()
        try archive(folder)
        let setup = try SampleSetup.make(in: folder)
        let summary = try await execute(try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder)
        let log = try String(contentsOf: folder.url.appending(path: "out/run.log"), encoding: .utf8)
        let text = summary.text()
        for report in summary.reports {
            guard let code = report.reason?.code else { continue }
            #expect(DocumentedCode.entry(of: code)?.kinds.map(\.rawValue).contains(report.verdict.rawValue) == true, "\(code)")
            #expect(log.contains("code=\(code) ") && text.contains("\(report.verdict.rawValue), \(code) ("), "\(code)")
        }
        #expect(Set(summary.reports.compactMap(\.reason?.code)) == ["damaged-series", "missing-slices", "other-series"])
        #expect(
            try rows("SELECT DISTINCT code FROM voxmark_case WHERE code IS NOT NULL ORDER BY 1", in: folder) == [
                "damaged-series", "missing-slices",
            ])
        #expect(
            try rows("SELECT DISTINCT reason FROM voxmark_status WHERE region_id IS NULL ORDER BY 1", in: folder)
                == ["damaged-series", "missing-slices"])
    }
}
