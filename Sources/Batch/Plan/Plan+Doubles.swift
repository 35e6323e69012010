extension Plan {
    /// Remarks what is there twice: a region of one name in several mask objects of an image, and a mask object on several images.
    mutating func remarkDoubles() {
        remarks += regionsOfSeveralMasks() + masksOfSeveralImages()
    }

    private func regionsOfSeveralMasks() -> [Leftover] {
        let byImage = grouped { $0.image.paths.first ?? "" }
        return byImage.filter { $0.count > 1 }.flatMap { places -> [Leftover] in
            var masks: [String: [String]] = [:]
            var order: [String] = []
            for bundle in places.map({ bundles[$0] }) where bundle.image.stack == bundles[places[0]].image.stack {
                for label in bundle.cases.map(\.label) {
                    if masks[label] == nil { order.append(label) }
                    masks[label, default: []].append(bundle.mask.place)
                }
            }
            return order.compactMap { label in
                guard let found = masks[label], found.count > 1 else { return nil }
                return Leftover(
                    place: bundles[places[0]].image.place, modality: bundles[places[0]].image.modality,
                    Reason(
                        "ambiguous-mask",
                        "\(found.count) mask objects have a region “\(label)” (\(found.joined(separator: ", "))), and each is a case of its own; "
                            + "take the cases that you do not want out of the plan"))
            }
        }
    }

    private func masksOfSeveralImages() -> [Leftover] {
        grouped { $0.mask.paths.first ?? "" }.compactMap { places in
            var images: [String] = []
            for place in places {
                let image = bundles[place].image
                let name = image.stack.map { "\(image.place) [\($0)]" } ?? image.place
                if !images.contains(name) { images.append(name) }
            }
            guard images.count > 1 else { return nil }
            let mask = bundles[places[0]].mask
            return Leftover(
                place: mask.place, modality: mask.kind.rawValue,
                Reason(
                    "ambiguous-image",
                    "the mask object belongs to \(images.count) images (\(images.joined(separator: ", "))), and its regions are cases of each; "
                        + "choose by series in the selection, or take cases out of the plan"))
        }
    }

    /// The places of the bundles that have something in common, in their order.
    private func grouped(_ key: (CaseBundle) -> String) -> [[Int]] {
        var groups: [[Int]] = []
        var groupOfKey: [String: Int] = [:]
        for (place, bundle) in bundles.enumerated() {
            let key = key(bundle)
            if let group = groupOfKey[key] {
                groups[group].append(place)
            } else {
                groupOfKey[key] = groups.count
                groups.append([place])
            }
        }
        return groups
    }
}
