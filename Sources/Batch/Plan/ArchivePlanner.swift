import DICOM
import Recipes
import Voxels

/// Pairs the structure sets and segmentations of an archive with the series they were drawn on.
///
/// Headers are read series by series and forgotten; those of a series are read again only where a segmentation's frames have to be laid on its
/// slices, and those of a mask object when its regions are chosen.
struct ArchivePlanner<Source: HeaderSource> {
    private let source: Source
    private let catalogue: ArchiveCatalogue
    private let masks: MaskDirectory
    private let selection: Selection
    private let recipe: Recipe
    private let place: Place
    /// Only series of the modalities that the recipe names are its own; other recipes may compute the others.
    private let isOneOfSeveral: Bool
    /// The series of the archive, in as many parts as the recipe splits them.
    private var series: [SeriesOutline] = []
    private var plan = Plan()
    /// What some mask object was paired with, and what of it the recipe is not about or the selection leaves out.
    private var paired: Set<SeriesName> = []
    private var foreign: Set<SeriesName> = []
    private var unselected: Set<SeriesName> = []
    /// Why mask objects were drawn on no series, by their places in the directory, in the order of the archive.
    private var unmatched: [(mask: Int, reason: Reason)] = []
    /// Places in `series` by Series Instance UID, by Frame of Reference UID, and by the mask objects that name an image of them.
    private var placesOfSeries: [String: [Int]] = [:]
    private var placesInFrame: [String: [Int]] = [:]
    private var placesNamed: [Int: [Int]] = [:]

    /// Makes a plan for each recipe; of several, each plans the series of the modalities that it names, or all when it names none.
    ///
    /// What concerns the archive and no recipe alone stands in the first plan.
    static func plans(
        _ catalogue: ArchiveCatalogue, in source: Source, recipes: [Recipe], selection: Selection, place: Place
    ) throws(Source.Fault) -> [Plan] {
        let masks = try MaskDirectory(of: catalogue, in: source)
        var planners = recipes.map { recipe in
            ArchivePlanner(
                source: source, catalogue: catalogue, masks: masks, selection: selection, recipe: recipe, place: place,
                isOneOfSeveral: recipes.count > 1)
        }
        for number in catalogue.series.indices {
            let headers = try source.headers(of: catalogue.series[number].files)
            let stacks = catalogue.series[number].stacks(headers)
            let stamps = Dictionary(headers.map { ($0.path, $0.stamp) }) { first, _ in first }.compactMapValues { $0 }
            for planner in planners.indices { try planners[planner].meet(stacks, stamps, catalogued: number) }
        }
        for number in planners.indices { try planners[number].pair() }
        let others = planners.dropFirst()
        guard var first = planners.first else { return [] }
        first.reportUnmatched(unless: others.map { Set($0.unmatched.map(\.mask)) })
        first.reportUnselected(with: others.map(\.unselected))
        first.reportDamage(with: others.map(\.plan))
        first.reportUnpaired(with: others.map(\.paired), foreign: others.map(\.foreign))
        return [first.plan] + others.map(\.plan)
    }

    private init(
        source: Source, catalogue: ArchiveCatalogue, masks: MaskDirectory, selection: Selection, recipe: Recipe, place: Place,
        isOneOfSeveral: Bool
    ) {
        self.source = source
        self.catalogue = catalogue
        self.masks = masks
        self.selection = selection
        self.recipe = recipe
        self.place = place
        self.isOneOfSeveral = isOneOfSeveral
    }

