/// What the header of a PET image says about uptake (PS3.3 C.8.9); text and numbers as they stand, nil where the header says nothing.
public struct EmissionHeader: Sendable, Hashable, Codable {
    /// SUV Type (0054,1006).
    var uptakeType: String?
    /// Corrected Image (0028,0051), its values separated by backslashes.
    var correctedImage: String?
    /// Decay Correction (0054,1102): NONE, START or ADMIN.
    var decayCorrection: String?
    /// Series Date and Time.
    var seriesDate, seriesTime: String?
    /// Acquisition Date and Time.
    var acquisitionDate, acquisitionTime: String?
    /// Frame Reference Time (0054,1300) and Actual Frame Duration (0018,1242) in ms.
    var frameReferenceTime, frameDuration: Double?
    /// Patient's Weight in kg and Patient's Size in m.
    var weight, size: Double?
    /// How many items the Radiopharmaceutical Information Sequence has.
    var radiopharmaceuticals = 0
    /// Radionuclide Total Dose in Bq and Radionuclide Half Life in s.
    var dose, halfLife: Double?
    /// Radiopharmaceutical Start Time and Start DateTime.
    var startTime, startDateTime: String?
    /// GE: the scan's date and time to which values are decay-corrected, also after post-processing.
    var geScanDateTime: String?
    /// Siemens: the date and time to which values are decay-corrected.
    var siemensReferenceDateTime: String?
    /// Philips: what values are multiplied with to get the SUV per body weight, or Bq/mL.
    var philipsUptakeFactor, philipsActivityFactor: Double?

    /// What an Enhanced PET image says in other elements; nil for single-frame images.
    var enhanced: EnhancedEmission?

    init() {}

    init(_ dataset: DICOMItem, sopClassUID: String) throws(DICOMError) {
        if sopClassUID == EnhancedEmission.sopClassUID { enhanced = EnhancedEmission(dataset) }
        uptakeType = dataset.string(.suvType)
        correctedImage = dataset.string(.correctedImage)
        decayCorrection = dataset.string(.decayCorrection)
        seriesDate = dataset.string(.seriesDate)
        seriesTime = dataset.string(.seriesTime)
        acquisitionDate = dataset.string(.acquisitionDate)
        acquisitionTime = dataset.string(.acquisitionTime)
        frameReferenceTime = try? dataset.number(.frameReferenceTime)
        frameDuration = try? dataset.number(.actualFrameDuration)
        weight = try? dataset.number(.patientWeight)
        size = try? dataset.number(.patientSize)
        let drugs = dataset.items(.radiopharmaceuticalInformationSequence)
        radiopharmaceuticals = drugs.count
        if let drug = drugs.first {
            dose = try? drug.number(.radionuclideTotalDose)
            halfLife = try? drug.number(.radionuclideHalfLife)
            startTime = drug.string(.radiopharmaceuticalStartTime)
            startDateTime = drug.string(.radiopharmaceuticalStartDateTime)
        }
        geScanDateTime = dataset.privateText(.gePET, 0x0D)
        siemensReferenceDateTime = dataset.privateText(.siemensPET, 0x22)
        philipsUptakeFactor = try dataset.privateDecimal(.philipsPET, 0x00)
        philipsActivityFactor = try dataset.privateDecimal(.philipsPET, 0x09)
    }
}
