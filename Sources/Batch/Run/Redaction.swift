import DICOM

/// Takes out of a message what may tell who was imaged, before it is written into the database: names of files and folders, UIDs, Patient ID.
struct Redaction: Sendable {
    private let bundle: CaseBundle

    /// Knows the names that messages about a bundle can hold.
    init(of bundle: CaseBundle) {
        self.bundle = bundle
    }

    /// The names, longest first; found when there is a message, since most cases have none.
    private var secrets: [String] {
        var names: Set<String> = []
        for path in bundle.image.paths + bundle.mask.paths {
            names.insert(path)
            names.insert(fileName(path))
            names.insert(path.split(separator: "/").suffix(2).joined(separator: "/"))
        }
        names.formUnion([bundle.image.place, bundle.mask.place])
        names.formUnion([bundle.image.seriesInstanceUID, bundle.mask.sopInstanceUID].compactMap { $0 }.flatMap { [$0, shortened($0)] })
        if let patient = bundle.image.patient.patientID { names.insert(patient) }
        return names.filter { $0.count > 2 }.sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// The message without them.
    func text(_ message: String) -> String {
        var text = message
        for secret in secrets { text = text.replacing(secret, with: "…") }
        return text.replacing(/\d+(\.\d+){4,}/, with: "…").replacing(/…[0-9.]{6,}/, with: "…")
    }
}
