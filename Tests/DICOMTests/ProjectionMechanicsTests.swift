import DICOM
import Foundation
import TestSupport
import Testing
import Voxels

/// Projection images without a place in space.
struct ProjectionMechanicsTests {
    private static let presentation = "1.2.840.10008.5.1.4.1.1.1.2"
    private static let processing = "1.2.840.10008.5.1.4.1.1.1.2.1"

    /// A mammogram of 4 × 3 stored values 0…11 of 12 bits.
    private func elements(_ number: Int = 0, sopClass: String = presentation) -> [DICOMBytes.Element] {
        let geometry: [UInt16] = [0x0032, 0x0037, 0x0052]
        let intent = sopClass == Self.processing ? "FOR PROCESSING" : "FOR PRESENTATION"
        return slice(number, values: (0..<12).map { UInt16($0) })
            .filter { !($0.group == 0x0020 && geometry.contains($0.element)) && !($0.group == 0x0028 && $0.element == 0x0030) }
            .with(0x0008, 0x0016, .init(0x0008, 0x0016, "UI", sopClass)).with(0x0008, 0x0060, .init(0x0008, 0x0060, "CS", "MG"))
            .with(0x0028, 0x1052, .init(0x0028, 0x1052, "DS", "0"))
            + [
                .init(0x0008, 0x0068, "CS", intent), .init(0x0018, 0x1164, "DS", "0.1\\0.05"), .init(0x0018, 0x1114, "DS", "1.25"),
                .init(0x0020, 0x0062, "CS", "R"), .init(0x0018, 0x11A0, "DS", "53"), .init(0x0018, 0x5101, "CS", "MLO"),
            ]
    }

    private func image(
        _ elements: [DICOMBytes.Element], intent: ProjectionPolicy.Intent? = .both, spacing: ProjectionPolicy.Spacing? = .detector,
        _ body: (ImageSeries) throws -> Void = { _ in }
    ) throws {
        try withFolder(["0": DICOMBytes.file(elements)]) { folder in
            let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
            let policy = ModalityPolicy(projection: ProjectionPolicy(intent: intent, spacing: spacing))
            try body(try ImageSeries(series, policy: policy))
        }
    }

    private func refusal(
        _ elements: [DICOMBytes.Element], intent: ProjectionPolicy.Intent? = .both, spacing: ProjectionPolicy.Spacing? = .detector
    ) -> DICOMError.Code? {
        #expect(throws: DICOMError.self) { try image(elements, intent: intent, spacing: spacing) }?.code
    }

    @Test func spacingIsThatOfTheDetectorOrTheObject() throws {
        try image(elements()) { image in
            #expect(image.grid.size == [4, 3, 1])
            #expect(image.grid.spacing.x == 0.05 && image.grid.spacing.y == 0.1)
            #expect(image.isProjection)
            let values = try image.volume(in: image.grid.bounds).values
            #expect(values == (0..<12).map(Float.init))
        }
        try image(elements(), spacing: .object) { image in
            #expect(image.grid.spacing.x == 0.05 / 1.25 && image.grid.spacing.y == 0.1 / 1.25)
        }
        #expect(refusal(elements().with(0x0018, 0x1114, nil), spacing: .object) == .undeterminedSpacing)
        #expect(refusal(elements().with(0x0018, 0x1114, .init(0x0018, 0x1114, "DS", "0.5")), spacing: .object) == .undeterminedSpacing)
        #expect(refusal(elements().with(0x0018, 0x1164, nil)) == .undeterminedSpacing)
    }

    @Test func calibratedSpacingNeedsItsType() throws {
        let spaced = elements() + [.init(0x0028, 0x0030, "DS", "0.08\\0.04")]
        #expect(refusal(spaced, spacing: .calibrated) == .undeterminedSpacing)
        try image(spaced + [.init(0x0028, 0x0A02, "CS", "GEOMETRY")], spacing: .calibrated) { image in
            #expect(image.grid.spacing.x == 0.04 && image.grid.spacing.y == 0.08)
        }
    }

