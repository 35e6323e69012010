import Batch
import Foundation
import OMOP

/// The database that an argument names: an output folder, a database file, or the address of a server's database.
struct DatabaseArgument {
    /// Where it is.
    let address: DatabaseAddress
    /// The name of a run, behind a `#`.
    let run: String?

    /// Takes an argument for a database; one that has a run too only where `hasRun` says so.
    ///
    /// - Throws: `OMOPError` for an address that is none, or that holds a password.
    init(_ argument: String, _ schemas: SchemaOptions, hasRun: Bool = false) throws(OMOPError) {
        let isServer = PostgresAddress.isAddress(argument)
        // A password is refused as a whole, before a part of it could be taken for something else.
        if isServer { _ = try schemas.address(of: argument) }
        if !isServer, Self.isOtherAddress(argument) {
            throw OMOPError(
                .databaseAddress, "the address of a server's database begins with postgresql://, such as postgresql://user@server/name")
        }
        var (place, run) = (argument, String?.none)
        if hasRun, isServer || !FileManager.default.fileExists(atPath: argument), let mark = argument.lastIndex(of: "#") {
            place = String(argument[..<mark])
            run = String(argument[argument.index(after: mark)...])
        }
        address = isServer ? .server(try schemas.address(of: place)) : .file(Self.database(at: place))
        self.run = run
    }

    /// Whether a text that is no file looks like libpq's other way to write an address, which may hold a password.
    private static func isOtherAddress(_ text: String) -> Bool {
        !FileManager.default.fileExists(atPath: text) && ["host=", "dbname=", "password=", "@"].contains { text.lowercased().contains($0) }
    }

    private static func database(at path: String) -> String {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return isThere && isFolder.boolValue ? URL(filePath: path).appending(path: "omop.sqlite").path : path
    }
}

extension DatabaseAddress {
    /// The file; nil for a server's database.
    var file: String? {
        guard case .file(let path) = self else { return nil }
        return path
    }
}
