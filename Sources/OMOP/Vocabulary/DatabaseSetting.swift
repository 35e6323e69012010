/// A choice that holds for all rows of a database, so that a later run cannot mix it with another.
enum DatabaseSetting: String, Sendable, CaseIterable {
    /// The `ConceptMode`.
    case conceptMode = "concept mode"
    /// Whether dates are full, or shifted per person.
    case dates
    /// The concept of `image_feature_event_field_concept_id`, or `default`.
    case imageEventField = "image event field"

    /// What a database written before the choice was recorded holds.
    var formerValue: String {
        switch self {
        case .conceptMode: ConceptMode.practical.rawValue
        case .dates: "full"
        case .imageEventField: "default"
        }
    }
}

extension SQLiteDatabase {
    /// Records a choice in `voxmark_property`, or refuses one that differs from what is recorded; call it in a transaction.
    func keep(_ setting: DatabaseSetting, _ value: String, path: String) throws(OMOPError) {
        let known = try rows("SELECT value FROM voxmark_property WHERE name = ?", .text(setting.rawValue)) { $0.text(0) ?? "" }.first
        let cases = try rows("SELECT count(*) FROM voxmark_case") { $0.integer(0) ?? 0 }.first ?? 0
        let before = known ?? (cases > 0 ? setting.formerValue : value)
        guard before == value else {
            throw OMOPError(
                .settingChanged,
                "the rows in \(path) were written with \(setting.rawValue) “\(before)”, this run asks for “\(value)”; run it as before, or name a new database"
            )
        }
        if known == nil { try run("INSERT INTO voxmark_property VALUES (?, ?)", .text(setting.rawValue), .text(value)) }
    }
}
