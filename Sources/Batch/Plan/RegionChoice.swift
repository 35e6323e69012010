import DICOM
import Recipes

/// Which regions of a structure set become cases, and why others that were asked for do not.
struct RegionChoice: Sendable, Hashable {
    private(set) var cases: [PlannedCase] = []
    private(set) var refusals: [Reason] = []
    /// The names of regions that nobody drew and nobody asked for by name.
    private(set) var undrawn: [String] = []

    /// Chooses by exact ROI name if one is given, else as the selection says; of all regions, those that have contours.
    init(of set: StructureSetHeader, by selection: Selection, named name: String? = nil) {
        let chosen = name.map { Selection(regions: [RegionSelector(.name($0))]) } ?? selection
        var match = chosen.match(set.rois.map(\.name))
        if chosen.regions == nil {
            undrawn = match.regions.filter { !set.rois[$0.index].hasContours }.map(\.name)
            match.regions.removeAll { !set.rois[$0.index].hasContours }
        }
        let ambiguous = match.ambiguousAliases
        for alias in ambiguous {
            let names = match.regions.filter { $0.alias == alias }.map { "'\($0.name)' (number \(set.rois[$0.index].number))" }
            refusals.append(
                Reason(
                    "ambiguous-region", "\(names.count) ROIs would both be called '\(alias)': \(names.joined(separator: ", ")); select one")
            )
        }
        for region in match.regions where !ambiguous.contains(region.alias) {
            cases.append(PlannedCase(region: .roi(set.rois[region.index]), label: region.alias))
        }
        refusals += Self.unmatched(match)
    }

    /// Selectors of one alias are other spellings of it: they are refused together, and only when none of them fits.
    private static func unmatched(_ match: RegionMatch) -> [Reason] {
        var told: Set<String> = []
        var reasons: [Reason] = []
        for selector in match.unmatched {
            if let alias = selector.selector.alias {
                guard !match.regions.contains(where: { $0.alias == alias }), told.insert(alias).inserted else { continue }
            }
            reasons.append(Reason("unknown-roi", "\(selector)"))
        }
        return reasons
    }
}

extension Selection {
    /// True when a series is to be read.
    func selects(_ series: SeriesHeaders) -> Bool {
        let header = series.instances.first
        return accepts(modality: header?.modality ?? "", seriesDescription: header?.seriesDescription ?? "") && selectsStack(series)
    }

    /// True when the stack of a series is to be read.
    func selectsStack(_ series: SeriesHeaders) -> Bool {
        let attributes = series.attributes
        let component = attributes.component.map { [$0.rawValue] } ?? []
        return stack.accepts(
            echoTime: attributes.echoTime, bValue: attributes.bValue, imageTypes: attributes.imageTypeValues + component,
            temporalPosition: attributes.temporalPosition)
    }

    /// Of the stacks of one series those whose images a structure set references, unless the selection chooses, or none is referenced.
    func stacks(_ stacks: [SeriesHeaders], drawnOn set: StructureSetHeader) -> [SeriesHeaders] {
        guard stacks.count > 1, stack == StackSelector() else { return stacks }
        let drawn = stacks.filter(set.references)
        return drawn.isEmpty ? stacks : drawn
    }

    /// The regions of a label image: the label of a manifest's row, else those of the selection, else all that is not 0.
    func labelCases(row label: Int?) -> [PlannedCase] {
        if let label { return [PlannedCase(region: .label(label), label: "label-\(label)")] }
        if labels.isEmpty { return [PlannedCase(region: .label(nil), label: "mask")] }
        return labels.map { PlannedCase(region: .label($0.label), label: $0.alias) }
    }
}
