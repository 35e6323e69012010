extension FrameAttributes {
    /// Reads the attributes of an object's dataset; echo and diffusion of MR only, whose private elements are read where their creator is the known one.
    init(_ dataset: DICOMItem, of header: InstanceHeader) {
        imageType = header.imageType
        temporalPosition = (try? dataset.integer(.temporalPositionIdentifier)) ?? nil
        stackID = dataset.string(.stackID)
        acquisitionNumber = (try? dataset.integer(.acquisitionNumber)) ?? nil
        triggerTime = usable(try? dataset.number(.triggerTime))
        guard header.modality == "MR" else { return }
        if let component = dataset.complexComponentOfGE { imageType = (imageType ?? "") + "\\" + component }
        echoTime = usable(try? dataset.number(.echoTime))
        echoNumber = (try? dataset.integer(.echoNumbers)) ?? nil
        bValue = usable(try? dataset.number(.diffusionBValue)) ?? dataset.privateBValue
        readDirection(dataset)
    }

    /// Reads the direction of diffusion: of a single-frame image's dataset, or of an item of MR Diffusion Sequence.
    mutating func readDirection(_ item: DICOMItem) {
        if let text = item.string(.diffusionDirectionality) { diffusionDirectionality = text }
        let gradient = item.items(.diffusionGradientDirectionSequence).first ?? item
        if let values = try? gradient.numbers(.diffusionGradientOrientation), values.count == 3 { diffusionGradient = SIMD3(values) }
    }

    private func usable(_ number: Double??) -> Double? { number ?? nil }
}

extension DICOMItem {
    /// The b-value in s/mm² where scanners of Siemens, GE and Philips wrote it before the standard had an element for it.
    fileprivate var privateBValue: Double? {
        if isOwned(Tag(0x0019, 0x0010), by: "SIEMENS MR HEADER"), let value = number(inPrivate: Tag(0x0019, 0x100C)) { return value }
        if isOwned(Tag(0x2001, 0x0010), by: "Philips Imaging DD 001"), let value = number(inPrivate: Tag(0x2001, 0x1003)) { return value }
        if isOwned(Tag(0x0043, 0x0010), by: "GEMS_PARM_01"), let value = number(inPrivate: Tag(0x0043, 0x1039)) {
            // Newer GE software adds 10⁹ to mark the value.
            return value.truncatingRemainder(dividingBy: 1e9)
        }
        return nil
    }

    /// The component of the signal that GE names by number in (0043,102F).
    fileprivate var complexComponentOfGE: String? {
        guard isOwned(Tag(0x0043, 0x0010), by: "GEMS_PARM_01"), let value = number(inPrivate: Tag(0x0043, 0x102F)) else { return nil }
        let names: [Double: String] = [0: "MAGNITUDE", 1: "PHASE", 2: "REAL", 3: "IMAGINARY"]
        return names[value]
    }

    private func isOwned(_ tag: Tag, by creator: String) -> Bool { string(tag) == creator }

    private func number(inPrivate tag: Tag) -> Double? {
        if let number = try? number(tag) { return number }
        return string(tag)?.split(separator: "\\").first.flatMap { Double($0) }
    }
}
