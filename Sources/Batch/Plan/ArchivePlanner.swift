import DICOM
import Recipes
import Voxels

/// Pairs the structure sets and segmentations of an archive with the series they were drawn on.
struct ArchivePlanner {
    private let index: DICOMIndex
    /// The series of the index, in as many parts as the recipe splits them.
    private let series: [SeriesHeaders]
    private let selection: Selection
    private let recipe: Recipe
    private let place: Place
    /// Only series of the modalities that the recipe names are its own; other recipes may compute the others.
    private let isOneOfSeveral: Bool
    private var plan = Plan()
    /// What some mask object was paired with, and what of it the recipe is not about or the selection leaves out.
    private var paired: Set<SeriesName> = []
    private var foreign: Set<SeriesName> = []
    private var unselected: Set<SeriesName> = []
    /// Why mask objects were drawn on no series, by the path of the object, in the order of the index.
    private var unmatched: [(set: MaskObject, reason: Reason)] = []
    /// Places in `series` by Series Instance UID, and by Frame of Reference UID.
    private let placesOfSeries: [String: [Int]]
    private let placesInFrame: [String: [Int]]

    private init(_ index: DICOMIndex, recipe: Recipe, isOneOfSeveral: Bool, selection: Selection, place: Place) {
        self.index = index
        self.isOneOfSeveral = isOneOfSeveral
        self.selection = selection
        self.place = place
        self.recipe = recipe
        let series = index.series.flatMap { $0.parts(tolerance: recipe.geometry) }
        self.series = series
        placesOfSeries = Dictionary(grouping: series.indices) { series[$0].seriesInstanceUID }
        placesInFrame = Dictionary(grouping: series.indices) { series[$0].instances.first?.plane.frameOfReferenceUID ?? "" }
    }

    /// Makes the plan of what an index found; nothing of it is left out without a word.
    static func plan(_ index: DICOMIndex, recipe: Recipe, selection: Selection, place: Place) -> Plan {
        plans(index, recipes: [recipe], selection: selection, place: place).first ?? Plan()
    }

    /// Makes a plan for each recipe; of several, each plans the series of the modalities that it names, or all when it names none.
    ///
    /// What concerns the archive and no recipe alone stands in the first plan.
    static func plans(_ index: DICOMIndex, recipes: [Recipe], selection: Selection, place: Place) -> [Plan] {
        var planners = recipes.map {
            ArchivePlanner(index, recipe: $0, isOneOfSeveral: recipes.count > 1, selection: selection, place: place)
        }
        for number in planners.indices { planners[number].pair() }
        let others = planners.dropFirst()
        guard var first = planners.first else { return [] }
        first.reportUnmatched(unless: others.map { Set($0.unmatched.map(\.set.instance.path)) })
        first.reportUnselected(with: others.map(\.unselected))
        first.reportDamage(toldElsewhere: others.flatMap { $0.plan.bundles.flatMap(\.image.paths) })
        first.reportUnpaired(with: others.map(\.paired), foreign: others.map(\.foreign))
        return [first.plan] + others.map(\.plan)
    }

    private mutating func pair() {
        var setsOfSeries = [[MaskObject]](repeating: [], count: series.count)
        for set in index.structureSets.map(MaskObject.structureSet) + index.segmentations.map(MaskObject.segmentation) {
            let places = seriesPlaces(of: set)
            if places.isEmpty { unmatched.append((set, otherSeries(set))) }
            for place in places { setsOfSeries[place].append(set) }
        }
        let stacksOfSeries = Dictionary(grouping: setsOfSeries.indices) { series[$0].seriesInstanceUID }
        for (number, series) in series.enumerated() where !setsOfSeries[number].isEmpty {
            paired.insert(SeriesName(series))
            guard isMeant(series) else {
                foreign.insert(SeriesName(series))
                continue
            }
            guard selection.selects(series) else {
                unselected.insert(SeriesName(series))
                continue
            }
            let image = PlannedImage(series, recipe: recipe, place: place)
            for set in setsOfSeries[number] {
                if let reason = series.otherPatient(in: set) {
                    refuse(set, reason)
                    continue
                }
                let others = series.stack == nil ? [] : stacksOfSeries[series.seriesInstanceUID] ?? []
                let stacks = others.filter { number in
                    setsOfSeries[number].contains { $0.instance.path == set.instance.path } && selection.selects(self.series[number])
                }
                add(set, on: image, stack: stacks.count > 1 ? series.stack : nil)
            }
        }
    }