    @Test func aSpacingIsNeverInvented() throws {
        let bare = elements().with(0x0018, 0x1164, nil)
        #expect(refusal(bare, spacing: nil) == .undeterminedSpacing)
        try image(bare, spacing: .stated(0.07, 0.09)) { image in
            #expect(image.grid.spacing.x == 0.07 && image.grid.spacing.y == 0.09)
        }
        #expect(refusal(elements(), spacing: .stated(0.07, 0.09)) == .undeterminedSpacing, "the header states another one")
    }

    /// Pixel Spacing without Calibration Type tells the detector's spacing or the object's; a recipe that says the same replaces nothing.
    @Test func aStatedSpacingMayConfirmAnUncalibratedOne() throws {
        let uncalibrated = elements().with(0x0018, 0x1164, nil) + [.init(0x0028, 0x0030, "DS", "0.09\\0.07")]
        for policy in [ProjectionPolicy.Spacing.detector, .object, .calibrated, .stated(0.07, 0.08)] {
            #expect(refusal(uncalibrated, spacing: policy) == .undeterminedSpacing)
        }
        try image(uncalibrated, spacing: .stated(0.07, 0.09)) { image in
            #expect(image.grid.spacing.x == 0.07 && image.grid.spacing.y == 0.09)
        }
    }

    /// The pixels of Hologic's Secondary Captures are an icon, and must not pass for the image under any recipe.
    @Test(arguments: ProjectionPolicy.Intent.allCases)
    func hologicTomosynthesisIsRefusedByName(intent: ProjectionPolicy.Intent) throws {
        let capture = elements(sopClass: "1.2.840.10008.5.1.4.1.1.7").with(0x0018, 0x1164, nil).with(0x0008, 0x0068, nil)
        if intent == .any { try image(capture, intent: intent, spacing: .stated(0.1, 0.1)) }
        let hologic = capture + [.init(0x7E01, 0x0010, "LO", "HOLOGIC, Inc.")]
        let error = #expect(throws: DICOMError.self) { try image(hologic, intent: intent, spacing: .stated(0.1, 0.1)) }
        #expect(error?.identifier == "unsupported-object")
        #expect(error?.message.contains("Hologic tomosynthesis in a Secondary Capture") == true)
        #expect(error?.message.contains("Breast Tomosynthesis Image objects") == true)
    }

    @Test func youngTransferSyntaxesAreRefusedByName() throws {
        let file = DICOMBytes.file(elements(), transferSyntax: "1.2.840.10008.1.2.4.201")
        try withFolder(["0": file]) { folder in
            let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
            let policy = ModalityPolicy(projection: ProjectionPolicy(intent: .both, spacing: .detector))
            let error = #expect(throws: DICOMError.self) { try ImageSeries(series, policy: policy) }
            #expect(error?.message.contains("High-Throughput JPEG 2000 Lossless") == true)
        }
    }

    @Test func onlyTheIntentOfTheRecipeIsRead() throws {
        for (sopClass, allowed) in [
            (Self.presentation, [ProjectionPolicy.Intent.presentation, .both, .any]), (Self.processing, [.processing, .both, .any]),
        ] {
            for intent in ProjectionPolicy.Intent.allCases {
                if allowed.contains(intent) {
                    try image(elements(sopClass: sopClass), intent: intent)
                } else {
                    #expect(refusal(elements(sopClass: sopClass), intent: intent) == .otherIntent)
                }
            }
        }
        #expect(refusal(elements(), intent: nil) == .otherIntent, "a recipe must say")
        let contradicting = elements().with(0x0008, 0x0068, .init(0x0008, 0x0068, "CS", "FOR PROCESSING"))
        #expect(refusal(contradicting) == .otherIntent)
        let computed = elements(sopClass: "1.2.840.10008.5.1.4.1.1.1").with(0x0008, 0x0068, nil)
        #expect(refusal(computed) == .otherIntent)
        try image(computed, intent: .any)
    }

