extension ScanModality {
    /// The elements of the image module of this kind that all images of a series share.
    func describe(_ set: inout DataSet, study: ArchiveStudy) throws {
        set.set(.sopClassUID, sopClassUID)
        switch self {
        case .ct:
            set.set(.bodyPartExamined, "CHEST")
            set.set(.imageType, "ORIGINAL\\PRIMARY\\AXIAL")
            set.set(.kvp, "120")
            set.set(.convolutionKernel, "STANDARD")
            set.set(.rescaleType, "HU")
        case .mr(let echoTime): try describeMR(&set, echoTime)
        case .pet(let facts): try describePET(&set, facts, study)
        case .mammogram(let facts): describeMammogram(&set, facts)
        }
    }

    /// MR Image module (DICOM PS3.3 C.8.3.1).
    private func describeMR(_ set: inout DataSet, _ echoTime: Double) throws {
        set.set(.bodyPartExamined, "BRAIN")
        set.set(.imageType, "ORIGINAL\\PRIMARY\\M")
        set.set(.scanningSequence, "SE")
        set.set(.sequenceVariant, "NONE")
        set.set(.scanOptions, "")
        set.set(.mrAcquisitionType, "2D")
        set.set(.repetitionTime, 500)
        try set.set(.echoTime, [echoTime])
        try set.set(.magneticFieldStrength, [1.5])
    }

    /// PET Series, PET Isotope and PET Image modules (DICOM PS3.3 C.8.9).
    private func describePET(_ set: inout DataSet, _ facts: EmissionFacts, _ study: ArchiveStudy) throws {
        set.set(.bodyPartExamined, "CHEST")
        set.set(.imageType, "ORIGINAL\\PRIMARY")
        set.set(.seriesType, "STATIC\\IMAGE")
        set.set(.units, "BQML")
        set.set(.countsSource, "EMISSION")
        set.set(.correctedImage, "DECY\\ATTN\\SCAT")
        set.set(.decayCorrection, "START")
        set.set(.collimatorType, "NONE")
        try set.set(.patientWeight, [facts.weight])
        set.set(.frameReferenceTime, 0)
        set.set(.actualFrameDuration, 180_000)
        var drug = DataSet()
        drug.set(.radiopharmaceutical, "Fluorodeoxyglucose")
        drug.set(.radiopharmaceuticalStartTime, facts.injectionTime)
        drug.set(.radiopharmaceuticalStartDateTime, study.date + facts.injectionTime)
        try drug.set(.radionuclideTotalDose, [facts.dose])
        try drug.set(.radionuclideHalfLife, [facts.halfLife])
        set.set(.radiopharmaceuticalInformationSequence, [drug])
    }

    /// DX Series, Mammography Series and Mammography Image modules (DICOM PS3.3 C.8.11).
    private func describeMammogram(_ set: inout DataSet, _ facts: ProjectionFacts) {
        set.set(.bodyPartExamined, "BREAST")
        set.set(.imageType, facts.isForProcessing ? "ORIGINAL\\PRIMARY" : "DERIVED\\PRIMARY")
        set.set(.presentationIntentType, facts.isForProcessing ? "FOR PROCESSING" : "FOR PRESENTATION")
        set.set(.pixelIntensityRelationship, "LOG")
        set.set(.pixelIntensityRelationshipSign, facts.isInverted ? 1 : -1)
        set.set(.presentationLUTShape, facts.isInverted ? "INVERSE" : "IDENTITY")
        set.set(.imageLaterality, facts.laterality)
        set.set(.viewPosition, facts.view)
        set.set(.patientOrientation, facts.laterality == "L" ? "A\\R" : "P\\L")
        set.set(.breastImplantPresent, "NO")
        set.set(.kvp, 28)
        set.set(.bodyPartThickness, 52)
        set.set(.anodeTargetMaterial, "RHODIUM")
    }
}

extension Tag {
    fileprivate static let actualFrameDuration = Tag(0x0018, 0x1242)
    fileprivate static let anodeTargetMaterial = Tag(0x0018, 0x1191)
    fileprivate static let bodyPartThickness = Tag(0x0018, 0x11A0)
    fileprivate static let breastImplantPresent = Tag(0x0028, 0x1300)
    fileprivate static let collimatorType = Tag(0x0018, 0x1181)
    fileprivate static let correctedImage = Tag(0x0028, 0x0051)
    fileprivate static let countsSource = Tag(0x0054, 0x1002)
    fileprivate static let decayCorrection = Tag(0x0054, 0x1102)
    fileprivate static let echoTime = Tag(0x0018, 0x0081)
    fileprivate static let frameReferenceTime = Tag(0x0054, 0x1300)
    fileprivate static let imageLaterality = Tag(0x0020, 0x0062)
    fileprivate static let magneticFieldStrength = Tag(0x0018, 0x0087)
    fileprivate static let mrAcquisitionType = Tag(0x0018, 0x0023)
    fileprivate static let patientOrientation = Tag(0x0020, 0x0020)
    fileprivate static let patientWeight = Tag(0x0010, 0x1030)
    fileprivate static let pixelIntensityRelationship = Tag(0x0028, 0x1040)
    fileprivate static let pixelIntensityRelationshipSign = Tag(0x0028, 0x1041)
    fileprivate static let presentationIntentType = Tag(0x0008, 0x0068)
    fileprivate static let presentationLUTShape = Tag(0x2050, 0x0020)
    fileprivate static let radionuclideHalfLife = Tag(0x0018, 0x1075)
    fileprivate static let radionuclideTotalDose = Tag(0x0018, 0x1074)
    fileprivate static let radiopharmaceutical = Tag(0x0018, 0x0031)
    fileprivate static let radiopharmaceuticalInformationSequence = Tag(0x0054, 0x0016)
    fileprivate static let radiopharmaceuticalStartDateTime = Tag(0x0018, 0x1078)
    fileprivate static let radiopharmaceuticalStartTime = Tag(0x0018, 0x1072)
    fileprivate static let repetitionTime = Tag(0x0018, 0x0080)
    fileprivate static let scanOptions = Tag(0x0018, 0x0022)
    fileprivate static let scanningSequence = Tag(0x0018, 0x0020)
    fileprivate static let sequenceVariant = Tag(0x0018, 0x0021)
    fileprivate static let seriesType = Tag(0x0054, 0x1000)
    fileprivate static let units = Tag(0x0054, 0x1001)
    fileprivate static let viewPosition = Tag(0x0018, 0x5101)
}
