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
        if let value = privateNumber(.siemensMR, 0x0C) ?? privateNumber(.philipsImaging, 0x03) { return value }
        // Newer GE software adds 10⁹ to mark the value.
        return privateNumber(.geParameters, 0x39)?.truncatingRemainder(dividingBy: 1e9)
    }

    /// The component of the signal that GE names by number in (0043,xx2F).
    fileprivate var complexComponentOfGE: String? {
        let names: [Double: String] = [0: "MAGNITUDE", 1: "PHASE", 2: "REAL", 3: "IMAGINARY"]
        return privateNumber(.geParameters, 0x2F).flatMap { names[$0] }
    }
}
