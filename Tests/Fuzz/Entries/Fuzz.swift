import CLibFuzzer
import Foundation

/// Writes seeds (`fuzz seeds FOLDER`), or runs libFuzzer on an entry (`fuzz ENTRY`, followed by libFuzzer's options and folders).
@main
enum Fuzz {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else { return usage() }
        if arguments[1] == "seeds", arguments.count == 3 {
            try writeSeeds(to: URL(filePath: arguments[2]))
        } else if let entry = Entry(rawValue: arguments[1]) {
            run(entry, options: [arguments[0]] + arguments.dropFirst(2))
        } else {
            usage()
        }
    }

    private static func run(_ entry: Entry, options: [String]) {
        var strings: [UnsafeMutablePointer<CChar>?] = options.map { strdup($0) }
        strings.append(nil)
        exit(fuzz_run(Int32(options.count), strings, entry.function))
    }

    private static func usage() {
        let entries = Entry.allCases.map(\.rawValue).joined(separator: "|")
        FileHandle.standardError.write(Data("usage: fuzz seeds FOLDER | fuzz \(entries) [OPTIONS AND FOLDERS OF LIBFUZZER]\n".utf8))
        exit(2)
    }
}
