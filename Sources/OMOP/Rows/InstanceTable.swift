/// The files that images are made of, so that every measurement leads to its SOP instances.
struct InstanceTable {
    private let database: any SQLDatabase
    private let key: PseudonymKey

    init(_ database: any SQLDatabase, key: PseudonymKey) {
        self.database = database
        self.key = key
    }

    /// Writes the files of an image unless they are there: equal digests are equal files.
    func write(_ image: ImageIdentity) throws(OMOPError) {
        let known = try database.rows(
            "SELECT count(*) FROM voxmark_image_instance WHERE image_digest = ?", .text(image.digest)
        ) { $0.integer(0) ?? 0 }
        guard known.first == 0, !image.instances.isEmpty else { return }
        var rows = SQLRows(columns: ["image_digest", "file_number", "sop_instance", "file_digest"])
        let ordered = image.instances.sorted { ($0.digest, $0.sopInstanceUID ?? "") < ($1.digest, $1.sopInstanceUID ?? "") }
        for (number, one) in ordered.enumerated() {
            rows.append([
                .text(image.digest), .integer(number), .optional(one.sopInstanceUID.map { key.pseudonym(uid: $0) }), .text(one.digest),
            ])
        }
        try database.insert(rows, into: "voxmark_image_instance")
    }
}
