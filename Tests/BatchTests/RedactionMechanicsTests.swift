import DICOM
import OMOP
import Testing

@testable import Batch

@Suite("Redaction") struct RedactionMechanicsTests {
    @Test("files, folders, UIDs, their ends, and the Patient ID leave a message; words and numbers stay")
    func secrets() {
        let image = PlannedImage(
            content: .nifti, files: ["/data/DOE/CT/IM1.dcm", "/data/DOE/CT/IM10.dcm"].map { PlannedFile($0) },
            seriesInstanceUID: "1.2.840.113619.2.55.3.1234567890", studyInstanceUID: nil, modality: "CT", intensityUnit: .hounsfield,
            patient: PatientIdentity(patientID: "4711-A"), dates: ImageDates(), isStated: false, place: "DOE/CT")
        let mask = PlannedMask(.nifti, paths: ["/data/DOE/doe-mask.nii"], place: "DOE/doe-mask.nii")
        let redaction = Redaction(of: CaseBundle(image: image, mask: mask, cases: []))
        let message =
            "series \(shortened("1.2.840.113619.2.55.3.1234567890")) of 4711-A: 6 mm from 156.5 mm (IM10.dcm) to 162.5 mm (/data/DOE/CT/IM1.dcm); "
            + "1.2.3.4.5.6.7 is unknown, see DOE/CT and doe-mask.nii"
        #expect(redaction.text(message) == "series … of …: 6 mm from 156.5 mm (…) to 162.5 mm (…); … is unknown, see … and …")
    }
}
