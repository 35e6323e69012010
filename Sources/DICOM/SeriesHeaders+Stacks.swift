extension SeriesHeaders {
    /// The series' stacks; a projection is a stack for itself.
    ///
    /// Images that differ in what they show of one place are not mixed, although they share one Series Instance UID.
    ///
    /// Frames differ by stack and temporal position; those of MR, and of any multi-frame object, by Image Type, and those of MR by echo, b-value and
    /// Diffusion Directionality too. Images of one place that are equal in all this are told apart by the diffusion gradient, Acquisition Number or
    /// Trigger Time, the first that makes stacks of the same places. The stacks come in the order of these attributes, each with a name made of those that differ; a series of one stack comes as it is.
    public var stacks: [SeriesHeaders] {
        guard !isProjection else { return byProjection }
        guard stack == nil, instances.contains(where: { $0.frames.count > 1 }) || instances.count > 1 else { return [self] }
        let frames = instances.indices.flatMap { place in
            let header = instances[place]
            return header.frames.isEmpty
                ? [Frame(place: place, header: nil, plane: header.plane, key: StackKey(of: header.attributes, in: header))]
                : header.frames.map {
                    Frame(place: place, header: $0, plane: $0.plane, key: StackKey(of: $0.attributes, in: header))
                }
        }
        let numbered = withGradientNumbers(frames)
        let groups = Dictionary(grouping: numbered, by: \.key).values.flatMap(withoutRepeatedPlaces).sorted { $0[0].key < $1[0].key }
        guard groups.count > 1 else { return [self] }
        let names = stackNames(groups.map { $0[0].key })
        return zip(groups, names).map { frames, name in
            SeriesHeaders(seriesInstanceUID: seriesInstanceUID, instances: headers(of: frames), damaged: damaged, stack: name)
        }
    }

    /// The instances of some frames, each with these frames only, in path order.
    private func headers(of frames: [Frame]) -> [InstanceHeader] {
        Dictionary(grouping: frames, by: \.place).sorted { $0.key < $1.key }.map { place, frames in
            var header = instances[place]
            header.frames = frames.compactMap(\.header).sorted { $0.index < $1.index }
            return header
        }
    }
}

/// One frame of a series on the way to its stack.
private struct Frame {
    /// The place of its instance in the series.
    let place: Int
    /// nil for a single-frame image.
    let header: FrameHeader?
    let plane: InstanceHeader.Plane
    var key: StackKey
}

/// Numbers the diffusion gradients of a series from 1, in the order of their components.
private func withGradientNumbers(_ frames: [Frame]) -> [Frame] {
    let gradients = Set(frames.compactMap(\.key.gradient)).sorted { ($0.x, $0.y, $0.z) < ($1.x, $1.y, $1.z) }
    guard !gradients.isEmpty else { return frames }
    return frames.map { frame in
        var frame = frame
        frame.key.known.gradient = frame.key.gradient.flatMap(gradients.firstIndex).map { Double($0 + 1) }
        return frame
    }
}

/// Splits frames of which some lie at one place, where an attribute makes whole stacks of the same places of them.
private func withoutRepeatedPlaces(_ frames: [Frame]) -> [[Frame]] {
    guard places(of: frames).count < frames.count else { return [frames] }
    for attribute in [\StackKey.Distinction.gradient, \.acquisitionNumber, \.triggerTime] {
        let groups = Dictionary(grouping: frames, by: { $0.key.known[keyPath: attribute] })
        let isWhole = groups.values.allSatisfy { places(of: $0).count == $0.count } && Set(groups.values.map(places)).count == 1
        guard groups.count > 1, groups[nil] == nil, isWhole else { continue }
        return groups.map { value, group in
            group.map { frame in
                var frame = frame
                frame.key.told[keyPath: attribute] = value
                return frame
            }
        }
    }
    return [frames]
}

/// Where the frames lie, to a hundredth of a millimetre.
private func places(of frames: [Frame]) -> Set<SIMD3<Double>> {
    Set(frames.compactMap { $0.plane.position.map { ($0 * 100).rounded(.toNearestOrAwayFromZero) / 100 } })
}

/// What frames of one stack share.
private struct StackKey: Hashable {
    var stackID: String?
    var temporalPosition: Int?
    var imageType: String?
    var component: FrameAttributes.Component?
    var echoTime: Double?
    var echoNumber: Int?
    var bValue: Double?
    var directionality: String?
    /// What may tell frames of one place apart.
    struct Distinction: Hashable {
        var gradient: Double?
        var acquisitionNumber: Double?
        var triggerTime: Double?