    @Test func monochrome1IsTurnedOverInProjectionsOnly() throws {
        let turned = DICOMBytes.Element(0x0028, 0x0004, "CS", "MONOCHROME1")
        try image(elements().with(0x0028, 0x0004, turned)) { image in
            let values = try image.volume(in: image.grid.bounds).values
            #expect(values == (0..<12).map { Float(4095 - $0) })
        }
        let ct = slice(0).with(0x0028, 0x0004, turned) + [.init(0x0018, 0x0050, "DS", "5")]
        try image(ct, intent: nil, spacing: nil) { image in
            let values = try image.volume(in: image.grid.bounds).values
            #expect(values == (0..<12).map { Float($0 - 1000) })
        }
    }

    @Test func displayTablesDoNotTouchIntensities() throws {
        let window: [DICOMBytes.Element] = [
            .init(0x0028, 0x1050, "DS", "6"), .init(0x0028, 0x1051, "DS", "2"), .init(0x2050, 0x0020, "CS", "INVERSE"),
        ]
        try image(elements() + window) { image in
            let values = try image.volume(in: image.grid.bounds).values
            #expect(values == (0..<12).map(Float.init))
        }
    }

    @Test func imagesOfOneSeriesStandAlone() throws {
        try withFolder(["0": DICOMBytes.file(elements(0)), "1": DICOMBytes.file(elements(1))]) { folder in
            let series = try DICOMIndex.scan([folder.path]).series
            #expect(series.map(\.instances.count) == [1, 1])
        }
        let other = elements(0).with(0x0018, 0x5101, .init(0x0018, 0x5101, "CS", "CC"))
        try withFolder(["0": DICOMBytes.file(elements(0)), "1": DICOMBytes.file(other)]) { folder in
            let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
            #expect(series.instances.count == 2, "two contents under one SOP Instance UID")
            let error = #expect(throws: DICOMError.self) { try ImageSeries(series) }
            #expect(error?.code == .geometry)
        }
    }

    @Test func acquisitionIsKept() throws {
        try image(elements()) { image in
            let policy = ModalityPolicy(projection: ProjectionPolicy(intent: .presentation, spacing: .detector))
            let facts = Dictionary(uniqueKeysWithValues: image.slices[0].acquisitionFacts(policy).map { ($0.name, $0.value) })
            #expect(facts["presentation-intent"] == "presentation")
            #expect(facts["spacing-source"] == "detector")
            #expect(facts["image-laterality"] == "R" && facts["view-position"] == "MLO" && facts["body-part-thickness-mm"] == "53")
        }
    }

