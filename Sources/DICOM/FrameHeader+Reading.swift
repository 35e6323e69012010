extension FunctionalGroups {
    /// The frames of an image; empty when it has no functional groups.
    ///
    /// - Throws: `damaged-file` when there is not one item for each frame, or when one holds no numbers where they are needed.
    static func frames(of file: DICOMFile, like header: InstanceHeader) throws(DICOMError) -> [FrameHeader] {
        let groups = FunctionalGroups(file)
        guard !groups.isEmpty else { return [] }
        let count = header.pixels.numberOfFrames
        guard groups.count == count || (groups.count == 0 && count == 1) else {
            throw DICOMError(
                .damagedFile, "there are functional groups for \(groups.count) of \(count) frames; fetch the file again from the archive",
                path: file.path)
        }
        var frames: [FrameHeader] = []
        frames.reserveCapacity(count)
        for index in 0..<count {
            let frame = groups[index]
            frames.append(
                FrameHeader(
                    index: index, plane: try frame.plane(like: header.plane), rescale: try frame.rescale(like: header.rescale),
                    modalityDetail: try frame.modalityDetail(unlike: header.modalityDetail),
                    attributes: frame.attributes(like: header)))
        }
        return frames
    }
}

extension FrameGroups {
    fileprivate func rescale(like header: InstanceHeader.Rescale) throws(DICOMError) -> InstanceHeader.Rescale {
        guard let transformation = item(.pixelValueTransformationSequence) else { return header }
        var rescale = header
        rescale.slope = try transformation.number(.rescaleSlope)
        rescale.intercept = try transformation.number(.rescaleIntercept)
        rescale.type = transformation.string(.rescaleType)
        return rescale
    }

    /// What the frame says of its own; nil where that is nothing.
    fileprivate func modalityDetail(unlike header: ModalityDetail) throws(DICOMError) -> ModalityDetail? {
        let items = items(.realWorldValueMappingSequence)
        guard !items.isEmpty else { return nil }
        var maps: [RealWorldMap] = []
        switch header {
        case .magnetic(var magnetic):
            for item in items { maps.append(try RealWorldMap(item)) }
            magnetic.realWorldMaps = maps
            return .magnetic(magnetic)
        case .emission(var emission) where emission.enhanced != nil:
            for item in items { maps.append(try RealWorldMap(item)) }
            emission.enhanced?.realWorldMaps = maps
            return .emission(emission)
        default: return nil
        }
    }

    fileprivate func attributes(like header: InstanceHeader) -> FrameAttributes {
        var attributes = header.attributes
        for tag in Tag.frameTypeSequences {
            guard let type = item(tag), let text = type.string(.frameType) else { continue }
            attributes.imageType = [text, type.string(.complexImageComponent)].compactMap { $0 }.joined(separator: "\\")
        }
        if let time = try? item(.mrEchoSequence)?.number(.effectiveEchoTime) { attributes.echoTime = time }
        if let diffusion = item(.mrDiffusionSequence) {
            if let value = try? diffusion.number(.diffusionBValue) { attributes.bValue = value }
            attributes.readDirection(diffusion)
        }
        if let content = item(.frameContentSequence) {
            if let index = try? content.integer(.temporalPositionIndex) { attributes.temporalPosition = index }
            if let number = try? content.integer(.frameAcquisitionNumber) { attributes.acquisitionNumber = number }
            if let stack = content.string(.stackID) { attributes.stackID = stack }
        }
        // Converters of single-frame images keep there what they know no functional group for.
        for tag in [Tag.unassignedPerFrameConvertedAttributesSequence, .unassignedSharedConvertedAttributesSequence] {
            if let item = item(tag) { attributes.complete(from: FrameAttributes(item, of: header)) }
        }
        return attributes
    }
}
