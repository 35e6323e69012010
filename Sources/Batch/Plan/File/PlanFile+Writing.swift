import Crypto
import Foundation

extension PlanFile {
    /// A piece of the file: what it says, or what stands between.
    fileprivate enum Piece {
        case text(String)
        /// Compact JSON, and how deep it stands.
        case value([UInt8], depth: Int)
    }

    static let format = "voxmark plan"

    /// The digest of what the plan says, whenever it was made: SHA-256, in hexadecimal.
    public var digest: String {
        var hash = SHA256()
        forEachPiece { hash.update($0) }
        return hash.text
    }

    /// Writes the plan to a file that its owner alone can read; a file of that name is replaced once the new one is whole.
    ///
    /// - Returns: the digest.
    /// - Throws: `unwritable`.
    @discardableResult
    public func write(to path: String) throws(BatchError) -> String {
        var hash = SHA256()
        let file = try PrivateFile(path)
        file.write(#"{\#n  "format": "\#(Self.format)",\#n  "version": \#(Self.version),\#n  "made": "\#(made)""#)
        forEachPiece { piece in
            hash.update(piece)
            switch piece {
            case .text(let text): file.write(text)
            case .value(let bytes, let depth): file.write(JSONLayout(bytes, depth: depth).text)
            }
        }
        file.write(#",\#n  "digest": "\#(hash.text)"\#n}\#n"#)
        try file.finish()
        return hash.text
    }

    private func forEachPiece(_ body: (Piece) -> Void) {
        func put(_ key: String, _ value: some Encodable, depth: Int = 1) {
            body(.text(",\n\(String(repeating: "  ", count: depth))\"\(key)\": "))
            body(.value(compact(value), depth: depth))
        }
        put("numericsVersion", numericsVersion)
        put("archives", archives)
        if let manifest { put("manifest", manifest) }
        if let selection { put("selection", selection) }
        if let shard { put("shard", shard) }
        if !sharedPatientIDs.isEmpty { put("sharedPatientIDs", sharedPatientIDs) }
        body(.text(",\n  \"recipes\": ["))
        for (number, part) in parts.enumerated() {
            body(.text("\(number == 0 ? "" : ",")\n    {\n      \"recipe\": "))
            body(.value(compact(part.recipe), depth: 3))
            put("notes", part.plan.notes, depth: 3)
            put("nonDICOMCount", part.plan.nonDICOMCount, depth: 3)
            putList("leftovers", part.plan.leftovers, body)
            putList("remarks", part.plan.remarks, body)
            putList("bundles", part.plan.bundles, body)
            body(.text("\n    }"))
        }
        body(.text("\n  ]"))
    }

    /// Each element for itself, so that a large plan is never in memory as text.
    private func putList(_ key: String, _ list: [some Encodable], _ body: (Piece) -> Void) {
        body(.text(",\n      \"\(key)\": ["))
        for (number, element) in list.enumerated() {
            body(.text(number == 0 ? "\n        " : ",\n        "))
            body(.value(compact(element), depth: 4))
        }
        body(.text(list.isEmpty ? "]" : "\n      ]"))
    }

    /// Compact JSON, keys sorted, so that equal plans are equal bytes.
    private func compact(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { preconditionFailure("a plan is made of text and finite numbers") }
        return Array(data)
    }
}

extension SHA256 {
    fileprivate mutating func update(_ piece: PlanFile.Piece) {
        switch piece {
        case .text(let text): update(data: Data(text.utf8))
        case .value(let bytes, _): update(data: bytes)
        }
    }

    /// The digest so far, in hexadecimal.
    fileprivate var text: String { finalize().hexadecimal }
}
