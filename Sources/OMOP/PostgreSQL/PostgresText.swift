/// A statement whose parameters `?` and `?1` are written as PostgreSQL wants them, `$1`, and the order of bytes as `COLLATE "C"`.
struct PostgresText: Sendable, Hashable {
    /// The statement for the server.
    let sql: String
    /// How many parameters it has.
    let parameterCount: Int

    /// Translates a statement; texts, quoted names and comments stay as they are.
    init(_ sqlite: String) {
        var written = ""
        var highest = 0
        var rest = Substring(sqlite)
        while let next = rest.first {
            switch next {
            case "'", "\"": written += Self.take(&rest, through: String(next), from: 1)
            case "-" where rest.hasPrefix("--"): written += Self.take(&rest, through: "\n", from: 2)
            case "/" where rest.hasPrefix("/*"): written += Self.take(&rest, through: "*/", from: 2)
            case "?":
                rest.removeFirst()
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                rest.removeFirst(digits.count)
                let number = Int(digits) ?? highest + 1
                highest = max(highest, number)
                written += "$\(number)"
            default:
                let plain = rest.prefix { !"'\"-/?".contains($0) }
                let taken = plain.isEmpty ? rest.prefix(1) : plain
                written += taken.replacing("COLLATE BINARY", with: "COLLATE \"C\"")
                rest.removeFirst(taken.count)
            }
        }
        sql = written
        parameterCount = highest
    }

    /// Takes what goes through the next end after `offset` characters, or all that is left.
    private static func take(_ rest: inout Substring, through end: String, from offset: Int) -> Substring {
        let found = rest.dropFirst(offset).firstRange(of: end)
        let taken = rest[..<(found?.upperBound ?? rest.endIndex)]
        rest = rest[taken.endIndex...]
        return taken
    }
}
