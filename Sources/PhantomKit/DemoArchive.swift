import Voxels

extension PhantomArchive {
    /// Seven generated patients with eleven scans in CT, MR, PET and mammography, and an eighth whose files are spoilt.
    public static let demo = PhantomArchive(scans: demoCT + demoModalities, badFiles: demoFaults)

    /// Five scans of four patients: region names differ as in real life, one scan is oblique, two are flipped.
    private static let demoCT = [
        Scan(
            patient: ArchivePatient(id: "PHANTOM-0001", name: "Phantom^Ada", birthDate: "19580314", sex: "F"),
            study: ArchiveStudy(date: "20230502", time: "091500", description: "CT thorax"),
            phantom: demoPhantom(
                "ellipsoid", "GTV-1", .axial, Solid.ellipsoid(semiAxes: [19.3, 14.1, 16.7]),
                .texture(mean: 35, amplitude: 90, cell: 6, seed: 1))),
        Scan(
            patient: ArchivePatient(id: "PHANTOM-0002", name: "Phantom^Boris", birthDate: "19491130", sex: "M"),
            study: ArchiveStudy(date: "20220912", time: "140000", description: "CT thorax"),
            phantom: demoPhantom(
                "sphere", "gtv 1", .axial, .sphere(radius: 18.7), .texture(mean: 20, amplitude: 110, cell: 5, seed: 2))),
        Scan(
            patient: ArchivePatient(id: "PHANTOM-0002", name: "Phantom^Boris", birthDate: "19491130", sex: "M"),
            study: ArchiveStudy(date: "20230220", time: "103000", description: "CT thorax, after therapy"),
            phantom: demoPhantom(
                "sphere", "gtv 1", .flipped, .sphere(radius: 13.3), .texture(mean: 5, amplitude: 80, cell: 5, seed: 3)),
            encoding: PixelEncoding(isSigned: true, intercept: 0)),
        Scan(
            patient: ArchivePatient(id: "PHANTOM-0003", name: "Phantom^Chandra", birthDate: "19710708", sex: "F"),
            study: ArchiveStudy(date: "20230117", time: "084500", description: "CT chest"),
            phantom: demoPhantom(
                "shell", "GTV_Mass", .doublyOblique, .sphere(radius: 21.1), cavity: .sphere(radius: 9.7),
                .texture(mean: 45, amplitude: 70, cell: 8, seed: 4))),
        Scan(
            patient: ArchivePatient(id: "PHANTOM-0004", name: "Phantom^Dmitri", birthDate: "19640125", sex: "M"),
            study: ArchiveStudy(date: "20230330", time: "160000", description: "CT thorax"),
            phantom: demoPhantom(
                "ramp", "GTV-1", .reversed, .ellipsoid(semiAxes: [15.9, 20.3, 17.9]), .ramp(centre: 30, gradient: [4.1, -2.3, 1.7])),
            encoding: PixelEncoding(transferSyntax: .jpegLossless)),
    ]

    /// A lesion inside a body of soft tissue on 96 × 96 × 40 voxels of 0.9765625 × 0.9765625 × 3 mm.
    private static func demoPhantom(
        _ name: String, _ regionName: String, _ orientation: ScanOrientation, _ solid: Solid, cavity: Solid? = nil,
        _ pattern: IntensityPattern
    ) -> Phantom {
        let centre: SIMD3<Double> = [-31, 12, -140]
        let axes = orientation.direction
        let grid = Grid(size: [96, 96, 40], spacing: [0.9765625, 0.9765625, 3], centre: centre, direction: axes)
        let body = Shape(.ellipsoid(semiAxes: [43.1, 37.7, 56.3]), centre: centre, axes: axes)
        let lesion = Shape(solid, cavity: cavity, centre: centre + [4.3, -5.1, 7.7])
        return Phantom(
            name: name, grid: grid, background: .uniform(-1000),
            surroundings: [
                Phantom.Part(name: "BODY", shape: body, pattern: .texture(mean: 30, amplitude: 25, cell: 9, seed: 77))
            ],
            part: Phantom.Part(name: regionName, shape: lesion, pattern: pattern))
    }
}
