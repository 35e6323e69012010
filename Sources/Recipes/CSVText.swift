/// Comma-separated values (RFC 4180): quoted fields, LF or CRLF line ends, a byte order mark is skipped, blank lines are no records.
package enum CSVText {
    /// One record.
    package struct Record: Sendable, Hashable {
        /// The line on which the record begins, from 1.
        package let line: Int
        /// Its fields, without their quotation marks.
        package let fields: [String]
    }

    /// Why a text is no CSV, and on which line.
    package struct Flaw: Error, Sendable, Hashable {
        /// The line, from 1.
        package let line: Int
        /// What is wrong and what to do.
        package let message: String
    }

    /// The records of a text.
    package static func records(of text: String) throws(Flaw) -> [Record] {
        var parser = Parser(text)
        return try parser.records()
    }

    /// A field as it stands in a file: in quotation marks where it needs them.
    package static func quoted(_ field: String) -> String {
        guard field.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else { return field }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }

    private struct Parser {
        private var rest: Substring.UnicodeScalarView
        private var line = 1

        init(_ text: String) {
            rest = Substring(text).unicodeScalars
            if rest.first == "\u{FEFF}" { rest.removeFirst() }
        }

        mutating func records() throws(Flaw) -> [Record] {
            var records: [Record] = []
            while !rest.isEmpty {
                let start = line
                let isBlank = rest.first == "\n" || rest.first == "\r"
                let fields = try record()
                if !isBlank { records.append(Record(line: start, fields: fields)) }
            }
            return records
        }

        private mutating func record() throws(Flaw) -> [String] {
            var fields: [String] = []
            while true {
                fields.append(rest.first == "\"" ? try quotedField() : try plainField())
                switch rest.popFirst() {
                case ",":
                    continue
                case "\r":
                    if rest.first == "\n" { rest.removeFirst() }
                    line += 1
                    return fields
                case "\n":
                    line += 1
                    return fields
                case nil:
                    return fields
                default:
                    throw Flaw(line: line, message: "a quoted field goes on behind its closing quotation mark")
                }
            }
        }

        private mutating func plainField() throws(Flaw) -> String {
            let field = rest.prefix { $0 != "," && $0 != "\n" && $0 != "\r" }
            guard !field.contains("\"") else {
                throw Flaw(line: line, message: "a quotation mark inside a field; quote the whole field and double the mark")
            }
            rest = rest[field.endIndex...]
            return String(field)
        }

        private mutating func quotedField() throws(Flaw) -> String {
            let start = line
            var field = String.UnicodeScalarView()
            rest.removeFirst()
            while let scalar = rest.popFirst() {
                if scalar == "\"" {
                    guard rest.first == "\"" else { return String(field) }
                    rest.removeFirst()
                }
                if scalar == "\n" { line += 1 }
                field.append(scalar)
            }
            throw Flaw(line: start, message: "a quotation mark is never closed")
        }
    }
}
