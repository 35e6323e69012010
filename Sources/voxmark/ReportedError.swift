import Audit
import Batch
import Conformance
import DICOM
import Extraction
import NIfTI
import OMOP
import PhantomKit
import Recipes

/// An error that ends the program, as it is told: its documented code, and what is wrong, where, and what to do.
struct ReportedError: Encodable {
    let code: String
    /// A line, or for a recipe one for each problem.
    let message: String

    init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: any Error) {
        switch error {
        case let error as Reason: self.init(code: error.code, message: error.message)
        case let error as AuditError: self.init(code: error.code.rawValue, message: error.message)
        case let error as BatchError: self.init(code: error.code.rawValue, message: error.message)
        case let error as OMOPError: self.init(code: error.code.rawValue, message: error.message)
        case let error as RecipeError: self.init(code: error.code.rawValue, message: error.description)
        case let error as DICOMError: self.init(code: error.identifier, message: error.description)
        case let error as NIfTIError: self.init(code: error.code.rawValue, message: "\(error.path): \(error.message)")
        case let error as ExtractionError: self.init(code: error.code.rawValue, message: error.message)
        case let error as ConformanceError: self.init(code: error.code.rawValue, message: error.message)
        case let error as PhantomError: self.init(code: error.code.rawValue, message: error.message)
        default: self.init(code: "unexpected", message: "\(error)")
        }
    }
}
