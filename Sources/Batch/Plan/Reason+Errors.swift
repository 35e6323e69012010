import DICOM
import Extraction
import NIfTI

extension Reason {
    /// What an error of the readers or of the extraction means for a case.
    init(_ error: any Error) {
        self =
            switch error {
            case let reason as Reason: reason
            case let error as DICOMError: Reason(error)
            case let error as NIfTIError: Reason(error.code.rawValue, "\(fileName(error.path)): \(error.message)")
            case let error as ExtractionError: Reason(error.code.rawValue, error.message)
            default: Reason("unexpected", "\(error)")
            }
    }

    /// What failed is named by its file; what is refused is known by its place.
    private init(_ error: DICOMError) {
        let message = error.cause.map { "\(error.message) (\($0))" } ?? error.message
        let plain = Reason(error.identifier, message)
        guard plain.verdict == .failed, let name = error.path.map(fileName), !message.contains(name) else {
            self = plain
            return
        }
        self.init(plain.code, "\(name): \(message)")
    }
}