    /// Takes of a series what pairing needs.
    private mutating func meet(_ stacks: [SeriesHeaders], _ stamps: [String: FileStamp], catalogued: Int) throws(Source.Fault) {
        let parts = stacks.flatMap { $0.parts(tolerance: recipe.geometry) }
        var objects: [Int: MaskObject] = [:]
        for part in parts {
            var outline = SeriesOutline(
                part, stamps, catalogued: catalogued, masks: masks, recipe: recipe, selection: selection, place: place)
            if parts.count > 1 {
                for mask in outline.candidates {
                    if objects[mask] == nil { objects[mask] = try object(mask) }
                    if objects[mask]?.references(part) == true { outline.naming.insert(mask) }
                }
            }
            placesOfSeries[outline.uid, default: []].append(series.count)
            placesInFrame[outline.frameOfReferenceUID ?? "", default: []].append(series.count)
            for mask in outline.naming { placesNamed[mask, default: []].append(series.count) }
            series.append(outline)
        }
    }

    /// The whole header of a mask object.
    private func object(_ mask: Int) throws(Source.Fault) -> MaskObject? {
        MaskObject(try source.headers(of: [masks.masks[mask].number]).first?.content)
    }

    private mutating func pair() throws(Source.Fault) {
        var masksOfSeries = [[Int]](repeating: [], count: series.count)
        for mask in masks.masks.indices {
            let places = try seriesPlaces(of: mask)
            if places.isEmpty { unmatched.append((mask, otherSeries(mask))) }
            for place in places { masksOfSeries[place].append(mask) }
        }
        for number in series.indices where !masksOfSeries[number].isEmpty {
            let series = series[number]
            paired.insert(series.name)
            guard isMeant(series) else {
                foreign.insert(series.name)
                continue
            }
            guard series.isSelected else {
                unselected.insert(series.name)
                continue
            }
            for mask in masksOfSeries[number] {
                if let reason = series.otherPatient(in: masks.masks[mask]) {
                    refuse(mask, reason)
                    continue
                }
                let others = series.stack == nil ? [] : placesOfSeries[series.uid] ?? []
                let stacks = others.filter { masksOfSeries[$0].contains(mask) && self.series[$0].isSelected }
                try add(mask, on: series, stack: stacks.count > 1 ? series.stack : nil)
            }
        }
        plan.remarkDoubles()
    }

    /// Whether the recipe computes a series: a recipe on its own refuses what it is not about, one of several leaves it to the others.
    private func isMeant(_ series: SeriesOutline) -> Bool {
        guard isOneOfSeveral, let modalities = recipe.modality.modalities else { return true }
        return series.modality.map(modalities.contains) ?? false
    }

    /// The series that a mask object was drawn on: those it references, else the only one of its frame of reference, or of several the only one
    /// on whose slices a segmentation's frames lie.
    private func seriesPlaces(of mask: Int) throws(Source.Fault) -> [Int] {
        let matches = matches(of: mask)
        let isTrusting = recipe.masks.trustsUnknownFrame
        let referenced = matches.filter { $0.match == .referencedSeries || isTrusting && $0.match == .contradictingFrame }.map(\.place)
        if !referenced.isEmpty { return stacks(of: mask, among: referenced) }
        let inFrame = matches.filter { $0.match == .frameOfReference }.map(\.place)
        let candidates = isOneSeries(inFrame) ? inFrame : try carrying(mask, among: inFrame)
        return isOneSeries(candidates) ? stacks(of: mask, among: candidates) : []
    }

    private func isOneSeries(_ places: [Int]) -> Bool { Set(places.map { series[$0].uid }).count == 1 }

    /// The places on whose slices and voxels the frames of a segmentation lie; contours tell nothing of the kind.
    private func carrying(_ mask: Int, among places: [Int]) throws(Source.Fault) -> [Int] {
        guard places.count > 1, masks.masks[mask].kind == "SEG", let object = try? SegmentationObject(path: masks.masks[mask].path)
        else { return [] }
        // Whether the recipe reads the series' modality is told of the pair, once there is one.
        let policy = ModalityPolicy(projection: recipe.modality.projection)
        var found: [Int] = []
        for place in places {
            guard let headers = try headers(of: series[place]),
                let image = try? ImageSeries(headers, tolerance: recipe.geometry, policy: policy)
            else { continue }
            if object.liesOnSlices(of: image.grid, tolerance: recipe.geometry) { found.append(place) }
        }
        return found
    }

