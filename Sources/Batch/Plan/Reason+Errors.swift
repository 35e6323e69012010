import DICOM
import Extraction
import NIfTI

extension Reason {
    /// What an error of the readers or of the extraction means for a case.
    init(_ error: any Error) {
        self =
            switch error {
            case let reason as Reason: reason
            case let error as DICOMError: Reason(error.identifier, error.cause.map { "\(error.message) (\($0))" } ?? error.message)
            case let error as NIfTIError: Reason(error.code.rawValue, error.message)
            case let error as ExtractionError: Reason(error.code.rawValue, error.message)
            default: Reason("unexpected", "\(error)")
            }
    }
}
