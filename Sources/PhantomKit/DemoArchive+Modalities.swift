import Voxels

extension PhantomArchive {
    /// A head in MR with contours, a chest in PET with a segmentation, and three mammograms with one each.
    ///
    /// The lesions are linear ramps around the middle of the grid, so that the mean of their voxels is that of the middle; their
    /// gradients leave no ties to rounding.
    static let demoModalities: [Scan] = {
        let boris = ArchivePatient(id: "PHANTOM-0002", name: "Phantom^Boris", birthDate: "19491130", sex: "M")
        let elena = ArchivePatient(id: "PHANTOM-0005", name: "Phantom^Elena", birthDate: "19820419", sex: "F")
        let farid = ArchivePatient(id: "PHANTOM-0006", name: "Phantom^Farid", birthDate: "19551002", sex: "M")
        let grace = ArchivePatient(id: "PHANTOM-0007", name: "Phantom^Grace", birthDate: "19680827", sex: "F")
        let plain = PixelEncoding(intercept: 0)
        return [
            Scan(
                patient: elena, study: ArchiveStudy(date: "20230605", time: "101500", description: "MR brain"), phantom: demoHead,
                encoding: plain, modality: .mr(echoTime: 85), seriesDescription: "T2 tse"),
            Scan(
                patient: boris, study: ArchiveStudy(date: "20220915", time: "114946.2", description: "PET chest"),
                phantom: demoChest("Lesion", radius: 19.5), encoding: plain, modality: .pet(demoInjection), regions: .segmentation,
                seriesDescription: "FDG ac"),
            Scan(
                patient: farid, study: ArchiveStudy(date: "20230118", time: "114946.2", description: "PET chest"),
                phantom: demoChest("Lesion", radius: 21.1), encoding: plain, modality: .pet(demoInjection), regions: .structureSet,
                seriesDescription: "FDG ac"),
            mammogram(of: grace, "20230207", ProjectionFacts(laterality: "L", view: "MLO")),
            mammogram(of: grace, "20230807", ProjectionFacts(isInverted: true, laterality: "L", view: "CC")),
            mammogram(of: elena, "20230112", ProjectionFacts(isForProcessing: true, laterality: "R", view: "CC")),
        ]
    }()

    /// What is wrong in the demo archive, of a patient of its own.
    static let demoFaults: [BadFile] = {
        let hugo = ArchivePatient(id: "PHANTOM-0008", name: "Phantom^Hugo", birthDate: "19770711", sex: "M")
        func fault(_ fault: BadFile.Fault, _ date: String) -> BadFile {
            BadFile(fault, patient: hugo, study: ArchiveStudy(date: date, description: "Import"))
        }
        return [
            fault(.truncatedImage(3), "20230401"), fault(.unpairedStructureSet, "20230402"), fault(.colourCapture, "20230403"),
            fault(.text, "20230404"), fault(.empty, "20230404"),
        ]
    }()

    /// 350 MBq at 10 o'clock to a patient of 70 kg: one half life later, at 11:49:46.2, 2500 Bq/mL are an SUV of 1.
    static let demoInjection = EmissionFacts(weight: 70, dose: 350_000_000, injectionTime: "100000")

    /// A tumour in a head on 64 × 64 × 32 voxels of 1.5 × 1.5 × 3 mm; arbitrary units.
    private static var demoHead: Phantom {
        let centre: SIMD3<Double> = [7, -18, 62]
        let grid = Grid(size: [64, 64, 32], spacing: [1.5, 1.5, 3], centre: centre, direction: .axial)
        return Phantom(
            name: "head", grid: grid, background: .uniform(0),
            surroundings: [
                Phantom.Part(
                    name: "Brain", shape: Shape(.ellipsoid(semiAxes: [37.1, 43.3, 44.7]), centre: centre + [3.1, 2.3, -1.9]),
                    pattern: .texture(mean: 300, amplitude: 60, cell: 7, seed: 11))
            ],
            part: Phantom.Part(
                name: "Tumour", shape: Shape(.ellipsoid(semiAxes: [14.3, 11.9, 16.1]), centre: centre),
                pattern: .ramp(centre: 640, gradient: [6.1312347, -4.3712359, 3.7123461])))
    }

    /// A hot ball in a chest on 48 × 48 × 24 voxels of 4 mm; Bq/mL.
    private static func demoChest(_ region: String, radius: Double) -> Phantom {
        let centre: SIMD3<Double> = [-12, 9, -210]
        let grid = Grid(size: [48, 48, 24], spacing: [4, 4, 4], centre: centre, direction: .axial)
        return Phantom(
            name: "chest", grid: grid, background: .uniform(0),
            surroundings: [
                Phantom.Part(
                    name: "Body", shape: Shape(.ellipsoid(semiAxes: [77.3, 63.1, 45.7]), centre: centre + [6.3, -4.1, 1.7]),
                    pattern: .texture(mean: 2500, amplitude: 600, cell: 15, seed: 21))
            ],
            part: Phantom.Part(
                name: region, shape: Shape(.sphere(radius: radius), centre: centre),
                pattern: .ramp(centre: 15000, gradient: [131.7123457, -83.3234561, 57.1345673])))
    }

    /// A mass in a breast on 240 × 320 pixels of 0.2 mm.
    private static func mammogram(of patient: ArchivePatient, _ date: String, _ facts: ProjectionFacts) -> Scan {
        let grid = Grid(size: [240, 320, 1], spacing: [0.2, 0.2, 1])
        let centre: SIMD3<Double> = [23.9, 31.9, 0]
        let phantom = Phantom(
            name: "mass", grid: grid, background: .uniform(40),
            surroundings: [
                Phantom.Part(
                    name: "Breast", shape: Shape(.ellipsoid(semiAxes: [42.3, 29.7, 30]), centre: [0, 31.3, 0]),
                    pattern: .texture(mean: 5200, amplitude: 900, cell: 3, seed: 31))
            ],
            part: Phantom.Part(
                name: "Mass", shape: Shape(.ellipsoid(semiAxes: [6.17, 4.83, 5]), centre: centre),
                pattern: .ramp(centre: 8000, gradient: [71.3123457, -52.9234561, 0])))
        return Scan(
            patient: patient, study: ArchiveStudy(date: date, time: "153000", description: "Mammography"), phantom: phantom,
            encoding: PixelEncoding(intercept: 0), modality: .mammogram(facts), regions: .segmentation,
            seriesDescription: "\(facts.laterality) \(facts.view)")
    }
}