    /// Reads the headers of a series again.
    private func headers(of outline: SeriesOutline) throws(Source.Fault) -> SeriesHeaders? {
        let catalogued = catalogue.series[outline.catalogued]
        return catalogued.stacks(try source.headers(of: catalogued.files)).flatMap { $0.parts(tolerance: recipe.geometry) }
            .first { $0.stack == outline.stack }
    }

    /// The places of the stacks that a mask object was drawn on, series by series: those whose images it references, unless the selection
    /// chooses, or none is referenced.
    private func stacks(of mask: Int, among places: [Int]) -> [Int] {
        guard places.count > 1, selection.stack == StackSelector() else { return places }
        return Dictionary(grouping: places) { series[$0].uid }.values.flatMap { places in
            let drawn = places.count > 1 ? places.filter { series[$0].naming.contains(mask) } : []
            return drawn.isEmpty ? places : drawn
        }
    }

    /// How a mask object belongs to the series that it may belong to, which are few of a large archive; places in ascending order.
    private func matches(of mask: Int) -> [(place: Int, match: SeriesMatch)] {
        let outline = masks.masks[mask]
        let named = outline.referencedSeriesUIDs.flatMap { placesOfSeries[$0] ?? [] } + (placesNamed[mask] ?? [])
        let inFrame = outline.frameOfReferenceUIDs.flatMap { placesInFrame[$0] ?? [] }
        return Set(named + inFrame).sorted().map { ($0, outline.match(series[$0], isNamed: series[$0].naming.contains(mask))) }
    }

    private func otherSeries(_ mask: Int) -> Reason {
        let outline = masks.masks[mask]
        let matches = matches(of: mask)
        func folders(_ match: SeriesMatch) -> [String] { matches.filter { $0.match == match }.map { series[$0.place].folder } }
        let inFrame = folders(.frameOfReference)
        if inFrame.count > 1 {
            let names = inFrame.joined(separator: ", ")
            return Reason(
                "ambiguous-series",
                "the \(outline.kind) references no series, and \(inFrame.count) series share its frame of reference (\(names)); name the pair in a manifest"
            )
        }
        let contradicting = folders(.contradictingFrame)
        if !contradicting.isEmpty {
            let names = contradicting.joined(separator: ", ")
            return Reason(
                "other-frame",
                "the \(outline.kind) references the series (\(names)), but its frame of reference is not the series' own, so its regions may not lie "
                    + "on the images; export both again together")
        }
        let wanted = outline.referencedSeriesUIDs.map(shortened).joined(separator: ", ")
        let near = folders(.otherSeriesInFrame)
        let hint = near.isEmpty ? "" : "; in the same frame of reference there is \(near.joined(separator: ", "))"
        return Reason(
            "other-series",
            wanted.isEmpty
                ? "the \(outline.kind) references no series, and none of the archive shares its frame of reference; add the images"
                : "the \(outline.kind) references another series (\(wanted)) than those of the archive\(hint); add the images it was drawn on"
        )
    }

    /// Plans the regions of a mask object; where it lies on several stacks of one series, the names say on which.
    private mutating func add(_ mask: Int, on series: SeriesOutline, stack: String?) throws(Source.Fault) {
        guard let header = try source.headers(of: [masks.masks[mask].number]).first, let object = MaskObject(header.content),
            let image = series.image
        else { return }
        let planned = object.planned(place: place.name(of: header.path), stamp: header.stamp)
        let choice = RegionChoice(of: object.offers, by: selection, making: recipe.masks.regions)
        for reason in choice.refusals { plan.leftovers.append(Plan.Leftover(place: planned.place, reason)) }
        for reason in choice.remarks { plan.remarks.append(Plan.Leftover(place: planned.place, modality: object.kind, reason)) }
        if !choice.undrawn.isEmpty {
            let what = object.kind == "SEG" ? "segments without frames" : "regions without contours"
            plan.notes.append("\(planned.place): \(what): \(choice.undrawn.map(\.printable).joined(separator: ", "))")
        }
        guard !choice.cases.isEmpty else {
            if choice.refusals.isEmpty { plan.notes.append("\(planned.place): no region of it is selected") }
            return
        }
        let cases = choice.cases.map { one in
            stack.map { PlannedCase(region: one.region, label: "\(one.label) [\($0)]") } ?? one
        }
        let bundle = CaseBundle(image: image, mask: planned, cases: cases)
        plan.bundles.append(CostModel(recipe).priced(bundle, grid: series.grid))
    }

