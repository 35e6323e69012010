extension DocumentedCode {
    private var kindNames: String { kinds.map(\.rawValue).joined(separator: ", ") }

    /// The entry for the terminal.
    public var text: String { "\(code) (\(kindNames)): \(meaning)" + (remedy.isEmpty ? "" : " \(remedy)") }

    /// A page in Markdown.
    public static func page(of entries: [DocumentedCode]) -> String {
        let head = """
            # Codes

            What the codes of refusals, failures and remarks mean, and what to do.

            ## Overview

            A code is the same in `run.log`, in `voxmark_case.code` and `voxmark_status.reason`, in `records.csv`, in JSON, and in square brackets
            at the end of messages. `voxmark codes CODE` explains one. This page is what `voxmark codes --markdown` prints.

            A code says what became of a thing: *stop*, the program ended; *failed*, the next run tries again; *refused*, the input cannot be
            processed as it is; *held*, values stay out of the CDM for want of a person or a date; *undefined*, a feature has no value and nothing
            went wrong; *remark*, the work went on; *verdict*, something that the index says and that calls for nothing.

            | code | becomes | meaning | what to do |
            |---|---|---|---|

            """
        return head + entries.map { "| `\($0.code)` | \($0.kindNames) | \($0.meaning) | \($0.remedy) |\n" }.joined()
    }
}
