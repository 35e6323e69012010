import DICOM
import Extraction
import OMOP
import Recipes
import Voxels

/// What came of computing one case.
struct CaseResult: Sendable {
    enum Outcome: Sendable {
        case computed(RegionRecord)
        case notComputed(Reason)
    }

    let outcome: Outcome
    /// What a person should know about the region.
    let remarks: [Remark]
    /// How long it took in seconds.
    let seconds: Double
}

/// Load, extract: a pure function of a bundle and the recipe; no pixel outlives it.
struct CaseComputation: Sendable {
    let recipe: Recipe
    /// The number n of the recipe's configuration.
    let configuration: Int
    /// How many threads a case may keep busy.
    let threads: Int

    /// Computes some cases of a bundle; trouble with one region leaves the others alone.
    func results(
        of cases: [PlannedCase], in bundle: CaseBundle, digests: BundleDigests
    ) -> (cases: [CaseResult], instances: [ImageInstance]) {
        let start = ContinuousClock.now
        do {
            let image = try bundle.image.open(by: recipe)
            let reference = try bundle.reference(for: recipe)
            let regions = cases.map(\.region) + (reference.map { [$0] } ?? [])
            let source = try MaskSource(bundle.mask, for: regions, on: image, recipe: recipe)
            // A single region needs no crop kept, and its memory is wanted for the features.
            let shared = cases.count > 1 ? SharedImage(image) : image
            let normalised = try normalised(shared, by: recipe.normalisation, reference: reference.map { try source.mask(of: $0).mask })
            let remarks = Remark.geometry(of: image)
            let results = cases.map { result(of: $0, image: normalised, remarks: remarks, source: source, in: bundle, digests: digests) }
            return (results, bundle.image.instances(digests, of: image as? ImageSeries))
        } catch {
            let result = CaseResult(outcome: .notComputed(Reason(error)), remarks: [], seconds: seconds(since: start))
            return (cases.map { _ in result }, [])
        }
    }

    private func result(
        of one: PlannedCase, image: any ImageSource, remarks ofImage: [Remark], source: MaskSource, in bundle: CaseBundle,
        digests: BundleDigests
    ) -> CaseResult {
        let start = ContinuousClock.now
        var remarks: [Remark] = []
        do {
            let region = try source.mask(of: one.region)
            let redaction = Redaction(of: bundle)
            remarks = region.remarks.map { Remark($0.code, redaction.text($0.message)) } + ofImage
            let extraction = try extract(image: image, mask: region.mask, recipe: recipe, threads: threads)
            if extraction.paddingVoxelCount > 0 { remarks.append(.padding(extraction)) }
            let record = RegionRecord(
                label: one.label, maskUID: bundle.mask.sopInstanceUID ?? digests.mask, maskDigest: digests.mask,
                morphologicalVoxels: extraction.morphologicalVoxelCount, intensityVoxels: extraction.intensityVoxelCount,
                features: [ConfiguredFeatures(configuration: configuration, results: extraction.features)],
                remarks: remarks)
            return CaseResult(outcome: .computed(record), remarks: remarks, seconds: seconds(since: start))
        } catch {
            return CaseResult(outcome: .notComputed(Reason(error)), remarks: remarks, seconds: seconds(since: start))
        }
    }

    private func seconds(since start: ContinuousClock.Instant) -> Double { (ContinuousClock.now - start) / .seconds(1) }
}

extension PlannedImage {
    /// The files of the image by UID and digest.
    fileprivate func instances(_ digests: BundleDigests, of series: ImageSeries?) -> [ImageInstance] {
        let uids = Dictionary((series?.slices ?? []).map { ($0.path, $0.sopInstanceUID) }) { first, _ in first }
        return zip(paths, digests.files).map { ImageInstance(sopInstanceUID: uids[$0], digest: $1) }
    }
}
