import DICOM
import Foundation
import Recipes

extension Plan {
    /// Plans archives: reads the headers of all files below the paths and pairs images, masks and persons.
    ///
    /// - Parameters:
    ///   - paths: the archives.
    ///   - setup: recipe and selection.
    ///   - excluded: files and folders in the archives that do not belong to them, such as the results of an earlier run.
    ///   - jobs: how many headers are read at a time.
    ///   - index: where headers come from, brought up to date first; nil reads the files.
    /// - Throws: `BatchError` when one of the paths names nothing, or the index cannot be used.
    public init(
        archives paths: [String], setup: RunSetup, excluding excluded: [String] = [],
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount, index: SeriesIndex? = nil
    ) throws(BatchError) {
        try self.init(
            archives: paths, recipe: setup.recipe, selection: setup.selection, excluding: excluded, jobs: jobs, index: index)
    }

    /// Plans archives by a recipe that needs no list of concepts.
    ///
    /// - Throws: `BatchError` when one of the paths names nothing, or the index cannot be used.
    public init(
        archives paths: [String], recipe: Recipe, selection: Selection, excluding excluded: [String] = [],
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount, index: SeriesIndex? = nil
    ) throws(BatchError) {
        self = ArchivePlanner.plan(
            try Self.headers(of: paths, excluding: excluded, jobs: jobs, index: index), recipe: recipe, selection: selection,
            place: Place(roots: paths))
    }

    /// Plans archives by several recipes that share a selection: one plan for each, of the series whose modality the recipe names.
    ///
    /// A series that two recipes name is in both plans; what concerns the archive and no recipe alone stands in the first plan. One recipe plans
    /// every series, and refuses those that it does not name.
    ///
    /// - Throws: `BatchError` when one of the paths names nothing, or the index cannot be used.
    public static func plans(
        archives paths: [String], setups: [RunSetup], excluding excluded: [String] = [],
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount, index: SeriesIndex? = nil
    ) throws(BatchError) -> [Plan] {
        ArchivePlanner.plans(
            try headers(of: paths, excluding: excluded, jobs: jobs, index: index), recipes: setups.map(\.recipe),
            selection: setups.first?.selection ?? .all, place: Place(roots: paths))
    }

    private static func headers(
        of paths: [String], excluding excluded: [String], jobs: Int, index: SeriesIndex?
    ) throws(BatchError) -> DICOMIndex {
        guard let index else { return try scan(paths, excluding: excluded, jobs: jobs, read: nil) }
        return try index.withHeaders(of: paths) { read throws(BatchError) in
            try scan(paths, excluding: excluded + index.files, jobs: jobs, read: read)
        }
    }

    private static func scan(
        _ paths: [String], excluding excluded: [String], jobs: Int, read: HeaderReading?
    ) throws(BatchError) -> DICOMIndex {
        do throws(DICOMError) {
            return try DICOMIndex.scan(paths, excluding: excluded, jobs: jobs, read: read)
        } catch {
            throw BatchError(.input, "\(error)", cause: error)
        }
    }

    /// Plans the rows of a manifest.
    ///
    /// - Throws: `BatchError` when the file is no manifest; a bad row is left over.
    public init(manifest path: String, setup: RunSetup, index: SeriesIndex? = nil) throws(BatchError) {
        try self.init(manifest: path, recipe: setup.recipe, selection: setup.selection, index: index)
    }

    /// Plans the rows of a manifest by a recipe that needs no list of concepts.
    ///
    /// - Throws: `BatchError` when the file is no manifest; a bad row is left over.
    public init(manifest path: String, recipe: Recipe, selection: Selection, index: SeriesIndex? = nil) throws(BatchError) {
        let manifest = try Manifest(path: path)
        guard let index else {
            self = ManifestPlanner.plan(manifest, recipe: recipe, selection: selection, read: nil)
            return
        }
        self = try index.withHeaders(of: manifest.dicomPaths) { read throws(BatchError) in
            ManifestPlanner.plan(manifest, recipe: recipe, selection: selection, read: read)
        }
    }

    /// Adds what another plan holds.
    public mutating func append(_ other: Plan) {
        bundles += other.bundles
        leftovers += other.leftovers
        notes += other.notes
        remarks += other.remarks
        nonDICOMCount += other.nonDICOMCount
    }
}
