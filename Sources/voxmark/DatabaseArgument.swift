import Batch
import Foundation
import OMOP

/// The database that an argument names: an output folder, or a database file.
struct DatabaseArgument {
    /// The database's file.
    let path: String
    /// The name of a run, behind a `#`.
    let run: String?

    init(_ argument: String) {
        guard !FileManager.default.fileExists(atPath: argument), let mark = argument.lastIndex(of: "#") else {
            path = Self.database(at: argument)
            run = nil
            return
        }
        path = Self.database(at: String(argument[..<mark]))
        run = String(argument[argument.index(after: mark)...])
    }

    private static func database(at path: String) -> String {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return isThere && isFolder.boolValue ? URL(filePath: path).appending(path: "omop.sqlite").path : path
    }
}
