extension DICOMSeriesWriter {
    /// The Patient, General Study, General Series, Frame of Reference and General Equipment modules.
    func header(modality: String, number: Int, description: String, uid: String) -> DataSet {
        var set = DataSet()
        set.set(.specificCharacterSet, "ISO_IR 192")
        set.set(.patientName, patient.name)
        set.set(.patientID, patient.id)
        set.set(.patientBirthDate, patient.birthDate)
        set.set(.patientSex, patient.sex)
        if !study.patientAge.isEmpty { set.set(.patientAge, study.patientAge) }
        set.set(.studyInstanceUID, studyInstanceUID)
        set.set(.studyDate, study.date)
        set.set(.studyTime, study.time)
        set.set(.studyID, "1")
        set.set(.studyDescription, study.description)
        set.set(.accessionNumber, "")
        set.set(.referringPhysicianName, "")
        set.set(.modality, modality)
        set.set(.seriesInstanceUID, uid)
        set.set(.seriesNumber, number)
        set.set(.seriesDescription, description)
        set.set(.seriesDate, study.date)
        set.set(.seriesTime, study.time)
        // A projection has no place in space.
        if !self.modality.isProjection {
            set.set(.frameOfReferenceUID, frameOfReferenceUID)
            set.set(.positionReferenceIndicator, "")
        }
        set.set(.manufacturer, "Voxmark")
        set.set(.manufacturerModelName, "PhantomKit")
        return set
    }
}

/// A permutation of `0..<count`: steps of the smallest stride, from `stride` up, that has no factor in common with `count`.
func shuffled(_ index: Int, count: Int, stride: Int) -> Int {
    var step = stride
    while greatestCommonDivisor(step, count) != 1 { step += 1 }
    return (index * step + count / 3) % count
}

private func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
}
