import CDCMTK

extension InstanceHeader {
    /// Reads the header of a file, without its pixels.
    ///
    /// - Throws: `DICOMError` when the file is not DICOM, cannot be read, or holds no numbers where the geometry or the rescaling needs them.
    public init(reading path: String) throws(DICOMError) {
        try self.init(file: DICOMFile(path: path))
    }

    init(file: DICOMFile) throws(DICOMError) {
        self.init(withoutGeometryOf: file)
        plane = try Plane(file.dataset)
        rescale = try Rescale(file.dataset)
        if isImage { attributes = FrameAttributes(file.dataset, of: self) }
        modalityDetail = try ModalityDetail(file.dataset, modality: modality, sopClassUID: sopClassUID)
        frames = SliceStack.isSupported(sopClassUID) ? try FunctionalGroups.frames(of: file, like: self) : []
    }

    /// Reads what no malformed number can spoil: everything but the plane and the rescaling.
    init(withoutGeometryOf file: DICOMFile) {
        let dataset = file.dataset
        self.init(path: file.path)
        sopClassUID = dataset.string(.sopClassUID) ?? ""
        sopInstanceUID = dataset.string(.sopInstanceUID) ?? ""
        studyInstanceUID = dataset.string(.studyInstanceUID) ?? ""
        seriesInstanceUID = dataset.string(.seriesInstanceUID) ?? ""
        modality = dataset.string(.modality)
        imageType = dataset.string(.imageType)
        manufacturer = dataset.string(.manufacturer)
        studyDescription = dataset.string(.studyDescription)
        seriesDescription = dataset.string(.seriesDescription)
        seriesNumber = dataset.string(.seriesNumber)
        instanceNumber = dataset.string(.instanceNumber)
        patient = Patient(dataset)
        dates = Dates(dataset)
        pixels = Pixels(file)
        isHologicTomosynthesis = sopClassUID == secondaryCapture && dataset.string(Tag(0x7E01, 0x0010)) == "HOLOGIC, Inc."
    }
}

/// Secondary Capture Image Storage.
private let secondaryCapture = "1.2.840.10008.5.1.4.1.1.7"

extension InstanceHeader.Patient {
    fileprivate init(_ dataset: DICOMItem) {
        id = dataset.string(.patientID)
        issuerOfID = dataset.string(.issuerOfPatientID)
        birthDate = dataset.string(.patientBirthDate)
        sex = dataset.string(.patientSex)
        age = dataset.string(.patientAge)
    }
}

extension InstanceHeader.Dates {
    fileprivate init(_ dataset: DICOMItem) {
        study = dataset.string(.studyDate)
        series = dataset.string(.seriesDate)
        acquisition = dataset.string(.acquisitionDate)
    }
}

extension InstanceHeader.Plane {
    fileprivate init(_ dataset: DICOMItem) throws(DICOMError) {
        frameOfReferenceUID = dataset.string(.frameOfReferenceUID)
        if let values = try dataset.numbers(.imagePositionPatient), values.count == 3 {
            position = SIMD3(values)
        }
        if let values = try dataset.numbers(.imageOrientationPatient), values.count == 6 {
            rowDirection = SIMD3(values[..<3])
            columnDirection = SIMD3(values[3...])
        }
        if let values = try dataset.numbers(.pixelSpacing), values.count == 2 {
            spacing = SIMD2(values[1], values[0])
        }
        sliceThickness = try? dataset.number(.sliceThickness)
        spacingBetweenSlices = try? dataset.number(.spacingBetweenSlices)
    }
}

extension InstanceHeader.Pixels {
    fileprivate init(_ file: DICOMFile) {
        let description = file.pixels
        rows = Int(description.rows)
        columns = Int(description.columns)
        samplesPerPixel = Int(description.samples_per_pixel)
        photometricInterpretation = file.dataset.string(.photometricInterpretation)
        numberOfFrames = Int(description.frames)
        bitsAllocated = Int(description.bits_allocated)
        bitsStored = Int(description.bits_stored)
        highBit = Int(description.high_bit)
        isSigned = description.pixel_representation == 1
        paddingValue = stored((try? file.dataset.integer(.pixelPaddingValue)) ?? nil)
        paddingRangeLimit = stored((try? file.dataset.integer(.pixelPaddingRangeLimit)) ?? nil)
        transferSyntaxUID = file.transferSyntaxUID
    }
}

extension InstanceHeader.Pixels {
    /// A header's number with the sign of the pixels: writers take the wrong one of the two value representations that the element may have.
    private func stored(_ value: Int?) -> Int? {
        guard let value, bitsAllocated <= 32 else { return nil }
        let bits = max(16, bitsAllocated)
        let low = value & (1 << bits - 1)
        return isSigned && low >= 1 << (bits - 1) ? low - 1 << bits : low
    }

    /// The stored values that mark pixels outside the image (DICOM PS3.3 C.7.5.1.1.2); nil when the header names none.
    var padding: ClosedRange<Int>? {
        guard let value = paddingValue else { return nil }
        let limit = paddingRangeLimit ?? value
        return min(value, limit)...max(value, limit)
    }
}

extension InstanceHeader.Rescale {
    fileprivate init(_ dataset: DICOMItem) throws(DICOMError) {
        slope = try dataset.number(.rescaleSlope)
        intercept = try dataset.number(.rescaleIntercept)
        type = dataset.string(.rescaleType)
        units = dataset.string(.units)
        hasLookupTable = !dataset.items(.modalityLUTSequence).isEmpty
    }
}
