import DICOM
import Foundation
import Testing
import Voxels

struct GeometryVerdictTests {
    /// A CT slice with its origin on a stack of 3 mm.
    private func header(
        _ number: Int, at position: SIMD3<Double>? = nil, _ change: (inout InstanceHeader) -> Void = { _ in }
    ) -> InstanceHeader {
        var header = InstanceHeader(path: "/archive/\(number)")
        header.sopClassUID = "1.2.840.10008.5.1.4.1.1.2"
        header.sopInstanceUID = "1.2.\(number)"
        header.pixels.rows = 20
        header.pixels.columns = 10
        header.pixels.photometricInterpretation = "MONOCHROME2"
        header.plane.position = position ?? SIMD3(-5, 7, 3 * Double(number))
        header.plane.rowDirection = [1, 0, 0]
        header.plane.columnDirection = [0, 1, 0]
        header.plane.spacing = [0.5, 0.75]
        change(&header)
        return header
    }

    private func stack(_ heights: [Double]) -> [InstanceHeader] {
        heights.enumerated().map { header($0.offset, at: [-5, 7, $0.element]) }
    }

    private func verdict(_ heights: [Double], _ tolerance: GeometryTolerance = GeometryTolerance()) -> GeometryVerdict {
        GeometryVerdict.of(stack(heights), tolerance: tolerance)
    }

    @Test func slicesInAnyOrderAreRegular() throws {
        let series = SeriesHeaders(seriesInstanceUID: "1", instances: [3, 0, 2, 1].map { number in header(number) { $0.modality = "MR" } })
        #expect(series.verdict() == .regular)
        let image = try ImageSeries(series)
        #expect(image.paths == ["/archive/0", "/archive/1", "/archive/2", "/archive/3"])
        #expect(image.grid == Grid(size: [10, 20, 4], spacing: [0.5, 0.75, 3], origin: [-5, 7, 0]))
    }

    @Test func slicesAreSortedAlongTheNormal() throws {
        let sagittal = (0..<3).map { number in
            header(number, at: [10 + 2 * Double(number), -100, 80]) {
                $0.modality = "MR"
                $0.plane.rowDirection = [0, 1, 0]
                $0.plane.columnDirection = [0, 0, -1]
            }
        }
        let image = try ImageSeries(SeriesHeaders(seriesInstanceUID: "1", instances: sagittal))
        #expect(image.grid.direction == Grid.Direction(x: [0, 1, 0], y: [0, 0, -1], z: [-1, 0, 0]))
        #expect(image.paths == ["/archive/2", "/archive/1", "/archive/0"])
        #expect(image.grid.origin == [14, -100, 80])
        #expect(image.grid.position(of: [0, 0, 2]) == [10, -100, 80])
    }

    @Test func decimalPositionsLeaveNoTraceInTheSpacing() throws {
        let heights = (0..<60).map { -100.4 + 3 * Double($0) }.map { ($0 * 10).rounded() / 10 }
        let instances = stack(heights).map { one in
            var one = one
            one.modality = "MR"
            return one
        }
        #expect(try ImageSeries(SeriesHeaders(seriesInstanceUID: "1", instances: instances)).grid.spacing.z == 3)
    }

    @Test func scannersRoundingIsAccepted() {
        #expect(verdict([0, 3.04, 5.97, 9, 12.05, 15]) == .regular)
    }

    @Test func duplicatesAreNamed() {
        let found = GeometryVerdict.duplicateSlices([
            [GeometryVerdict.Slice(position: 3, path: "/archive/1"), GeometryVerdict.Slice(position: 3.02, path: "/archive/2")]
        ])
        #expect(verdict([0, 3, 3.02, 6, 9]) == found)
        #expect(found.message.contains("3 mm") && found.message.contains("2"))
        #expect(verdict([5, 5]).code == "duplicate-slices")
    }

    @Test func finelySpacedSlicesAreNoDuplicates() {
        #expect(verdict([0, 0.05, 0.1, 0.15]) == .regular)
        #expect(verdict([0, 0.05, 0.1, 0.12]).code == "irregular-spacing")
    }

    @Test func oneUIDTwiceIsADuplicate() {
        let slices = [header(0), header(1), header(2) { $0.sopInstanceUID = "1.2.1" }]
        let pair = [GeometryVerdict.Slice(position: 3, path: "/archive/1"), GeometryVerdict.Slice(position: 6, path: "/archive/2")]
        #expect(GeometryVerdict.of(slices) == .duplicateSlices([pair]))
    }

    @Test func missingSlicesAreNamed() {
        let before = GeometryVerdict.Slice(position: 6, path: "/archive/2")
        let after = GeometryVerdict.Slice(position: 12, path: "/archive/3")
        let found = verdict([0, 3, 6, 12, 15])
        #expect(found == .missingSlices([GeometryVerdict.Gap(before: before, after: after)], spacing: 3))
        #expect(found.message.contains("6 mm from 6 mm (2) to 12 mm (3)"))
    }

