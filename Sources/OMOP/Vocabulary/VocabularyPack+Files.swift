import Foundation

extension VocabularyPack {
    /// Writes the pack into a folder, made when missing: `CONCEPT.csv` and so on.
    ///
    /// Athena's format: UTF-8, a header, fields separated by tabs and never quoted, LF line ends. A folder that holds concepts of anything but
    /// these recipes, such as a site's own download from Athena, is left alone.
    ///
    /// - Returns: how many rows each file has, in the order of writing.
    /// - Throws: `OMOPError` that names the owner of a concept in the folder, or says why a file cannot be written.
    @discardableResult
    public func write(to folder: String) throws(OMOPError) -> [(file: String, rows: Int)] {
        let url = URL(filePath: folder)
        try refuseOthers(in: url.appending(path: "CONCEPT.csv"))
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            return try tables.map { table in
                let lines = ([table.columns] + table.rows).map { $0.map(Self.field).joined(separator: "\t") }
                try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: url.appending(path: "\(table.name).csv"), options: .atomic)
                return ("\(table.name).csv", table.rows.count)
            }
        } catch {
            throw OMOPError(.file, "cannot write the vocabulary to \(folder); check that it is a folder that can be written", cause: error)
        }
    }

    /// A field without what would end it or what readers take for quoting.
    private static func field(_ text: String) -> String {
        String(
            text.map { character -> Character in
                if character.isNewline || character == "\t" { return " " }
                return character == "\"" ? "'" : character
            })
    }

    private func refuseOthers(in file: URL) throws(OMOPError) {
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw OMOPError(.file, "cannot read \(file.path), which the vocabulary would replace; name another folder")
        }
        let standard = Set(StandardConcept.all.map { "\($0.id)\t\($0.vocabulary)" })
        let names = recipes.map { "\($0.recipe)." }
        let local = Set(LocalConcept.all.map(\.code))
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            let isOurs =
                fields.count == 10
                && (standard.contains("\(fields[0])\t\(fields[3])")
                    || fields[3] == LocalVocabulary.id
                        && (local.contains(fields[6]) || names.contains { fields[6].hasPrefix($0) }))
            guard isOurs else {
                let owner = fields.count == 10 ? "concept \(fields[0]) of vocabulary \(fields[3]), \(fields[6])" : "other lines"
                throw OMOPError(
                    .conceptTaken, "\(file.path) holds \(owner), which is none of these recipes' concepts; name another folder")
            }
        }
    }
}