    /// Whether the recipe computes a series: a recipe on its own refuses what it is not about, one of several leaves it to the others.
    private func isMeant(_ series: SeriesHeaders) -> Bool {
        guard isOneOfSeveral, let modalities = recipe.modality.modalities else { return true }
        return series.instances.first.flatMap(\.modality).map(modalities.contains) ?? false
    }

    /// The series that a mask object was drawn on: those it references, else the only one of its frame of reference, or of several the only one
    /// on whose slices a segmentation's frames lie.
    private func seriesPlaces(of set: MaskObject) -> [Int] {
        let matches = matches(of: set)
        let isTrusting = recipe.masks.trustsUnknownFrame
        let referenced = matches.filter { $0.match == .referencedSeries || isTrusting && $0.match == .contradictingFrame }.map(\.place)
        if !referenced.isEmpty { return stacks(of: set, among: referenced) }
        let inFrame = matches.filter { $0.match == .frameOfReference }.map(\.place)
        let candidates = isOneSeries(inFrame) ? inFrame : carrying(set, among: inFrame)
        return isOneSeries(candidates) ? stacks(of: set, among: candidates) : []
    }

    private func isOneSeries(_ places: [Int]) -> Bool { Set(places.map { series[$0].seriesInstanceUID }).count == 1 }

    /// The places on whose slices and voxels the frames of a segmentation lie; contours tell nothing of the kind.
    private func carrying(_ set: MaskObject, among places: [Int]) -> [Int] {
        guard places.count > 1, case .segmentation(let header) = set, let object = try? SegmentationObject(path: header.instance.path)
        else { return [] }
        // Whether the recipe reads the series' modality is told of the pair, once there is one.
        let policy = ModalityPolicy(projection: recipe.modality.projection)
        return places.filter { number in
            (try? ImageSeries(series[number], tolerance: recipe.geometry, policy: policy)).map {
                object.liesOnSlices(of: $0.grid, tolerance: recipe.geometry)
            } ?? false
        }
    }

    /// The places of the stacks that a mask object was drawn on, series by series.
    private func stacks(of set: MaskObject, among places: [Int]) -> [Int] {
        guard places.count > 1 else { return places }
        return Dictionary(grouping: places) { series[$0].seriesInstanceUID }.values.flatMap { places in
            let names = Set(selection.stacks(places.map { series[$0] }, drawnOn: set).map(\.stack))
            return places.filter { names.contains(series[$0].stack) }
        }
    }

    /// How a mask object belongs to the series that it may belong to, which are few of a large archive; places in ascending order.
    private func matches(of set: MaskObject) -> [(place: Int, match: SeriesMatch)] {
        let named = set.referencedSeriesUIDs.flatMap { placesOfSeries[$0] ?? [] }
        let inFrame = set.frameOfReferenceUIDs.flatMap { placesInFrame[$0] ?? [] }
        let candidates = set.mayNameImagesOnly ? Array(series.indices) : Set(named + inFrame).sorted()
        return candidates.map { ($0, set.match(series[$0])) }
    }

    private func otherSeries(_ set: MaskObject) -> Reason {
        let matches = matches(of: set)
        func folders(_ match: SeriesMatch) -> [String] {
            matches.filter { $0.match == match }.map { place.folder(of: series[$0.place].paths) }
        }
        let inFrame = folders(.frameOfReference)
        if inFrame.count > 1 {
            let names = inFrame.joined(separator: ", ")
            return Reason(
                "ambiguous-series",
                "the \(set.kind) references no series, and \(inFrame.count) series share its frame of reference (\(names)); name the pair in a manifest"
            )
        }
        let contradicting = folders(.contradictingFrame)
        if !contradicting.isEmpty {
            let names = contradicting.joined(separator: ", ")
            return Reason(
                "other-frame",
                "the \(set.kind) references the series (\(names)), but its frame of reference is not the series' own, so its regions may not lie "
                    + "on the images; export both again together")
        }
        let wanted = set.referencedSeriesUIDs.map(shortened).joined(separator: ", ")
        let near = folders(.otherSeriesInFrame)
        let hint = near.isEmpty ? "" : "; in the same frame of reference there is \(near.joined(separator: ", "))"
        return Reason(
            "other-series",
            wanted.isEmpty
                ? "the \(set.kind) references no series, and none of the archive shares its frame of reference; add the images"
                : "the \(set.kind) references another series (\(wanted)) than those of the archive\(hint); add the images it was drawn on")
    }