    @Test func irregularSpacingIsNamed() {
        let before = GeometryVerdict.Slice(position: 6, path: "/archive/2")
        let after = GeometryVerdict.Slice(position: 10, path: "/archive/3")
        #expect(verdict([0, 3, 6, 10, 13, 16]) == .irregularSpacing([GeometryVerdict.Gap(before: before, after: after)], spacing: 3))
        #expect(verdict([0, 3, 6, 7, 10, 13]).code == "irregular-spacing")
    }

    @Test func theToleranceDecides() {
        let heights: [Double] = [0, 3, 6.3, 9, 12]
        #expect(verdict(heights).code == "irregular-spacing")
        #expect(verdict(heights, GeometryTolerance(position: 0.3)) == .regular)
    }

    @Test func driftIsIrregular() {
        #expect(verdict([0, 3.09, 6.18, 9.27, 12.18, 15.09, 18]).code == "irregular-spacing")
    }

    @Test func mixturesAreNamed() {
        let turned = header(2) { $0.plane.columnDirection = [0, 0.99, 0.141067] }
        #expect(GeometryVerdict.of([header(0), header(1), turned]) == .mixedOrientation("/archive/0", "/archive/2"))
        #expect(GeometryVerdict.of([header(0), header(1) { $0.pixels.rows = 21 }]) == .mixedMatrix("/archive/0", "/archive/1"))
        #expect(
            GeometryVerdict.of([header(0), header(1) { $0.plane.spacing = [0.5, 0.76] }]) == .mixedSpacing("/archive/0", "/archive/1"))
        let moved = header(1) { $0.plane.frameOfReferenceUID = "1.5" }
        #expect(GeometryVerdict.of([header(0), moved]) == .mixedFrameOfReference("/archive/0", "/archive/1"))
    }

    @Test func severalPatientsAreCountedButNotNamed() throws {
        let ids = ["Q7-SECRET", "Q7-SECRET", "R8-SECRET", nil, "R8-SECRET"]
        let slices = ids.enumerated().map { number, id in header(number) { $0.patient.id = id } }
        let found = GeometryVerdict.of(slices)
        #expect(found == .mixedPatients(count: 3, "/archive/0", "/archive/2"))
        #expect(found.code == "mixed-patients")
        #expect(found.message.contains("3 different") && found.message.contains("0 and 2") && !found.message.contains("SECRET"))
        let error = #expect(throws: DICOMError.self) { try ImageSeries(SeriesHeaders(seriesInstanceUID: "1", instances: slices)) }
        #expect(error?.identifier == "mixed-patients")
        #expect(GeometryVerdict.of(Array(slices.prefix(2))) == .regular)
    }

    @Test func filesOfOneNameAreToldApartByTheirFolders() {
        let slices = [header(0) { $0.path = "/archive/a/i1" }, header(1) { $0.path = "/archive/b/i1" }]
        let found = GeometryVerdict.of([
            slices[0],
            header(1) {
                $0.path = "/archive/b/i1"; $0.pixels.rows = 21
            },
        ])
        #expect(found.message.contains("a/i1 and b/i1"))
        #expect(GeometryVerdict.of(slices) == .regular)
    }

    @Test func copiesOfOneNameAreToldApartByTheirFolders() {
        let slices = [header(0) { $0.path = "/archive/a/i1" }, header(1, at: [-5, 7, 0]) { $0.path = "/archive/b/i1" }]
        #expect(GeometryVerdict.of(slices).message.contains("(a/i1, b/i1)"))
    }

    @Test func whatIsNotReadComesWithAdvice() {
        let objects = [
            ("a multi-frame image", "single-frame"), ("a colour image", "greyscale"), ("SecondaryCaptureImageStorage", "greyscale"),
            ("an image in transfer syntax MPEG2", "uncompressed"),
            ("UltrasoundImageStorage", "CT, MR or PET"),
            ("Hologic tomosynthesis in a Secondary Capture", "Breast Tomosynthesis Image objects"),
            ("BreastProjectionXRayImageStorageForPresentation", "Breast Tomosynthesis series"),
        ]
        for (name, advice) in objects {
            #expect(GeometryVerdict.unsupportedObject(name, path: "/archive/0").message.contains(advice))
        }
        #expect(GeometryVerdict.noPosition(["/archive/0"]).message.contains("export"))
    }

    @Test func skewedAxesAreRefused() {
        let skewed = (0..<2).map { number in header(number) { $0.plane.columnDirection = [0.1, 0.995, 0] } }
        #expect(GeometryVerdict.of(skewed) == .invalidOrientation("/archive/0"))
        let long = (0..<2).map { number in header(number) { $0.plane.rowDirection = [1.01, 0, 0] } }
        #expect(GeometryVerdict.of(long) == .invalidOrientation("/archive/0"))
    }

    @Test func aTiltedGantryIsRefusedWithItsAngle() {
        let tilt = 15 * Double.pi / 180
        let slices = (0..<10).map { header($0, at: [0, 3 * tan(tilt) * Double($0), 3 * Double($0)]) }
        guard case .sheared(let angle, let shift) = GeometryVerdict.of(slices) else {
            Issue.record("a tilted stack is sheared")
            return
        }
        #expect(abs(angle - 15) < 1e-9)
        #expect(abs(shift - 27 * tan(tilt)) < 1e-9)
    }

    @Test(arguments: [0, 4, 9])
    func aSliceMovedSidewaysIsNamed(moved: Int) {
        let slices = (0..<10).map { header($0, at: [$0 == moved ? 2 : 0, 7, 3 * Double($0)]) }
        let found = GeometryVerdict.of(slices)
        let slice = GeometryVerdict.Slice(position: 3 * Double(moved), path: "/archive/\(moved)")
        #expect(found == .displacedSlices([slice], shift: 2))
        #expect(found.code == "displaced-slices")
        #expect(found.message.contains("1 slice sideways of the others by up to 2 mm: at \(3 * moved) mm (\(moved))"))
    }

    @Test func aTiltThatIsNotSteadyIsNoDisplacement() {
        let slices = (0..<10).map { header($0, at: [0, Double($0 * $0), 3 * Double($0)]) }
        #expect(GeometryVerdict.of(slices).code == "sheared")
    }

    @Test func obliqueStacksAreRegular() {
        let (row, column) = (SIMD3(0.8, 0.6, 0), SIMD3(-0.36, 0.48, 0.8))
        let normal = row.cross(column)
        let slices = (0..<5).map { number in
            header(number, at: [1, 2, 3] + normal * (2.5 * Double(number))) {
                $0.plane.rowDirection = row
                $0.plane.columnDirection = column
            }
        }
        #expect(GeometryVerdict.of(slices.reversed()) == .regular)
    }

    @Test func whatIsMissingIsNamed() {
        #expect(GeometryVerdict.of([header(0), header(1) { $0.plane.position = nil }]) == .noPosition(["/archive/1"]))
        #expect(GeometryVerdict.of([header(0) { $0.plane.rowDirection = nil }, header(1)]) == .noPosition(["/archive/0"]))
        #expect(GeometryVerdict.of([header(0, at: [.nan, 0, 0])]) == .noPosition(["/archive/0"]))
        #expect(GeometryVerdict.of([header(0), header(1) { $0.plane.spacing = nil }]) == .noSpacing(["/archive/1"]))
        for spacing in [SIMD2(0, 1), SIMD2(1, -1), SIMD2(1, .infinity), SIMD2(1e300, 1)] {
            #expect(GeometryVerdict.of([header(0), header(1) { $0.plane.spacing = spacing }]) == .noSpacing(["/archive/1"]))
        }
        #expect(verdict([0, 50_000]) == .noSpacing(["/archive/0", "/archive/1"]))
    }

    @Test func aSingleSliceNeedsItsThickness() {
        #expect(GeometryVerdict.of([header(0)]) == .noSpacing(["/archive/0"]))
        #expect(GeometryVerdict.of([header(0) { $0.plane.sliceThickness = 4 }]) == .regular)
    }

    @Test func otherObjectsAreRefusedByName() {
        let projection = header(0) { $0.sopClassUID = "1.2.840.10008.5.1.4.1.1.13.1.4" }
        #expect(
            GeometryVerdict.of([projection])
                == .unsupportedObject("BreastProjectionXRayImageStorageForPresentation", path: "/archive/0"))
        let hologic = header(0) {
            $0.sopClassUID = "1.2.840.10008.5.1.4.1.1.7"
            $0.isHologicTomosynthesis = true
        }
        #expect(GeometryVerdict.of([hologic]).message.hasPrefix("Hologic tomosynthesis in a Secondary Capture is not read"))
        for (uid, name) in [
            ("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless"), ("1.2.840.10008.1.2.4.102", "MPEG4HighProfile/Level4.1"),
        ] {
            let message = GeometryVerdict.of([header(0) { $0.pixels.transferSyntaxUID = uid }]).message
            #expect(message.contains("transfer syntax \(name)"))
        }
        #expect(
            GeometryVerdict.of([header(0) { $0.pixels.numberOfFrames = 2 }])
                == .unsupportedObject("a multi-frame image", path: "/archive/0"))
        let colour = header(0) { $0.pixels.photometricInterpretation = "PALETTE COLOR" }
        #expect(GeometryVerdict.of([colour]) == .unsupportedObject("a colour image (PALETTE COLOR)", path: "/archive/0"))
    }
}
