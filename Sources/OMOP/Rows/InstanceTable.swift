/// The files that images are made of, so that every measurement leads to its SOP instances.
struct InstanceTable {
    private let database: any SQLDatabase
    private let key: PseudonymKey

    init(_ database: any SQLDatabase, key: PseudonymKey) {
        self.database = database
        self.key = key
    }

    /// Writes the files of an image that is not there.
    func write(_ image: ImageIdentity) throws(OMOPError) {
        var rows = SQLRows(
            columns: ["file_number", "sop_instance", "file_digest"], constants: [("image_digest", .text(image.digest))])
        let ordered = image.instances.sorted { ($0.digest, $0.sopInstanceUID ?? "") < ($1.digest, $1.sopInstanceUID ?? "") }
        for (number, one) in ordered.enumerated() {
            rows.append([.integer(number), .optional(one.sopInstanceUID.map { key.pseudonym(uid: $0) }), .text(one.digest)])
        }
        try database.collect(rows, for: "voxmark_image_instance")
    }
}
