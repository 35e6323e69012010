/// The concepts of our own that are no features: fields of tables that no vocabulary knows or that a
/// database may lack, and DICOM modalities.
///
/// The table is append-only: a number is never given twice and a code never changes, since databases hold them. Ids are
/// 2,049,999,000 + number, below the features' blocks.
enum LocalConcept {
    /// The ids before the numbers.
    static let base = 2_049_999_000

    /// All of them, by ascending id.
    static let all: [StandardConcept] =
        fields.map { number, code in
            StandardConcept(
                id: base + number, name: code, domain: "Metadata", vocabulary: LocalVocabulary.id, conceptClass: "Undefined",
                standard: nil, code: code)
        }
        + modalities.map { number, code, name in
            StandardConcept(
                id: base + number, name: "\(name) (DICOM modality \(code))", domain: "Meas Value", vocabulary: LocalVocabulary.id,
                conceptClass: "Undefined", standard: nil, code: "modality:\(code)")
        }

    /// The concept of a Modality (0008,0060); 0 for one that is not in the table.
    static func modality(_ code: String) -> Int {
        modalities.first { $0.code == code.trimmingPadding }.map { base + $0.number } ?? 0
    }

    /// What `measurement_event_id` and the like can lead to: the table's name and that of its key.
    private static let fields: [(number: Int, code: String)] = [
        (1, "voxmark_region.region_id"),
        (2, "image_occurrence.image_occurrence_id"),
        (3, "image_feature.image_feature_id"),
        (4, "image_feature.image_finding_id"),
        (5, "measurement.measurement_id"),
    ]

    /// Acquisition modalities (DICOM PS3.16 CID 29 and PS3.3 C.7.3.1.1.1).
    private static let modalities: [(number: Int, code: String, name: String)] = [
        (101, "CT", "Computed tomography"),
        (102, "MR", "Magnetic resonance"),
        (103, "PT", "Positron emission tomography"),
        (104, "MG", "Mammography"),
        (105, "NM", "Nuclear medicine"),
        (106, "US", "Ultrasound"),
        (107, "CR", "Computed radiography"),
        (108, "DX", "Digital radiography"),
        (109, "XA", "X-ray angiography"),
        (110, "RF", "Radiofluoroscopy"),
        (111, "RG", "Radiographic imaging"),
        (112, "PX", "Panoramic X-ray"),
        (113, "IO", "Intra-oral radiography"),
        (114, "IVUS", "Intravascular ultrasound"),
        (115, "OPT", "Ophthalmic tomography"),
        (116, "SM", "Slide microscopy"),
        (117, "OT", "Other"),
    ]
}
