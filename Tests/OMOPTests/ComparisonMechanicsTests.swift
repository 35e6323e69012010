import Features
import Foundation
import Testing

@testable import OMOP

@Suite("The comparison of databases")
struct ComparisonMechanicsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func compare(_ one: String, _ other: String, tolerance: Double = 0) throws -> ComparisonReport {
        func side(_ name: String) throws -> ComparedRun {
            let parts = name.split(separator: "#").map(String.init)
            return try ComparedRun(database: folder.path(parts[0]), run: parts.count > 1 ? parts[1] : nil)
        }
        var comparison = try DatabaseComparison(side(one), side(other), tolerance: tolerance)
        return try comparison.run()
    }

    private func region(_ mean: FeatureValue, label: String = "GTV, primary") -> RegionRecord {
        var region = Samples.region(label)
        region.features[0].results[2] = FeatureResult(column: Samples.columns[2], value: mean)
        return region
    }

    @Test("finds nothing where cases came in another order, with other ids, times, workers and versions")
    func equal() throws {
        let patients = ["P-1", "P-2", "P-3"].map { PatientIdentity(patientID: $0, birthDate: "19500617", sex: "F") }
        for (name, order) in [("one", [0, 1, 2]), ("two", [2, 0, 1])] {
            let writer = try Samples.writer(folder.path(name))
            for index in order {
                var record = Samples.record("k\(index)", patient: patients[index], date: "2001020\(index + 1)")
                record.started = Date()
                record.worker = order[index]
                record.seconds.load = Double(order[index])
                record.image.instances = [ImageInstance(sopInstanceUID: "1.2.\(index)", digest: "file-\(index)")]
                _ = try writer.commit(record)
            }
            _ = try writer.commit(Samples.record("held", patient: PatientIdentity(patientID: "P-4")))
            _ = try writer.commit(Samples.record("bad", outcome: .failed(code: "crash", message: "worker \(name)")))
        }
        let report = try compare("one", "two")
        #expect(report.isEqual && report.casesCompared == 5 && report.valuesCompared == 32)
        #expect(report == report && report.features.isEmpty)
    }

    @Test("tells how many values of a feature differ, by how much at most, and where")
    func values() throws {
        for (name, values) in [("one", [2.0, -4.0, 0.1]), ("two", [2.0, -4.5, 0.1 + 1e-12])] {
            let writer = try Samples.writer(folder.path(name))
            for (index, value) in values.enumerated() {
                _ = try writer.commit(Samples.record("k\(index)", outcome: .computed([region(.value(value))])))
            }
        }
        let report = try compare("one", "two")
        let feature = try #require(report.features.first)
        #expect(report.features.count == 1 && !report.isEqual && feature.code == "ibsi-c.0:stat_mean")
        #expect(feature.different == 2 && feature.compared == 3 && feature.otherStatus == 0)
        #expect(feature.largestAbsolute == 0.5 && feature.largestRelative == 0.5 / 4.5)
        #expect(feature.example == "k1, GTV, primary: -4.0, then -4.5")
        #expect(report.onlyInFirst.count == 0 && report.otherState.count == 0 && report.tables.isEmpty)
        #expect(try compare("one", "two", tolerance: 1e-9).features.map(\.different) == [1])
        #expect(try compare("one", "two", tolerance: 0.2).isEqual)
    }

    @Test("tells a value that became a reason, and one that lost its last bit")
    func statuses() throws {
        let values: [(String, FeatureValue, FeatureValue)] = [
            ("one", .value(1), .value(3)), ("two", .undefined(.flatRegion), .value(3.0.nextUp)),
        ]
        for (name, first, second) in values {
            let writer = try Samples.writer(folder.path(name))
            _ = try writer.commit(Samples.record("k0", outcome: .computed([region(first)])))
            _ = try writer.commit(Samples.record("k1", outcome: .computed([region(second)])))
        }
        let feature = try #require(try compare("one", "two").features.first)
        #expect(feature.otherStatus == 1 && feature.different == 1)
        #expect(feature.example == "k0, GTV, primary: 1.0 [hnsf'U], then undefined (flat-region)")
    }

    @Test("tells cases of one side, states, regions, persons, periods and files that differ")
    func cases() throws {
        let one = try Samples.writer(folder.path("one"))
        let two = try Samples.writer(folder.path("two"))
        for writer in [one, two] { _ = try writer.commit(Samples.record("same")) }
        _ = try one.commit(Samples.record("first"))
        _ = try two.commit(Samples.record("second", date: "20020202"))
        _ = try one.commit(Samples.record("state", outcome: .failed(code: "crash", message: "m")))
        _ = try two.commit(Samples.record("state", outcome: .refused(code: "irregular", message: "m")))
        _ = try one.commit(Samples.record("region", outcome: .computed([Samples.region("a"), Samples.region("b")])))
        var other = Samples.record("region", outcome: .computed([Samples.region("a")]))
        other.image.instances = [ImageInstance(sopInstanceUID: nil, digest: "f")]
        _ = try two.commit(other)
        _ = try one.commit(Samples.record("voxels"))
        var voxels = Samples.region()
        voxels.intensityVoxels = 1
        _ = try two.commit(Samples.record("voxels", outcome: .computed([voxels])))
        _ = try two.commit(
            Samples.record("born", patient: PatientIdentity(patientID: "PAT-001", issuer: "HOSPITAL", birthDate: "19400101")))
        let report = try compare("one", "two")
        #expect(report.onlyInFirst.examples == ["first ibsi-c done"] && report.onlyInSecond.count == 2)
        #expect(report.otherState.examples == ["state ibsi-c failed(crash), then state refused(irregular)"])
        #expect(
            report.otherRegions.examples == [
                "region ibsi-c done, b: in one only", "voxels ibsi-c done, GTV, primary: intensity voxels",
            ])
        #expect(
            report.tables.map(\.name) == [
                "persons", "observation periods", "evidence on persons", "files of images", "visits", "procedures", "images",
            ])
        #expect(report.tables[0].different.count == 1 && report.tables[1].different.count == 1)
        #expect(report.tables[3].onlyInSecond.examples == ["image-region f"])
    }

    @Test("compares what runs left in one database, across a changed recipe")
    func runs() throws {
        let path = folder.path("one")
        let database = try Samples.database(path, run: Samples.runRecord("first"))
        func commit(_ key: String, _ subject: String, run: String, digest: String, mean: Double) throws {
            var record = Samples.record(key, outcome: .computed([region(.value(mean))]))
            (record.subject, record.runID, record.image.digest) = (subject, run, "image-\(subject)")
            record.image.seriesUID = "1.2.840.\(subject)"
            _ = try OMOPWriter(database, run: Samples.run(recipeDigest: digest)).commit(record)
        }
        try commit("a1", "A", run: "first", digest: "d1", mean: 1)
        try commit("b1", "B", run: "first", digest: "d1", mean: 2)
        try database.begin(Samples.runRecord("second"))
        try commit("a2", "A", run: "second", digest: "d2", mean: 3)
        try commit("b2", "B", run: "second", digest: "d2", mean: 2)
        let report = try compare("one#fir", "one#second")
        #expect(report.casesCompared == 2 && report.features.map(\.different) == [1])
        #expect(report.features.first?.example == "a1, GTV, primary: 1.0, then 3.0")
        #expect(try compare("one", "one#second").isEqual && report.otherRegions.count == 0)
        #expect(try message(.noRun) { _ = try compare("one#third", "one") }.contains("second, first"))
    }

    @Test("compares feature by feature where a changed recipe has another configuration")
    func configurations() throws {
        for (name, number) in [("one", 0), ("two", 1)] {
            let writer = try Samples.writer(folder.path(name), run: Samples.run(numbers: [number]))
            var record = Samples.record("k\(number)", outcome: .computed([Samples.region(configurations: [number])]))
            record.subject = "S"
            record.image.seriesUID = "1.2.840"
            record.image.digest = "image"
            _ = try writer.commit(record)
        }
        let report = try compare("one", "two")
        #expect(report.valuesCompared == 8 && report.otherRegions.count == 0)
        #expect(report.features.count == 8 && report.features.allSatisfy { $0.different == 1 && $0.otherStatus == 0 })
        #expect(report.features.first?.code == "ibsi-c.0:morph_volume")
        #expect(report.features.allSatisfy { abs($0.largestAbsolute - 100.0 / 3) < 1e-9 })
    }

    @Test("refuses databases of different keys, and paths without one")
    func refusals() throws {
        _ = try Samples.writer(folder.path("one"))
        _ = try Samples.writer(folder.path("two"), key: PseudonymKey(anyLength: Array(1..<33)))
        #expect(try message(.wrongKey) { _ = try compare("one", "two") }.contains("different keys"))
        #expect(try message(.noDatabase) { _ = try compare("one", "none") }.contains("none"))
        try Data().write(to: URL(filePath: folder.path("empty")))
        #expect(try message(.schema) { _ = try compare("one", "empty") }.contains("no tables"))
    }

    @Test("walks two lists in the order of bytes, whatever their letters")
    func pairing() throws {
        let keys = [["a", "z", "ä", "𝄞", "日", "Ω"], ["Ω", "é", "ä", "a", "\u{E000}"]]
        var rows: [KeyedRows] = []
        for list in keys {
            let database = try SQLiteDatabase(path: folder.path("\(rows.count)"))
            try database.execute("CREATE TABLE t (k TEXT)")
            for key in list { try database.run("INSERT INTO t VALUES (?)", .text(key)) }
            rows.append(try KeyedRows(database, "SELECT k, 'x' FROM t ORDER BY k", keyCount: 1))
        }
        var (firsts, seconds, both): ([String], [String], [String]) = ([], [], [])
        var (left, right) = (rows[0], rows[1])
        while let pair = try Pairing.next(&left, &right) {
            switch pair {
            case .first(let row): firsts += row.key
            case .second(let row): seconds += row.key
            case .both(let row, _): both += row.key
            }
        }
        #expect(firsts == ["z", "日", "𝄞"] && seconds == ["é", "\u{E000}"] && both == ["a", "ä", "Ω"])
    }

    @Test("of many differences names the first twenty")
    func many() throws {
        let one = try Samples.writer(folder.path("one"))
        let two = try Samples.writer(folder.path("two"))
        _ = try two.output.committingTogether { () throws(OMOPError) in
            for number in 0..<300 { _ = try two.commit(Samples.record("k\(number)", outcome: .failed(code: "crash", message: "m"))) }
        }
        _ = one
        let report = try compare("one", "two")
        #expect(report.onlyInSecond.count == 300 && report.onlyInSecond.examples.count == 20)
    }
}
