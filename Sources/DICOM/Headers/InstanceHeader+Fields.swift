extension InstanceHeader: HeaderFields {
    init() { self.init(path: "") }

    /// The path is that of the file that the bytes are kept with.
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&sopClassUID)
        coder.code(&sopInstanceUID)
        coder.code(&studyInstanceUID)
        coder.code(&seriesInstanceUID)
        coder.code(&modality)
        coder.code(&imageType)
        coder.code(&manufacturer)
        coder.code(&studyDescription)
        coder.code(&seriesDescription)
        coder.code(&seriesNumber)
        coder.code(&instanceNumber)
        coder.code(&patient)
        coder.code(&dates)
        coder.code(&plane)
        coder.code(&pixels)
        coder.code(&rescale)
        coder.code(&modalityDetail)
        coder.code(&attributes)
        coder.code(&isHologicTomosynthesis)
        coder.code(&frame)
        coder.code(&frames)
    }
}

extension InstanceHeader.Patient: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&id)
        coder.code(&issuerOfID)
        coder.code(&birthDate)
        coder.code(&sex)
        coder.code(&age)
    }
}

extension InstanceHeader.Dates: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&study)
        coder.code(&series)
        coder.code(&acquisition)
    }
}

extension InstanceHeader.Plane: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&frameOfReferenceUID)
        coder.code(&position)
        coder.code(&rowDirection)
        coder.code(&columnDirection)
        coder.code(&spacing)
        coder.code(&sliceThickness)
        coder.code(&spacingBetweenSlices)
    }
}

extension InstanceHeader.Pixels: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&rows)
        coder.code(&columns)
        coder.code(&samplesPerPixel)
        coder.code(&photometricInterpretation)
        coder.code(&numberOfFrames)
        coder.code(&bitsAllocated)
        coder.code(&bitsStored)
        coder.code(&highBit)
        coder.code(&isSigned)
        coder.code(&paddingValue)
        coder.code(&paddingRangeLimit)
        coder.code(&transferSyntaxUID)
    }
}

extension InstanceHeader.Rescale: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&slope)
        coder.code(&intercept)
        coder.code(&type)
        coder.code(&units)
        coder.code(&hasLookupTable)
    }
}

extension FrameAttributes: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&imageType)
        coder.code(&echoTime)
        coder.code(&echoNumber)
        coder.code(&bValue)
        coder.code(&diffusionDirectionality)
        coder.code(&diffusionGradient)
        coder.code(&temporalPosition)
        coder.code(&stackID)
        coder.code(&acquisitionNumber)
        coder.code(&triggerTime)
    }
}

extension FrameHeader: HeaderFields {
    init() {
        self.init(
            index: 0, plane: InstanceHeader.Plane(), rescale: InstanceHeader.Rescale(), modalityDetail: nil, attributes: FrameAttributes())
    }

    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&index)
        coder.code(&plane)
        coder.code(&rescale)
        coder.code(&modalityDetail)
        coder.code(&attributes)
    }
}
