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
    /// - Throws: `BatchError` when one of the paths names nothing.
    public init(
        archives paths: [String], setup: RunSetup, excluding excluded: [String] = [],
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount
    ) throws(BatchError) {
        try self.init(archives: paths, recipe: setup.recipe, selection: setup.selection, excluding: excluded, jobs: jobs)
    }

    /// Plans archives by a recipe that needs no list of concepts.
    ///
    /// - Throws: `BatchError` when one of the paths names nothing.
    public init(
        archives paths: [String], recipe: Recipe, selection: Selection, excluding excluded: [String] = [],
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount
    ) throws(BatchError) {
        let index = try Self.index(paths, excluding: excluded, jobs: jobs)
        self = ArchivePlanner.plan(index, recipe: recipe, selection: selection, place: Place(roots: paths))
    }

    /// Plans archives by several recipes that share a selection: one plan for each, of the series whose modality the recipe names.
    ///
    /// A series that two recipes name is in both plans; what concerns the archive and no recipe alone stands in the first plan. One recipe plans
    /// every series, and refuses those that it does not name.
    ///
    /// - Throws: `BatchError` when one of the paths names nothing.
    public static func plans(
        archives paths: [String], setups: [RunSetup], excluding excluded: [String] = [],
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount
    ) throws(BatchError) -> [Plan] {
        let index = try index(paths, excluding: excluded, jobs: jobs)
        return ArchivePlanner.plans(
            index, recipes: setups.map(\.recipe), selection: setups.first?.selection ?? .all, place: Place(roots: paths))
    }

    private static func index(_ paths: [String], excluding excluded: [String], jobs: Int) throws(BatchError) -> DICOMIndex {
        do throws(DICOMError) {
            return try DICOMIndex.scan(paths, excluding: excluded, jobs: jobs)
        } catch {
            throw BatchError(.unreadable, "\(error)", cause: error)
        }
    }

    /// Plans the rows of a manifest.
    ///
    /// - Throws: `BatchError` when the file is no manifest; a bad row is left over.
    public init(manifest path: String, setup: RunSetup) throws(BatchError) {
        try self.init(manifest: path, recipe: setup.recipe, selection: setup.selection)
    }

    /// Plans the rows of a manifest by a recipe that needs no list of concepts.
    ///
    /// - Throws: `BatchError` when the file is no manifest; a bad row is left over.
    public init(manifest path: String, recipe: Recipe, selection: Selection) throws(BatchError) {
        self = ManifestPlanner.plan(try Manifest(path: path), recipe: recipe, selection: selection)
    }

    /// Adds what another plan holds.
    public mutating func append(_ other: Plan) {
        bundles += other.bundles
        leftovers += other.leftovers
        notes += other.notes
        nonDICOMCount += other.nonDICOMCount
    }
}
