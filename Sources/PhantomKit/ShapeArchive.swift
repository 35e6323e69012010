import Voxels

extension PhantomArchive {
    /// Every shape of the catalogue in every orientation: one patient a shape, one study an orientation.
    public static let shapes = PhantomArchive(
        scans: ScanOrientation.allCases.enumerated().flatMap { number, orientation in
            Phantom.catalogue(orientation).enumerated().map { place, phantom in
                let kind = phantom.name.prefix { $0 != "-" }
                return Scan(
                    patient: ArchivePatient(
                        id: "SHAPE-\(kind.uppercased())", name: "Shape^\(kind.capitalized)", birthDate: "196\(place)0615",
                        sex: place.isMultiple(of: 2) ? "F" : "M"),
                    study: ArchiveStudy(date: "2024030\(number + 1)", time: "120000", description: "CT \(orientation.rawValue)"),
                    phantom: phantom)
            }
        })
}
