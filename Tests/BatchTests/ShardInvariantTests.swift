import DICOM
import Foundation
import IndexSupport
import OMOP
import PhantomKit
import Testing

@testable import Batch

@Suite("Shards of a plan") struct ShardInvariantTests {
    /// A plan of a synthetic archive, of two recipes.
    private func planned(series: Int, in folder: TemporaryFolder) throws -> PlanFile {
        try SyntheticIndex(series: series, slices: 4).write(to: folder.path("index.sqlite"))
        let setup = try SampleSetup.make(in: folder)
        let plans = try Plan.plans(of: try SeriesIndex(path: folder.path("index.sqlite")), setups: [setup, setup])
        var first = plans[0]
        first.leftovers.append(Plan.Leftover(place: "x", Reason("no-dicom", "nothing")))
        return PlanFile(
            plans: [first, plans[1]], recipes: [folder.path("a.yaml"), folder.path("b.yaml")], setups: [setup, setup], selection: nil,
            archives: ["/archive"])
    }

    @Test("together they are the whole plan, each bundle in one; an image's bundles stay together", arguments: [1, 2, 7, 50])
    func whole(count: Int) throws {
        let folder = try TemporaryFolder()
        let file = try planned(series: 20, in: folder)
        let shards = file.shards(count)
        #expect(shards.count == min(count, 20))
        for part in file.parts.indices {
            let all = shards.flatMap { $0.parts[part].plan.bundles }
            #expect(all.count == 20 && Set(all) == Set(file.parts[part].plan.bundles))
        }
        let images = shards.map { Set($0.plans.flatMap(\.bundles).compactMap(\.image.seriesInstanceUID)) }
        #expect(images.reduce(0) { $0 + $1.count } == 20)
        #expect(shards.map { $0.shard?.number } == Array(1...shards.count) && shards.allSatisfy { $0.shard?.of == shards.count })
        #expect(Set(shards.map { $0.shard?.plan }) == [file.digest])
        #expect(shards[0].plans[0].leftovers.count == 1 && shards.dropFirst().allSatisfy { $0.plans[0].leftovers.isEmpty })
        #expect(file.shards(count).map(\.digest) == shards.map(\.digest))
    }

    @Test("each knows the Patient IDs that several issuers gave in the whole plan, and keeps them in its file")
    func sharedPatients() throws {
        let folder = try TemporaryFolder()
        var file = try planned(series: 4, in: folder)
        let issuers = ["Hospital A", "Hospital B", nil, nil]
        for (place, issuer) in zip(file.parts[0].plan.bundles.indices, issuers) {
            let bundle = file.parts[0].plan.bundles[place]
            let id = issuer == nil ? "OWN-\(place)" : "123"
            let image = bundle.image.of(PatientIdentity(patientID: id, issuer: issuer))
            file.parts[0].plan.bundles[place] = CaseBundle(image: image, mask: bundle.mask, cases: bundle.cases)
        }
        file.parts.removeLast()
        let shards = file.shards(4)
        #expect(shards.count == 4 && shards.allSatisfy { $0.sharedPatientIDs == ["123"] })
        try shards[3].write(to: folder.path("shard.json"))
        let read = try PlanFile(path: folder.path("shard.json"))
        #expect(read.sharedPatientIDs == ["123"] && !read.isEdited)
    }

    @Test("loads differ by no more than the longest image")
    func balance() throws {
        let folder = try TemporaryFolder()
        let file = try planned(series: 40, in: folder)
        let loads = file.shards(6).map(\.cost.seconds)
        let longest = file.plans[0].bundles.map(\.cost.seconds).max() ?? 0
        #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= 2 * longest + 0.001)
    }

    @Test("the folder holds complete plan files and a list of them; shards of another split are not mixed in")
    func folder() throws {
        let folder = try TemporaryFolder()
        let file = try planned(series: 5, in: folder)
        let list = try file.writeShards(3, to: folder.path("plan"))
        #expect(try ShardList(path: folder.path("plan/plan.json")) == list)
        #expect(list.shards == 3 && list.cases == 30 && list.leftovers == 1 && list.digest == file.digest)
        #expect(list.parts.map(\.file) == ["shard-001.json", "shard-002.json", "shard-003.json"])
        for entry in list.parts {
            let shard = try PlanFile(path: folder.path("plan/\(entry.file)"))
            #expect(shard.digest == entry.digest && !shard.isEdited && shard.caseCount == entry.cases && shard.shard?.plan == list.digest)
        }
        _ = try file.writeShards(3, to: folder.path("plan"))
        let error = #expect(throws: BatchError.self) { try file.writeShards(2, to: folder.path("plan")) }
        #expect(error?.code == .output && error?.message.contains("shard-003.json") == true)
    }
}

extension PlannedImage {
    /// The same image of another patient.
    fileprivate func of(_ patient: PatientIdentity) -> PlannedImage {
        PlannedImage(
            content: content, files: files, seriesInstanceUID: seriesInstanceUID, studyInstanceUID: studyInstanceUID, modality: modality,
            intensityUnit: intensityUnit, fixedUnit: fixedUnit, properties: properties, patient: patient, dates: dates, isStated: isStated,
            place: place)
    }
}
