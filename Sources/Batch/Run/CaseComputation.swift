import DICOM
import Extraction
import Features
import OMOP
import Recipes
import Voxels

/// What one region came to.
struct ComputedRegion: Sendable, Hashable {
    /// The voxels of the morphological mask after interpolation.
    let morphologicalVoxels: Int
    /// The voxels of the intensity mask after re-segmentation.
    let intensityVoxels: Int
    /// The image's columns, rows and slices.
    let gridSize: SIMD3<Int>
    /// The distances of voxel centres along them in mm.
    let spacing: SIMD3<Double>
    /// The recipe's features in declaration order.
    let features: [FeatureResult]
}

/// What came of computing one case.
struct CaseResult: Sendable, Hashable {
    enum Outcome: Sendable, Hashable {
        case computed(ComputedRegion)
        case notComputed(Reason)
    }

    let outcome: Outcome
    /// What a person should know about the region.
    var remarks: [Remark] = []
    /// How long the stages took; what a bundle's cases share is the first one's.
    var seconds = StageSeconds()
}

/// Load, extract: a pure function of a bundle and the recipe; no pixel outlives it.
struct CaseComputation: Sendable {
    let recipe: Recipe
    /// How many threads a case may keep busy.
    let threads: Int
    /// Told whenever the work has gone on.
    var heart = Heart()

    /// Computes some cases of a bundle; trouble with one region leaves the others alone.
    ///
    /// - Parameters:
    ///   - cases: places in the bundle.
    ///   - read: called before the first case with what was read of the image, unless it cannot be read.
    ///   - began: called before each case with its place.
    ///   - finished: called after each case with its place.
    func compute(
        _ cases: [Int], of bundle: CaseBundle, digests: BundleDigests, read: (ReadImage) -> Void, began: (Int) -> Void = { _ in },
        finished: (Int, CaseResult) -> Void
    ) {
        let start = ContinuousClock.now
        do {
            var work = try OpenedBundle(bundle, cases: cases, recipe: recipe, heart: heart)
            work.seconds.load = (ContinuousClock.now - start) / .seconds(1)
            read(bundle.image.read(digests, of: work.image as? ImageSeries))
            for place in cases {
                began(place)
                finished(place, result(of: bundle.cases[place], in: bundle, work))
                work.seconds = StageSeconds()
                heart.beat()
            }
        } catch {
            for place in cases {
                began(place)
                finished(place, CaseResult(outcome: .notComputed(Reason(error))))
            }
        }
    }

    private func result(of one: PlannedCase, in bundle: CaseBundle, _ work: OpenedBundle) -> CaseResult {
        var result = CaseResult(outcome: .notComputed(Reason("unexpected", "the case was not computed")), seconds: work.seconds)
        let start = ContinuousClock.now
        do {
            let region = try work.source.mask(of: one.region)
            let grid = work.image.grid
            heart.beat()
            let redaction = Redaction(of: bundle)
            result.remarks = region.remarks.map { Remark($0.code, redaction.text($0.message)) } + work.remarks
            result.seconds.segment = (ContinuousClock.now - start) / .seconds(1)
            let extraction = try extract(
                image: work.normalised, mask: region.mask, recipe: recipe, threads: threads, beat: { [heart] in heart.beat() })
            if extraction.paddingVoxelCount > 0 { result.remarks.append(.padding(extraction)) }
            result.seconds.prepare = extraction.seconds.prepare
            result.seconds.features = extraction.seconds.features
            return CaseResult(
                outcome: .computed(
                    ComputedRegion(
                        morphologicalVoxels: extraction.morphologicalVoxelCount, intensityVoxels: extraction.intensityVoxelCount,
                        gridSize: SIMD3(grid.size.x, grid.size.y, grid.size.z), spacing: grid.spacing, features: extraction.features)),
                remarks: result.remarks, seconds: result.seconds)
        } catch {
            return CaseResult(outcome: .notComputed(Reason(error)), remarks: result.remarks, seconds: result.seconds)
        }
    }
}

/// What the cases of a bundle share: the image, opened and perhaps normalised, and the mask object.
private struct OpenedBundle {
    let image: any ImageSource
    let normalised: any ImageSource
    let source: MaskSource
    let remarks: [Remark]
    /// How long the opening took.
    var seconds = StageSeconds()

    init(_ bundle: CaseBundle, cases: [Int], recipe: Recipe, heart: Heart) throws {
        image = try bundle.image.open(by: recipe, heart: heart)
        heart.beat()
        let reference = try bundle.reference(for: recipe)
        let regions = cases.map { bundle.cases[$0].region } + (reference.map { [$0] } ?? [])
        source = try MaskSource(bundle.mask, for: regions, on: image, recipe: recipe)
        heart.beat()
        // A single region needs no crop kept, and its memory is wanted for the features.
        let shared = cases.count > 1 ? SharedImage(image) : image
        normalised = try Extraction.normalised(
            shared, by: recipe.normalisation, reference: reference.map { [source] in try source.mask(of: $0).mask })
        remarks = Remark.geometry(of: image)
    }
}

extension PlannedImage {
    /// The files of the image by UID and digest, and how it was made, as its first slice says.
    fileprivate func read(_ digests: BundleDigests, of series: ImageSeries?) -> ReadImage {
        let uids = Dictionary((series?.slices ?? []).map { ($0.path, $0.sopInstanceUID) }) { first, _ in first }
        // A header that cannot be read any more describes the image no longer, and changes no value.
        let made = series?.slices.first.flatMap { try? AcquisitionParameters(path: $0.path) }
        return ReadImage(
            instances: zip(paths, digests.files).map { ImageInstance(sopInstanceUID: uids[$0], digest: $1) },
            acquisition: made?.values ?? [], accessionNumber: made?.accessionNumber)
    }
}
