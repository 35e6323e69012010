import ArgumentParser
import Audit
import Batch
import Conformance
import DICOM
import Foundation
import NIfTI
import OMOP
import Recipes

/// What the program's exit code tells a script.
enum ExitStatus: Int32 {
    /// All cases are done.
    case done = 0
    /// Bad arguments, or a bad recipe, selection, manifest, person map or key file.
    case wrongUse = 2
    /// Some cases failed, were refused or are held.
    case partial = 3
    /// Nothing could be done.
    case nothing = 4
    /// A run ended before its end, with what it had done written.
    case ended = 5

    init(_ outcome: RunOutcome) {
        switch outcome {
        case .complete: self = .done
        case .partial: self = .partial
        case .nothing: self = .nothing
        case .ended: self = .ended
        }
    }

    /// What an error that ends the program means.
    init(_ error: any Error) {
        switch error {
        case is RecipeError: self = .wrongUse
        case let error as AuditError: self = error.code == .notFound ? .wrongUse : .nothing
        case let error as BatchError: self = error.code == .output || error.code == .index ? .nothing : .wrongUse
        case let error as OMOPError:
            let isTroubleOfDatabase = [.database, .file, .unreachable, .privilege, .busy, .idsUsedUp].contains(error.code)
            self = isTroubleOfDatabase ? .nothing : .wrongUse
        default: self = .nothing
        }
    }

    /// Ends a command with this code; nothing happens when all is done.
    func leave() throws {
        if self != .done { throw ExitCode(rawValue) }
    }
}

extension Voxmark {
    /// Ends the program: help on standard output, one readable line for trouble on standard error.
    static func leave(with error: any Error) -> Never {
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        let code = exitCode(for: error)
        if code == .success {
            Terminal.write(fullMessage(for: error))
            Foundation.exit(ExitStatus.done.rawValue)
        }
        if code == .validationFailure {
            let text = fullMessage(for: error)
            Terminal.report(text.hasPrefix("Error: ") ? "voxmark: \(text.dropFirst("Error: ".count))" : text)
            printJSON(ReportedError(code: "wrong-use", message: message(for: error)))
            Foundation.exit(ExitStatus.wrongUse.rawValue)
        }
        let report = ReportedError(error)
        for line in report.message.split(separator: "\n") { Terminal.report("voxmark: \(line) [\(report.code)]") }
        printJSON(report)
        if CommandLine.arguments.contains("--verbose") { causes(of: error).forEach(Terminal.report) }
        Foundation.exit(ExitStatus(error).rawValue)
    }

    /// Whoever asked for JSON gets JSON, whatever happens.
    private static func printJSON(_ report: ReportedError) {
        guard CommandLine.arguments.contains("--json"), let text = try? JSONText.of(["error": report]) else { return }
        Terminal.write(text)
    }

    /// The errors behind an error, each on a line of its own, deeper ones further to the right.
    static func causes(of error: any Error) -> [String] {
        var lines: [String] = []
        var next = cause(of: error)
        while let cause = next {
            lines.append(String(repeating: "  ", count: lines.count + 1) + "because: \(cause)")
            next = (cause as? any Error).flatMap(self.cause)
        }
        return lines
    }

    private static func cause(of error: any Error) -> Any? {
        switch error {
        case let error as AuditError: error.cause
        case let error as BatchError: error.cause
        case let error as OMOPError: error.cause
        case let error as DICOMError: error.cause
        default: nil
        }
    }
}
