import DICOM
import Recipes
import Voxels

/// Pairs the structure sets of an archive with the series they were drawn on.
struct ArchivePlanner {
    private let index: DICOMIndex
    private let selection: Selection
    private let recipe: Recipe
    private let place: Place
    private var plan = Plan()
    /// Places in `index.series` that some structure set was paired with.
    private var paired: Set<Int> = []

    private init(_ index: DICOMIndex, recipe: Recipe, selection: Selection, place: Place) {
        self.index = index
        self.selection = selection
        self.place = place
        self.recipe = recipe
    }

    /// Makes the plan of what an index found; nothing of it is left out without a word.
    static func plan(_ index: DICOMIndex, recipe: Recipe, selection: Selection, place: Place) -> Plan {
        var planner = ArchivePlanner(index, recipe: recipe, selection: selection, place: place)
        planner.pair()
        planner.reportDamage()
        planner.reportUnpaired()
        return planner.plan
    }

    private mutating func pair() {
        var setsOfSeries = [[StructureSetHeader]](repeating: [], count: index.series.count)
        for set in index.structureSets {
            let places = seriesPlaces(of: set)
            if places.isEmpty { refuse(set, otherSeries(set)) }
            for place in places { setsOfSeries[place].append(set) }
        }
        var unselected = 0
        for (number, series) in index.series.enumerated() where !setsOfSeries[number].isEmpty {
            paired.insert(number)
            guard selection.selects(series) else {
                unselected += 1
                continue
            }
            let image = PlannedImage(series, recipe: recipe, place: place)
            for set in setsOfSeries[number] {
                if let reason = series.otherPatient(in: set) { refuse(set, reason) } else { add(set, on: image) }
            }
        }
        if unselected > 0 { plan.notes.append("\(unselected) image series with a mask left out by the selection") }
    }

    /// The series that a structure set was drawn on: those it references, else the only one of its frame of reference.
    private func seriesPlaces(of set: StructureSetHeader) -> [Int] {
        let matches = index.series.map { set.match($0) }
        let referenced = matches.indices.filter { matches[$0] == .referencedSeries }
        if !referenced.isEmpty { return referenced }
        let inFrame = matches.indices.filter { matches[$0] == .frameOfReference }
        return inFrame.count == 1 ? inFrame : []
    }

    private func otherSeries(_ set: StructureSetHeader) -> Reason {
        let matches = index.series.map { set.match($0) }
        let inFrame = matches.indices.filter { matches[$0] == .frameOfReference }
        if inFrame.count > 1 {
            let names = inFrame.map { place.folder(of: index.series[$0].paths) }.joined(separator: ", ")
            return Reason(
                "ambiguous-series",
                "the RTSTRUCT references no series, and \(inFrame.count) series share its frame of reference (\(names)); name the pair in a manifest"
            )
        }
        let contradicting = matches.indices.filter { matches[$0] == .contradictingFrame }
        if !contradicting.isEmpty {
            let names = contradicting.map { place.folder(of: index.series[$0].paths) }.joined(separator: ", ")
            return Reason(
                "other-frame",
                "the RTSTRUCT references the series (\(names)), but its frame of reference is not the series' own, so the contours may not lie "
                    + "on the images; export both again from the planning system")
        }
        let wanted = set.referencedSeriesUIDs.map(shortened).joined(separator: ", ")
        let near = matches.indices.filter { matches[$0] == .otherSeriesInFrame }.map { place.folder(of: index.series[$0].paths) }
        let hint = near.isEmpty ? "" : "; in the same frame of reference there is \(near.joined(separator: ", "))"
        return Reason(
            "other-series",
            wanted.isEmpty
                ? "the RTSTRUCT references no series, and none of the archive shares its frame of reference; add the images"
                : "the RTSTRUCT references another series (\(wanted)) than those of the archive\(hint); add the images it was drawn on")
    }

    private mutating func add(_ set: StructureSetHeader, on image: PlannedImage) {
        let mask = PlannedMask(content: .structureSet(set), place: place.name(of: set.instance.path))
        let choice = RegionChoice(of: set, by: selection)
        for reason in choice.refusals { plan.leftovers.append(Plan.Leftover(place: mask.place, reason)) }
        if !choice.undrawn.isEmpty {
            plan.notes.append("\(mask.place): regions without contours: \(choice.undrawn.joined(separator: ", "))")
        }
        guard !choice.cases.isEmpty else {
            if choice.refusals.isEmpty { plan.notes.append("\(mask.place): no region of it is selected") }
            return
        }
        plan.bundles.append(CaseBundle(image: image, mask: mask, cases: choice.cases))
    }

    private mutating func refuse(_ set: StructureSetHeader, _ reason: Reason) {
        plan.leftovers.append(Plan.Leftover(place: place.name(of: set.instance.path), reason))
    }

    /// Damaged files fail, unless the case that needs them fails for them.
    private mutating func reportDamage() {
        let told = Set(plan.bundles.flatMap(\.image.files))
        for finding in index.findings {
            let name = finding.path.map(place.name) ?? ""
            switch finding.code {
            case .unreadable, .emptyFile, .damagedFile, .missingPixelData, .shortPixelData:
                if let path = finding.path, told.contains(path) { continue }
                plan.leftovers.append(Plan.Leftover(place: name, Reason(finding.code.rawValue, place.text(finding.message))))
            default:
                plan.notes.append("\(name): \(place.text(finding.message))")
            }
        }
    }

    private mutating func reportUnpaired() {
        plan.nonDICOMCount = index.nonDICOMCount
        for (number, series) in index.series.enumerated() where !paired.contains(number) && !series.instances.isEmpty {
            let modality = series.instances.first?.modality ?? "image"
            let folder = place.folder(of: series.paths)
            plan.notes.append(modality == "SEG" ? "\(folder): SEG is not read yet" : "\(folder): \(modality) series without a mask")
        }
        let others = index.otherObjects.count
        if others > 0 { plan.notes.append("\(counted(others, "DICOM object")) neither image nor RTSTRUCT") }
    }
}
