import DICOM
import OMOP
import Testing

@testable import Batch

@Suite("Case key") struct CaseKeyMechanicsTests {
    private struct Ingredients {
        var image = "image"
        var mask = "mask"
        var recipe = "recipe"
        var selection = "selection"
        var numerics = 1
        var roi = ROI(number: 1, name: "GTV")
        var label = "GTV"
        var patient: String? = nil
        var place = "here"

        func key() throws -> String {
            let run = RunIdentity(
                recipe: "r", recipeDigest: recipe, block: 90, configurations: [], columns: [], selectionDigest: selection,
                numericsVersion: numerics, softwareVersion: "1")
            let pseudonyms = try #require(PseudonymKey(bytes: [UInt8](repeating: 7, count: 32)))
            let planned = PlannedImage(
                content: .nifti, files: [PlannedFile(place)], seriesInstanceUID: nil, studyInstanceUID: nil, modality: "CT",
                intensityUnit: .hounsfield,
                patient: PatientIdentity(patientID: patient), dates: ImageDates(), isStated: patient != nil, place: place)
            return CaseKey(run: run, pseudonyms: pseudonyms).key(
                of: PlannedCase(region: .roi(roi), label: label), on: planned, digests: BundleDigests(image: image, mask: mask))
        }
    }

    @Test("the same content gives the same key, wherever it lies")
    func stable() throws {
        let key = try Ingredients().key()
        #expect(try Ingredients(place: "there").key() == key)
        #expect(key.count == 64 && key.allSatisfy(\.isHexDigit))
    }

    @Test("every ingredient changes the key")
    func sensitive() throws {
        let all = [
            Ingredients(), Ingredients(image: "x"), Ingredients(mask: "x"), Ingredients(recipe: "x"), Ingredients(selection: "x"),
            Ingredients(numerics: 2), Ingredients(roi: ROI(number: 2, name: "GTV")), Ingredients(roi: ROI(number: 1, name: "CTV")),
            Ingredients(label: "x"), Ingredients(patient: "p"), Ingredients(patient: "q"),
            // Lengths are part of the digest, so that texts cannot run into each other.
            Ingredients(image: "imagem", mask: "ask"),
        ]
        let keys = try all.map { try $0.key() }
        #expect(Set(keys).count == all.count)
    }

    @Test("the digest of files depends on their contents, not on names or order")
    func files() throws {
        let folder = try TemporaryFolder()
        let one = try folder.write("one", to: "a")
        let two = try folder.write("two", to: "b")
        let same = try folder.write("one", to: "c")
        func digests(_ files: [String], mask: String) throws -> BundleDigests {
            let image = PlannedImage(
                content: .nifti, files: files.map { PlannedFile($0) }, seriesInstanceUID: nil, studyInstanceUID: nil, modality: "CT",
                intensityUnit: .hounsfield,
                patient: PatientIdentity(patientID: nil), dates: ImageDates(), isStated: false, place: "here")
            let bundle = CaseBundle(image: image, mask: PlannedMask(.nifti, paths: [mask], place: "here"), cases: [])
            var cache = DigestCache()
            return try cache.digests(of: bundle)
        }
        let abc = try folder.write("abc", to: "d")
        #expect(try digests([one, two], mask: abc).image == digests([two, same], mask: abc).image)
        #expect(try digests([one, two], mask: abc).image != digests([one, same], mask: abc).image)
        #expect(try digests([one], mask: abc).mask == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(throws: Reason.self) { try digests([one], mask: folder.path("missing")) }
    }
}
