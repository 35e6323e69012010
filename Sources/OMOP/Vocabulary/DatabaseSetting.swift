/// A choice that holds for all rows of a database, so that a later run cannot mix it with another.
enum DatabaseSetting: String, Sendable, CaseIterable {
    /// The `ConceptMode`.
    case conceptMode = "concept mode"
    /// Whether all regions are tumours: `yes` or `no`.
    case tumours
    /// Whether dates are full, or shifted per person.
    case dates
    /// The concept of `image_feature_event_field_concept_id`, or `default`.
    case imageEventField = "image event field"

    /// What a database written before the choice was recorded holds.
    var formerValue: String {
        switch self {
        case .conceptMode: ConceptMode.practical.rawValue
        case .tumours: "no"
        case .dates: "full"
        case .imageEventField: "default"
        }
    }
}

extension SQLDatabase {
    /// Records what a policy chooses for all rows, or refuses what differs from what is recorded; call it in a transaction.
    func keep(_ policy: RowPolicy, path: String) throws(OMOPError) {
        try keep(.conceptMode, policy.conceptMode.rawValue, path: path)
        try keep(.tumours, policy.areTumours ? "yes" : "no", path: path)
        try keep(.dates, policy.persons.dates.recorded, path: path)
    }

    /// Records a choice in `voxmark_property`, or refuses one that differs from what is recorded of rows that are there; call it in a transaction.
    func keep(_ setting: DatabaseSetting, _ value: String, path: String) throws(OMOPError) {
        let known = try property(setting.rawValue)
        let isEmpty = try rows("SELECT 1 FROM voxmark_case LIMIT 1") { _ in true }.isEmpty
        let before = isEmpty ? value : known ?? setting.formerValue
        guard before == value else {
            throw OMOPError(
                .settingChanged,
                "the rows in \(path) were written with \(setting.rawValue) “\(before)”, this run asks for “\(value)”; run it as before, or name a new database"
            )
        }
        guard known != value else { return }
        try run(
            "INSERT INTO voxmark_property VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", .text(setting.rawValue),
            .text(value))
    }
}

extension SQLiteDatabase {
    /// Keeps the choices of an attached part of a plan; call it in a transaction.
    func keepSettings(ofPart path: String) throws(OMOPError) {
        for setting in DatabaseSetting.allCases { try keep(setting, recorded(setting, in: "part"), path: path) }
    }

    /// What stands in `measurement_concept_id` by the recorded choices.
    func recordedConcepts() throws(OMOPError) -> MeasurementConcepts {
        MeasurementConcepts(
            mode: ConceptMode(rawValue: try recorded(.conceptMode, in: "main")) ?? .practical,
            standards: try StandardMeasures(in: self, areTumours: recorded(.tumours, in: "main") == "yes"))
    }

    private func recorded(_ setting: DatabaseSetting, in schema: String) throws(OMOPError) -> String {
        try rows("SELECT value FROM \(schema).voxmark_property WHERE name = ?", .text(setting.rawValue)) { $0.text(0) ?? "" }.first
            ?? setting.formerValue
    }
}
