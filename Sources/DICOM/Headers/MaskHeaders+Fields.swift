extension StructureSetHeader: HeaderFields {
    init() { self.init(instance: InstanceHeader()) }

    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&instance)
        coder.code(&label)
        coder.code(&referencedSeriesUIDs)
        coder.code(&frameOfReferenceUIDs)
        coder.code(&rois)
        coder.code(&referencedSOPInstanceUIDs)
    }
}

extension ROI: HeaderFields {
    init() { self.init(number: 0, name: "") }

    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&number)
        coder.code(&name)
        coder.code(&frameOfReferenceUID)
        coder.code(&hasContours)
        coder.code(&extent)
    }
}

extension ContourExtent: HeaderFields {
    init() { self.init(lower: .zero, upper: .zero, area: 0, contours: 0) }

    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&lower)
        coder.code(&upper)
        coder.code(&area)
        coder.code(&contours)
    }
}

extension SegmentationHeader: HeaderFields {
    init() { self.init(instance: InstanceHeader(), kind: .binary) }

    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&instance)
        coder.code(&kind)
        coder.code(&frameOfReferenceUID)
        coder.code(&referencedSeriesUIDs)
        coder.code(&segments)
        coder.code(&referencedInstanceUIDs)
    }
}

extension SegmentationHeader.Kind: HeaderFields {
    init() { self = .binary }

    mutating func code(with coder: inout some FieldCoder) {
        var (kind, type, maximum) =
            switch self {
            case .binary: (0, "", 0)
            case .fractional(let type, let maximum): (1, type, maximum)
            case .labelMap: (2, "", 0)
            }
        coder.code(&kind)
        switch kind {
        case 0: self = .binary
        case 1:
            coder.code(&type)
            coder.code(&maximum)
            self = .fractional(type: type, maximum: maximum)
        case 2: self = .labelMap
        default: coder.fail()
        }
    }
}

extension Segment: HeaderFields {
    init() { self.init(number: 0, label: "") }

    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&number)
        coder.code(&label)
        coder.code(&category)
        coder.code(&type)
        coder.code(&hasFrames)
        coder.code(&frames)
    }
}

extension FrameExtent: HeaderFields {
    init() { self.init(count: 0, depth: 0) }

    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&count)
        coder.code(&depth)
    }
}

extension CodedConcept: HeaderFields {
    init() { self.init(value: "", scheme: "", meaning: "") }

    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&value)
        coder.code(&scheme)
        coder.code(&meaning)
    }
}