    private mutating func refuse(_ mask: Int, _ reason: Reason) {
        let outline = masks.masks[mask]
        plan.leftovers.append(Plan.Leftover(place: place.name(of: outline.path), modality: outline.kind, reason))
    }

    /// Refuses the mask objects that no recipe's planner found a series for.
    private mutating func reportUnmatched(unless others: [Set<Int>]) {
        for (mask, reason) in unmatched where others.allSatisfy({ $0.contains(mask) }) { refuse(mask, reason) }
    }

    private mutating func reportUnselected(with others: [Set<SeriesName>]) {
        let count = others.reduce(unselected) { $0.union($1) }.count
        if count > 0 { plan.notes.append("\(count) image series with a mask left out by the selection") }
    }

    /// Damaged files fail, unless the case that needs them fails for them.
    private mutating func reportDamage(with others: [Plan]) {
        let damaged = Set(catalogue.findings.filter(\.code.isDamage).compactMap(\.path))
        var told: Set<String> = []
        for file in ([plan] + others).lazy.flatMap(\.bundles).flatMap(\.image.files) where damaged.contains(file.path) {
            told.insert(file.path)
        }
        for finding in catalogue.findings {
            let name = finding.path.map(place.name) ?? ""
            if finding.code.isDamage {
                if let path = finding.path, told.contains(path) { continue }
                plan.leftovers.append(Plan.Leftover(place: name, Reason(finding.code.rawValue, place.text(finding.message))))
            } else {
                plan.notes.append("\(name): \(place.text(finding.message)) [\(finding.code.rawValue)]")
            }
        }
    }

    /// Notes the series without a mask, and those that no recipe is about.
    private mutating func reportUnpaired(with others: [Set<SeriesName>], foreign alsoForeign: [Set<SeriesName>]) {
        plan.nonDICOMCount = catalogue.nonDICOMCount
        let paired = others.reduce(paired) { $0.union($1) }
        let foreign = alsoForeign.reduce(foreign) { $0.intersection($1) }
        for series in series where !series.isEmpty {
            let modality = series.modality ?? "image"
            let name = series.stack.map { "\(modality) series (\($0))" } ?? "\(modality) series"
            if !paired.contains(series.name) {
                plan.notes.append("\(series.folder): \(name) without a mask")
                plan.remarks.append(
                    Plan.Leftover(
                        place: series.folder, modality: series.modality,
                        Reason("no-mask", "no mask was drawn on this \(name); add one if the series is meant")))
            } else if foreign.contains(series.name) {
                plan.notes.append("\(series.folder): \(name) left out, since none of the recipes names the modality \(modality)")
            }
        }
        let others = catalogue.otherObjects.count
        if others > 0 { plan.notes.append("\(counted(others, "DICOM object")) neither image nor RTSTRUCT nor SEG") }
    }
}

extension ArchiveCatalogue.Series {
    /// The stacks of the series, made of its headers.
    fileprivate func stacks(_ headers: [StoredHeader]) -> [SeriesHeaders] {
        SeriesHeaders(seriesInstanceUID: uid, instances: headers.compactMap(\.content.header), damaged: damaged).stacks
    }
}

extension DICOMFinding.Code {
    /// Whether something that may belong to a case cannot be read.
    fileprivate var isDamage: Bool {
        switch self {
        case .unreadable, .emptyFile, .damagedFile, .missingPixelData, .shortPixelData, .nameNotUTF8: true
        default: false
        }
    }
}
