import DICOM
import Recipes
import Segmentation

/// Which regions of a mask object become cases, and why others that were asked for do not.
struct RegionChoice: Sendable, Hashable {
    private(set) var cases: [PlannedCase] = []
    private(set) var refusals: [Reason] = []
    /// What is chosen otherwise than somebody may think.
    private(set) var remarks: [Reason] = []
    /// The names of regions that nobody drew and nobody asked for by name.
    private(set) var undrawn: [String] = []

    /// Chooses by exact name or number if one is given, else as the selection says, and of all regions those that were drawn.
    ///
    /// Then adds the regions that the recipe makes of those chosen.
    init(of offers: [RegionOffer], by selection: Selection, making definitions: [MaskDefinition] = [], named name: String? = nil) {
        if let name, definitions.contains(where: { $0.name == name }) {
            var all = RegionChoice(of: offers, by: selection)
            all.refusals = []
            all.make(definitions, wanted: name)
            cases = all.cases.filter { $0.label == name }
            refusals = cases.isEmpty ? all.refusals : []
            return
        }
        let chosen = name.map { Selection(regions: [Self.selector($0, offers)]) } ?? selection
        var match = chosen.match(offers.map(\.candidate))
        if chosen.regions == nil {
            undrawn = match.regions.filter { !offers[$0.index].isDrawn }.map(\.name)
            match.regions.removeAll { !offers[$0.index].isDrawn }
        }
        let ambiguous = match.ambiguousAliases
        for alias in ambiguous {
            let names = match.regions.filter { $0.alias == alias }.map { "'\($0.name)' (number \(offers[$0.index].number))" }
            let remedy = offers.contains { $0.candidate.number != nil } ? "select each by its number, with `label` and `as`" : "select one"
            refusals.append(
                Reason(
                    "ambiguous-region", "\(names.count) regions would be called '\(alias)': \(names.joined(separator: ", ")); \(remedy)"))
        }
        for region in match.regions where !ambiguous.contains(region.alias) {
            cases.append(PlannedCase(region: offers[region.index].region, label: region.alias))
        }
        refusals += Self.unmatched(match)
        remarks = chosen.rivalries(offers.map(\.candidate)).map { rivalry in
            let others = rivalry.aliases.dropFirst().map { "“\($0)”" }.joined(separator: ", ")
            return Reason(
                "ambiguous-selector",
                "several entries of the selection fit the region “\(rivalry.name)”: it is called “\(rivalry.aliases[0])”, and not \(others); "
                    + "write the entries so that one fits")
        }
        if name == nil { make(definitions) }
    }

    /// A region's name, or its number where no region has that name.
    private static func selector(_ text: String, _ offers: [RegionOffer]) -> RegionSelector {
        guard let number = Int(text), !offers.contains(where: { $0.candidate.name == text }) else { return RegionSelector(.name(text)) }
        return RegionSelector(.label(number))
    }

    /// Adds the regions that the recipe makes; a mask object that has none of their operands is not concerned.
    ///
    /// - Parameter wanted: the only region that is asked for, of which a refusal is told in any case; nil asks for all.
    mutating func make(_ definitions: [MaskDefinition], wanted: String? = nil) {
        for definition in definitions {
            var operands: [String: PlannedCase.Region] = [:]
            for one in cases where definition.operation.operands.contains(one.label) { operands[one.label] = one.region }
            let missing = definition.operation.operands.filter { operands[$0] == nil }
            if let wanted {
                if definition.name != wanted && (!missing.isEmpty || cases.contains { $0.label == definition.name }) { continue }
            } else if operands.isEmpty {
                continue
            }
            if !missing.isEmpty {
                refusals.append(
                    Reason(
                        "missing-operand",
                        "the recipe makes '\(definition.name)' of regions of one mask object, which has no \(missing.map { "'\($0)'" }.joined(separator: ", ")) under "
                            + "that name; select it with `as`, or take the region out of the recipe"))
            } else if cases.contains(where: { $0.label == definition.name }) {
                refusals.append(
                    Reason(
                        "ambiguous-region",
                        "the recipe makes a region '\(definition.name)', but a drawn one has that name; give one another name"))
            } else {
                cases.append(PlannedCase(region: .made(definition.operation, of: operands), label: definition.name))
            }
        }
    }

    /// The same choice with one region only.
    func only(_ label: String?) -> RegionChoice {
        var choice = self
        choice.cases.removeAll { $0.label != label }
        return choice
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

    /// The regions of a label image without a dictionary: the label of a manifest's row, else those of the selection, else all that is not 0.
    init(ofLabels selection: Selection, making definitions: [MaskDefinition], row label: Int?) {
        if let label {
            cases = [PlannedCase(region: .label(label), label: "label-\(label)")]
        } else if selection.labels.isEmpty {
            cases = [PlannedCase(region: .label(nil), label: "mask")]
        } else {
            cases = selection.labels.map { PlannedCase(region: .label($0.label), label: $0.alias) }
        }
        if label == nil { make(definitions) }
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

    /// Of the stacks of one series those whose images a mask object references, unless the selection chooses, or none is referenced.
    func stacks(_ stacks: [SeriesHeaders], drawnOn set: MaskObject) -> [SeriesHeaders] {
        guard stacks.count > 1, stack == StackSelector() else { return stacks }
        let drawn = stacks.filter(set.references)
        return drawn.isEmpty ? stacks : drawn
    }
}
