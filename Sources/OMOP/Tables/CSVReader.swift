/// Reads comma-separated values (RFC 4180; LF line ends too, a byte order mark is skipped, empty lines are not records).
enum CSVReader {
    struct Record: Sendable, Hashable {
        /// The line on which the record begins, from 1.
        let line: Int
        let fields: [String]
    }

    static func records(_ text: String, source: String) throws(OMOPError) -> [Record] {
        var records: [Record] = []
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var quoted = false
        var closed = false
        var line = 1
        var start = 1
        var scalars = text.unicodeScalars[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }

        func endRecord() {
            fields.append(String(field))
            if fields != [""] || closed { records.append(Record(line: start, fields: fields)) }
            fields = []
            field = .init()
            closed = false
        }
        while let scalar = scalars.popFirst() {
            if scalar == "\n" { line += 1 }
            switch (scalar, quoted) {
            case ("\"", true) where scalars.first == "\"":
                scalars.removeFirst()
                field.append("\"")
            case ("\"", true):
                quoted = false
                closed = true
            case ("\"", false) where field.isEmpty && !closed:
                quoted = true
            case ("\"", false):
                throw OMOPError(
                    .personMap, "line \(line) of \(source) has a quotation mark within a field; quote the whole field and double the mark")
            case (",", false):
                fields.append(String(field))
                field = .init()
                closed = false
            case ("\r", false) where scalars.first == "\n":
                break
            case ("\n", false):
                endRecord()
                start = line
            default:
                guard !closed else { throw OMOPError(.personMap, "line \(line) of \(source) goes on after a closing quotation mark") }
                field.append(scalar)
            }
        }
        guard !quoted else { throw OMOPError(.personMap, "line \(start) of \(source) opens a quotation mark that is never closed") }
        endRecord()
        return records
    }
}