    /// Tomosynthesis states its making in sequences of its own (PS3.3 A.56).
    @Test func acquisitionOfTomosynthesisIsKept() throws {
        func acquisition(_ kvp: String) -> [DICOMBytes.Element] {
            [
                .init(0x0018, 0x0060, "DS", kvp), .init(0x0018, 0x1191, "CS", "TUNGSTEN"), .init(0x0018, 0x11A0, "DS", "61"),
                .init(0x0018, 0x11A2, "DS", "95"), .init(0x0018, 0x7050, "CS", "ALUMINUM"),
            ]
        }
        let frame: [DICOMBytes.Element] = [
            .init(0x0020, 0x9071, items: [[.init(0x0020, 0x9072, "CS", "L")]]),
            .init(0x0020, 0x9113, items: [[.init(0x0020, 0x0032, "DS", "0\\0\\0")]]),
            .init(0x0020, 0x9116, items: [[.init(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0")]]),
            .init(0x0028, 0x9110, items: [[.init(0x0018, 0x0050, "DS", "1"), .init(0x0028, 0x0030, "DS", "0.1\\0.1")]]),
        ]
        for (second, kvp) in [("31", "31"), ("33", nil)] as [(String, String?)] {
            let tomosynthesis =
                elements(sopClass: "1.2.840.10008.5.1.4.1.1.13.1.3").with(0x0020, 0x0062, nil).with(0x0018, 0x11A0, nil)
                + [.init(0x0018, 0x9507, items: [acquisition("31"), acquisition(second)]), .init(0x5200, 0x9230, items: [frame])]
            try image(tomosynthesis) { image in
                let facts = Dictionary(uniqueKeysWithValues: image.slices[0].acquisitionFacts(ModalityPolicy()).map { ($0.name, $0.value) })
                #expect(facts["image-laterality"] == "L" && facts["anode-target-material"] == "TUNGSTEN")
                #expect(facts["body-part-thickness-mm"] == "61" && facts["compression-force-newton"] == "95")
                #expect(facts["filter-material"] == "ALUMINUM")
                #expect(facts["kvp"] == kvp, "acquisitions that differ tell no common value")
            }
        }
    }

    @Test func aRecipeForOtherModalitiesRefuses() throws {
        try withFolder(["0": DICOMBytes.file(elements())]) { folder in
            let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
            let error = #expect(throws: DICOMError.self) { try ImageSeries(series, policy: ModalityPolicy(modalities: ["CT"])) }
            #expect(error?.code == .otherModality)
            #expect(error?.message.contains("CT") == true && error?.message.contains("MG") == true)
        }
    }

    /// The derived mammograms hold one image twice: for presentation, and turned over for processing.
    @Test(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func theTwoIntentsOfOneImageAgree() throws {
        let folder = try #require(PhantomFolder.url).appending(path: "derived/mammography_mg")
        let policy = ModalityPolicy(projection: ProjectionPolicy(intent: .both, spacing: .detector))
        let values = try ["for_presentation.dcm", "for_processing_monochrome1.dcm"].map { name in
            let series = try #require(try DICOMIndex.scan([folder.appending(path: name).path]).series.first)
            let image = try ImageSeries(series, policy: policy)
            #expect(image.grid.spacing.x == 0.05 && image.grid.size == [660, 409, 1])
            return try image.volume(in: image.grid.bounds).values
        }
        #expect(values[0] == values[1])
        let disc = values[0].enumerated().filter { index, _ in
            let (x, y) = (index % 660 - 560, index / 660 - 180)
            return x * x + y * y <= 3600
        }
        #expect(disc.count == 11_289)
        #expect(abs(disc.reduce(0) { $0 + Double($1.element) } / 11_289 - 2537.3812) < 1e-4)
    }

    /// A radiograph in MONOCHROME1 with pixels that are not square, and a secondary capture of a mammogram without any spacing.
    @Test(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func radiographAndSecondaryCapture() throws {
        let folder = try #require(PhantomFolder.url).appending(path: "clinical")
        func series(_ name: String) throws -> SeriesHeaders {
            try #require(try DICOMIndex.scan([folder.appending(path: name).path]).series.first)
        }
        func policy(_ intent: ProjectionPolicy.Intent, _ spacing: ProjectionPolicy.Spacing) -> ModalityPolicy {
            ModalityPolicy(projection: ProjectionPolicy(intent: intent, spacing: spacing))
        }
        let radiograph = try series("dx_canine/dx_image.dcm")
        let image = try ImageSeries(radiograph, policy: policy(.presentation, .detector))
        #expect(image.grid.size == [211, 169, 1])
        #expect(image.grid.spacing.x != image.grid.spacing.y)
        let turned = try image.volume(in: image.grid.bounds).values
        #expect(radiograph.instances.first?.pixels.photometricInterpretation == "MONOCHROME1")
        #expect(turned.allSatisfy { (0...255).contains($0) })
        let capture = try series("mammography_cbis_ddsm")
        for refused in [policy(.any, .detector), policy(.any, .object), policy(.any, .calibrated), policy(.both, .stated(0.05, 0.05))] {
            let error = #expect(throws: DICOMError.self) { try ImageSeries(capture, policy: refused) }
            #expect([.undeterminedSpacing, .otherIntent].contains(error?.code))
        }
        let stated = try ImageSeries(capture, policy: policy(.any, .stated(0.05, 0.05)))
        #expect(stated.grid.size == [660, 409, 1] && stated.grid.spacing.x == 0.05)
        #expect(try stated.volume(in: stated.grid.bounds).values.contains { $0 > 0 })
    }
}
