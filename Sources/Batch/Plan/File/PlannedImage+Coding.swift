import OMOP

extension PlannedImage: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, stack, reason, files, seriesInstanceUID, studyInstanceUID, modality, intensityUnit, fixedUnit, properties, patient,
            dates,
            isStated, place
    }

    private enum Kind: String, Codable {
        case series, nifti, unusable
    }

    /// Reads an image of a plan file.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(only: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .series: content = .series(stack: try container.decodeIfPresent(String.self, forKey: .stack))
        case .nifti: content = .nifti
        case .unusable: content = .unusable(reason: try container.decodeStrictly(Reason.self, forKey: .reason))
        }
        files = try container.decode(FileList.self, forKey: .files).files
        seriesInstanceUID = try container.decodeIfPresent(String.self, forKey: .seriesInstanceUID)
        studyInstanceUID = try container.decodeIfPresent(String.self, forKey: .studyInstanceUID)
        modality = try container.decode(String.self, forKey: .modality)
        intensityUnit = try container.decode(IntensityUnit.self, forKey: .intensityUnit)
        fixedUnit = try container.decodeIfPresent(IntensityUnit.self, forKey: .fixedUnit)
        properties = try container.decodeListStrictly(ImageProperty.self, forKey: .properties)
        patient = try container.decodeStrictly(PatientIdentity.self, forKey: .patient)
        dates = try container.decodeStrictly(ImageDates.self, forKey: .dates)
        isStated = try container.decodeIfPresent(Bool.self, forKey: .isStated) ?? false
        place = try container.decode(String.self, forKey: .place)
    }

    /// Writes an image of a plan file.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch content {
        case .series(let stack):
            try container.encode(Kind.series, forKey: .kind)
            try container.encodeIfPresent(stack, forKey: .stack)
        case .nifti: try container.encode(Kind.nifti, forKey: .kind)
        case .unusable(let reason):
            try container.encode(Kind.unusable, forKey: .kind)
            try container.encode(reason, forKey: .reason)
        }
        try container.encode(FileList(files), forKey: .files)
        try container.encodeIfPresent(seriesInstanceUID, forKey: .seriesInstanceUID)
        try container.encodeIfPresent(studyInstanceUID, forKey: .studyInstanceUID)
        try container.encode(modality, forKey: .modality)
        try container.encode(intensityUnit, forKey: .intensityUnit)
        try container.encodeIfPresent(fixedUnit, forKey: .fixedUnit)
        if !properties.isEmpty { try container.encode(properties, forKey: .properties) }
        try container.encode(patient, forKey: .patient)
        try container.encode(dates, forKey: .dates)
        if isStated { try container.encode(isStated, forKey: .isStated) }
        try container.encode(place, forKey: .place)
    }
}

extension PlannedMask: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, files, sopInstanceUID, place
    }

    /// Reads a mask object of a plan file.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(only: CodingKeys.self)
        kind = try container.decode(Kind.self, forKey: .kind)
        files = try container.decode(FileList.self, forKey: .files).files
        sopInstanceUID = try container.decodeIfPresent(String.self, forKey: .sopInstanceUID)
        place = try container.decode(String.self, forKey: .place)
    }

    /// Writes a mask object of a plan file.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(FileList(files), forKey: .files)
        try container.encodeIfPresent(sopInstanceUID, forKey: .sopInstanceUID)
        try container.encode(place, forKey: .place)
    }
}
