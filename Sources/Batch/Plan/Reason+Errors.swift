import DICOM
import Extraction
import NIfTI

/// What an error of the readers or the extraction means for a case.
///
/// Refused is what is wrong with the input itself; failed is what may be mended without changing it, such as a file that was not copied whole.
func judged(_ error: any Error) -> (verdict: CaseVerdict, reason: Reason) {
    switch error {
    case let reason as Reason: (.failed, reason)
    case let error as DICOMError: (error.code.isFailure ? .failed : .refused, Reason(error.identifier, error.fullMessage))
    case let error as NIfTIError: (error.code.isFailure ? .failed : .refused, Reason(error.code.rawValue, error.message))
    case let error as ExtractionError: (.refused, Reason(error.code.rawValue, error.message))
    default: (.failed, Reason("unexpected", "\(error)"))
    }
}

extension DICOMError {
    fileprivate var fullMessage: String { cause.map { "\(message) (\($0))" } ?? message }
}

extension DICOMError.Code {
    fileprivate var isFailure: Bool {
        switch self {
        case .notFound, .unreadable, .emptyFile, .damagedFile, .missingPixelData, .shortPixelData, .undecodablePixelData, .damagedSeries,
            .changedFile:
            true
        default: false
        }
    }
}

extension NIfTIError.Code {
    fileprivate var isFailure: Bool {
        switch self {
        case .unreadable, .unwritable, .damaged, .length: true
        default: false
        }
    }
}
