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

    /// What is known of every region in closed form, as a CSV table with units in its header.
    public var answers: String {
        let header =
            "patient,study_date,phantom,region,volume_mm3,surface_area_mm2,maximum_diameter_mm,major_axis_mm,minor_axis_mm,least_axis_mm,mean_hu"
        let rows = scans.flatMap { scan in scan.phantom.parts.map { row(of: $0, in: scan) } }
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    private func row(of part: Phantom.Part, in scan: Scan) -> String {
        let facts = part.shape.facts
        let axes = (0..<3).map { 4 * facts.principalVariances[$0].squareRoot() }
        // A region that others are painted into has no mean of its own.
        let isWhole = part.name == scan.phantom.part.name
        let numbers = [facts.volume, facts.surfaceArea, facts.maximumDiameter] + axes
        let mean = isWhole ? part.pattern.mean.map { "\($0)" } ?? "" : ""
        return ([scan.patient.id, scan.study.date, scan.phantom.name, part.name] + numbers.map { "\($0)" } + [mean]).joined(separator: ",")
    }
}
