import DICOM
import Foundation
import OMOP
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
        let plans = try Self.plans(
            archives: paths, recipes: [recipe], selection: selection, excluding: excluded, jobs: jobs, index: index)
        self = plans.first ?? Plan()
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
        try plans(
            archives: paths, recipes: setups.map(\.recipe), selection: setups.first?.selection ?? .all, excluding: excluded, jobs: jobs,
            index: index)
    }

    /// Plans what an index holds, as it is, without looking at the files: one plan for each recipe.
    ///
    /// - Throws: `BatchError` when the index cannot be read.
    public static func plans(of index: SeriesIndex, setups: [RunSetup]) throws(BatchError) -> [Plan] {
        let place = Place(roots: try index.archives())
        do throws(OMOPError) {
            return try index.reading { () throws(OMOPError) in
                let source = IndexedHeaders(index)
                return try ArchivePlanner.plans(
                    try ArchiveCatalogue(of: source), in: source, recipes: setups.map(\.recipe),
                    selection: setups.first?.selection ?? .all, place: place)
            }
        } catch {
            throw index.unreadable(error)
        }
    }

    private static func plans(
        archives paths: [String], recipes: [Recipe], selection: Selection, excluding excluded: [String], jobs: Int, index: SeriesIndex?
    ) throws(BatchError) -> [Plan] {
        let place = Place(roots: paths)
        if let index { _ = try index.update(paths) }
        let walk: FileWalk
        do throws(DICOMError) {
            walk = try FileWalk(paths, excluding: excluded + (index?.files ?? []))
        } catch {
            throw BatchError(.input, "\(error)", cause: error)
        }
        guard let index else {
            let contents = FileContent.read(walk.files.map(\.path), jobs: jobs)
            let source = ListedHeaders(zip(walk.files, contents).map { StoredHeader(path: $0.path, content: $1, stamp: $0.stamp) })
            let catalogue = ArchiveCatalogue(of: source, findings: walk.findings, roots: paths)
            return ArchivePlanner.plans(catalogue, in: source, recipes: recipes, selection: selection, place: place)
        }
        do throws(OMOPError) {
            return try index.reading { () throws(OMOPError) in
                let source = IndexedFiles(walk.files, in: index)
                let catalogue = try ArchiveCatalogue(of: source, findings: walk.findings, roots: paths)
                return try ArchivePlanner.plans(catalogue, in: source, recipes: recipes, selection: selection, place: place)
            }
        } catch {
            throw index.unreadable(error)
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
