import OMOP

extension Plan {
    /// The patients of the images, in the order of the plan; the same one may come several times.
    public var patients: [PatientIdentity] { bundles.map(\.image.patient) }

    /// Enters whom and what the plan's pseudonyms stand for: patients, Study and Series Instance UIDs of images, SOP Instance UIDs
    /// of masks.
    public func enterLinks(in table: inout LinkTable) {
        for bundle in bundles {
            table.add(bundle.image.patient)
            for uid in [bundle.image.studyInstanceUID, bundle.image.seriesInstanceUID, bundle.mask.sopInstanceUID] {
                if let uid { table.add(uid: uid) }
            }
        }
    }
}
