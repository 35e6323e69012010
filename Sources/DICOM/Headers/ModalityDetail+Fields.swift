extension ModalityDetail: HeaderFields {
    init() { self = .none }

    mutating func code(with coder: inout some FieldCoder) {
        var kind =
            switch self {
            case .none: 0
            case .emission: 1
            case .magnetic: 2
            case .projection: 3
            }
        coder.code(&kind)
        switch (kind, self) {
        case (0, _): self = .none
        case (1, .emission(var header)):
            coder.code(&header)
            self = .emission(header)
        case (1, _): self = .emission(read(&coder))
        case (2, .magnetic(var header)):
            coder.code(&header)
            self = .magnetic(header)
        case (2, _): self = .magnetic(read(&coder))
        case (3, .projection(var header)):
            coder.code(&header)
            self = .projection(header)
        case (3, _): self = .projection(read(&coder))
        default: coder.fail()
        }
    }

    private func read<Header: HeaderFields>(_ coder: inout some FieldCoder) -> Header {
        var header = Header()
        coder.code(&header)
        return header
    }
}

extension EmissionHeader: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&uptakeType)
        coder.code(&correctedImage)
        coder.code(&decayCorrection)
        coder.code(&seriesDate)
        coder.code(&seriesTime)
        coder.code(&acquisitionDate)
        coder.code(&acquisitionTime)
        coder.code(&frameReferenceTime)
        coder.code(&frameDuration)
        coder.code(&weight)
        coder.code(&size)
        coder.code(&radiopharmaceuticals)
        coder.code(&dose)
        coder.code(&halfLife)
        coder.code(&startTime)
        coder.code(&startDateTime)
        coder.code(&geScanDateTime)
        coder.code(&siemensReferenceDateTime)
        coder.code(&philipsUptakeFactor)
        coder.code(&philipsActivityFactor)
        coder.code(&enhanced)
    }
}

extension EnhancedEmission: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&decayCorrected)
        coder.code(&attenuationCorrected)
        coder.code(&decayCorrectionDateTime)
        coder.code(&realWorldMaps)
    }
}

extension MagneticHeader: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&philipsSlope)
        coder.code(&philipsIntercept)
        coder.code(&realWorldMaps)
    }
}

extension RealWorldMap: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&first)
        coder.code(&last)
        coder.code(&slope)
        coder.code(&intercept)
        coder.code(&unit)
    }
}

extension ProjectionHeader: HeaderFields {
    mutating func code(with coder: inout some FieldCoder) {
        coder.code(&presentationIntentType)
        coder.code(&imagerPixelSpacing)
        coder.code(&magnification)
        coder.code(&calibrationType)
        coder.code(&imageLaterality)
        coder.code(&laterality)
        coder.code(&viewPosition)
        coder.code(&viewCode)
        coder.code(&patientOrientation)
        coder.code(&implant)
        coder.code(&compressionForce)
        coder.code(&bodyPartThickness)
        coder.code(&kvp)
        coder.code(&anodeTargetMaterial)
        coder.code(&filterMaterial)
    }
}