        var numbers: [Double?] { [gradient, acquisitionNumber, triggerTime] }
    }
    /// What had to tell frames of one place apart.
    var told = Distinction()
    /// What is known, and takes no part in the comparison.
    var known = Distinction()
    var gradient: SIMD3<Double>?

    init(of attributes: FrameAttributes, in header: InstanceHeader) {
        let isMR = header.modality == "MR"
        stackID = attributes.stackID
        temporalPosition = attributes.temporalPosition
        if isMR || !header.frames.isEmpty {
            imageType = attributes.imageType
            component = attributes.component
        }
        if isMR {
            // Scanners repeat one echo time to a hundredth of a millisecond.
            echoTime = attributes.echoTime.map { ($0 * 100).rounded() / 100 }
            echoNumber = attributes.echoNumber
            bValue = attributes.bValue
            directionality = attributes.diffusionDirectionality
            gradient = attributes.diffusionGradient
        }
        known = Distinction(acquisitionNumber: attributes.acquisitionNumber.map(Double.init), triggerTime: attributes.triggerTime)
    }

    static func == (one: StackKey, other: StackKey) -> Bool { one.compared == other.compared }

    func hash(into hasher: inout Hasher) { hasher.combine(compared) }

    private struct Compared: Hashable {
        let texts: [String?]
        let numbers: [Double?]
    }

    private var compared: Compared { Compared(texts: texts, numbers: numbers) }

    private var texts: [String?] { [stackID, imageType, directionality] }

    private var numbers: [Double?] {
        [temporalPosition.map(Double.init), echoTime, echoNumber.map(Double.init), bValue] + told.numbers
    }

    static func < (one: StackKey, other: StackKey) -> Bool {
        for (first, second) in zip(one.texts, other.texts) where first != second {
            return (first ?? "") < (second ?? "")
        }
        for (first, second) in zip(one.numbers, other.numbers) where first != second {
            return (first ?? -.infinity) < (second ?? -.infinity)
        }
        return false
    }
}

/// Names that tell the stacks apart, of the attributes in which they differ.
private func stackNames(_ keys: [StackKey]) -> [String] {
    func differ<Value: Hashable>(_ value: (StackKey) -> Value) -> Bool { Set(keys.map(value)).count > 1 }
    let types = imageTypeNames(keys)
    let byTime = differ(\.echoTime)
    let names = keys.enumerated().map { index, key in
        var parts: [String] = []
        func add(_ isNeeded: Bool, _ text: String?) { if isNeeded { parts.append(text ?? "none") } }
        add(differ(\.stackID), key.stackID.map { "stack \($0)" })
        add(differ(\.imageType), types[index])
        add(byTime, key.echoTime.map { "TE \(rounded($0))" })
        add(!byTime && differ(\.echoNumber), key.echoNumber.map { "echo \($0)" })
        add(differ(\.bValue), key.bValue.map { "b \(rounded($0))" })
        add(differ(\.temporalPosition), key.temporalPosition.map { "temporal position \($0)" })
        add(differ(\.directionality), key.directionality?.lowercased())
        add(key.told.gradient != nil, key.told.gradient.map { "direction \(rounded($0))" })
        add(key.told.acquisitionNumber != nil, key.told.acquisitionNumber.map { "acquisition \(rounded($0))" })
        add(key.told.triggerTime != nil, key.told.triggerTime.map { "trigger time \(rounded($0))" })
        return parts.joined(separator: ", ")
    }
    return names.enumerated().map { index, name in
        let isShared = names.indices.contains { $0 != index && names[$0] == name }
        return isShared ? "\(name), stack \(index + 1) of \(names.count)" : name
    }
}

/// The component where it tells the image types apart, else the values of Image Type in which they differ.
private func imageTypeNames(_ keys: [StackKey]) -> [String] {
    let types = Set(keys.map(\.imageType))
    if Set(keys.map(\.component)).count == types.count { return keys.map { $0.component?.rawValue ?? "other" } }
    let lists = types.map { Set(($0 ?? "").split(separator: "\\")) }
    let common = lists.dropFirst().reduce(lists.first ?? []) { $0.intersection($1) }
    return keys.map { key in
        let own = (key.imageType ?? "").split(separator: "\\").filter { !common.contains($0) }
        return own.isEmpty ? (key.component?.rawValue ?? "plain") : own.joined(separator: " ").lowercased()
    }
}