    /// Plans the regions of a mask object; where it lies on several stacks of one series, the names say on which.
    private mutating func add(_ set: MaskObject, on image: PlannedImage, stack: String?) {
        let mask = set.planned(place: place.name(of: set.instance.path))
        let choice = RegionChoice(of: set.offers, by: selection, making: recipe.masks.regions)
        for reason in choice.refusals { plan.leftovers.append(Plan.Leftover(place: mask.place, reason)) }
        if !choice.undrawn.isEmpty {
            let what = set.kind == "SEG" ? "segments without frames" : "regions without contours"
            plan.notes.append("\(mask.place): \(what): \(choice.undrawn.joined(separator: ", "))")
        }
        guard !choice.cases.isEmpty else {
            if choice.refusals.isEmpty { plan.notes.append("\(mask.place): no region of it is selected") }
            return
        }
        let cases = choice.cases.map { one in
            stack.map { PlannedCase(region: one.region, label: "\(one.label) [\($0)]") } ?? one
        }
        plan.bundles.append(CaseBundle(image: image, mask: mask, cases: cases))
    }

    private mutating func refuse(_ set: MaskObject, _ reason: Reason) {
        plan.leftovers.append(Plan.Leftover(place: place.name(of: set.instance.path), modality: set.kind, reason))
    }

    /// Refuses the mask objects that no recipe's planner found a series for.
    private mutating func reportUnmatched(unless others: [Set<String>]) {
        for (set, reason) in unmatched where others.allSatisfy({ $0.contains(set.instance.path) }) { refuse(set, reason) }
    }

    private mutating func reportUnselected(with others: [Set<SeriesName>]) {
        let count = others.reduce(unselected) { $0.union($1) }.count
        if count > 0 { plan.notes.append("\(count) image series with a mask left out by the selection") }
    }

    /// Damaged files fail, unless the case that needs them fails for them.
    private mutating func reportDamage(toldElsewhere: [String]) {
        let told = Set(plan.bundles.flatMap(\.image.paths) + toldElsewhere)
        for finding in index.findings {
            let name = finding.path.map(place.name) ?? ""
            switch finding.code {
            case .unreadable, .emptyFile, .damagedFile, .missingPixelData, .shortPixelData:
                if let path = finding.path, told.contains(path) { continue }
                plan.leftovers.append(Plan.Leftover(place: name, Reason(finding.code.rawValue, place.text(finding.message))))
            default:
                plan.notes.append("\(name): \(place.text(finding.message)) [\(finding.code.rawValue)]")
            }
        }
    }

    /// Notes the series without a mask, and those that no recipe is about.
    private mutating func reportUnpaired(with others: [Set<SeriesName>], foreign alsoForeign: [Set<SeriesName>]) {
        plan.nonDICOMCount = index.nonDICOMCount
        let paired = others.reduce(paired) { $0.union($1) }
        let foreign = alsoForeign.reduce(foreign) { $0.intersection($1) }
        for series in series where !series.instances.isEmpty {
            let modality = series.instances.first?.modality ?? "image"
            let folder = place.folder(of: series.paths)
            let name = series.stack.map { "\(modality) series (\($0))" } ?? "\(modality) series"
            if !paired.contains(SeriesName(series)) {
                plan.notes.append("\(folder): \(name) without a mask")
            } else if foreign.contains(SeriesName(series)) {
                plan.notes.append("\(folder): \(name) left out, since none of the recipes names the modality \(modality)")
            }
        }
        let others = index.otherObjects.count
        if others > 0 { plan.notes.append("\(counted(others, "DICOM object")) neither image nor RTSTRUCT nor SEG") }
    }
}

/// A series, or one stack of it, whichever recipe split it.
private struct SeriesName: Hashable {
    let uid: String
    let stack: String?

    init(_ series: SeriesHeaders) {
        uid = series.seriesInstanceUID
        stack = series.stack
    }
}
