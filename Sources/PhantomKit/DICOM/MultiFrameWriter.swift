import Foundation
import Voxels

/// A multi-frame object whose functional groups place and describe every frame.
public enum MultiFrameObject: String, Sendable, CaseIterable {
    /// Enhanced CT Image Storage.
    case enhancedCT = "1.2.840.10008.5.1.4.1.1.2.1"
    /// Legacy Converted Enhanced CT Image Storage.
    case legacyConvertedEnhancedCT = "1.2.840.10008.5.1.4.1.1.2.2"
    /// Enhanced MR Image Storage.
    case enhancedMR = "1.2.840.10008.5.1.4.1.1.4.1"
    /// Legacy Converted Enhanced MR Image Storage.
    case legacyConvertedEnhancedMR = "1.2.840.10008.5.1.4.1.1.4.4"
    /// Enhanced PET Image Storage.
    case enhancedPET = "1.2.840.10008.5.1.4.1.1.130"
    /// Legacy Converted Enhanced PET Image Storage.
    case legacyConvertedEnhancedPET = "1.2.840.10008.5.1.4.1.1.128.1"
    /// Breast Tomosynthesis Image Storage.
    case breastTomosynthesis = "1.2.840.10008.5.1.4.1.1.13.1.3"

    /// Modality.
    public var modality: String {
        switch self {
        case .enhancedCT, .legacyConvertedEnhancedCT: "CT"
        case .enhancedMR, .legacyConvertedEnhancedMR: "MR"
        case .enhancedPET, .legacyConvertedEnhancedPET: "PT"
        case .breastTomosynthesis: "MG"
        }
    }

    /// Whether the object was made from single-frame images, so that it lacks most functional groups of its modality.
    var isConverted: Bool {
        [.legacyConvertedEnhancedCT, .legacyConvertedEnhancedMR, .legacyConvertedEnhancedPET].contains(self)
    }

    /// The sequence that holds Frame Type.
    var frameTypeSequence: Tag {
        switch self {
        case .enhancedCT, .legacyConvertedEnhancedCT: .ctImageFrameTypeSequence
        case .enhancedMR, .legacyConvertedEnhancedMR: .mrImageFrameTypeSequence
        case .enhancedPET, .legacyConvertedEnhancedPET: .petFrameTypeSequence
        case .breastTomosynthesis: .xRay3DFrameTypeSequence
        }
    }
}

/// One frame of a multi-frame object before it is written.
public struct PhantomFrame: Sendable {
    /// Image Position (Patient) in LPS mm.
    public var position: SIMD3<Double>
    /// The frame's pixels in modality units, x fastest.
    public var intensities: [Float]
    /// Rescale Slope.
    public var slope: Double
    /// Rescale Intercept.
    public var intercept: Double
    /// Frame Type, its values separated by backslashes.
    public var frameType = "ORIGINAL\\PRIMARY\\VOLUME\\NONE"
    /// Effective Echo Time in ms.
    public var echoTime: Double?
    /// Diffusion b-value in s/mm².
    public var bValue: Double?
    /// Temporal Position Index.
    public var temporalPosition: Int?
    /// Stack ID.
    public var stackID = "1"

    /// Makes a frame.
    public init(position: SIMD3<Double>, intensities: [Float], slope: Double = 1, intercept: Double = 0) {
        self.position = position
        self.intensities = intensities
        self.slope = slope
        self.intercept = intercept
    }
}

/// Writes frames as one multi-frame object; what all frames share stands in the shared functional groups.
public struct MultiFrameWriter: Sendable {
    /// What kind of object.
    public var object: MultiFrameObject
    /// Who was scanned.
    public var patient: ArchivePatient
    /// When and why.
    public var study: ArchiveStudy
    /// The sign of the stored words and the transfer syntax; slope and intercept are the frames' own.
    public var encoding: PixelEncoding

    /// Makes a writer.
    public init(object: MultiFrameObject, patient: ArchivePatient, study: ArchiveStudy, encoding: PixelEncoding = PixelEncoding()) {
        self.object = object
        self.patient = patient
        self.study = study
        self.encoding = encoding
    }

    /// Writes the frames in their order, each on the plane of `grid` at its own position.
    ///
    /// - Parameter grid: gives columns, rows, spacing (z: Slice Thickness and Spacing Between Slices) and orientation.
    /// - Throws: `PhantomError` when a value does not fit or the file cannot be written.
    public func write(_ frames: [PhantomFrame], grid: Grid, to file: URL) throws {
        let series = DICOMSeriesWriter(patient: patient, study: study, seriesDescription: "Multi-frame")
        try series.makeFolder(file.deletingLastPathComponent())
        let uid = UniqueIdentifier.make("multi-frame", series.studyInstanceUID, object.rawValue)
        var set = series.header(modality: object.modality, number: 3, description: "Multi-frame", uid: uid)
        set.set(.sopClassUID, object.rawValue)
        set.set(.sopInstanceUID, UniqueIdentifier.make("instance", uid))
        set.set(.imageType, "ORIGINAL\\PRIMARY\\VOLUME\\NONE")
        set.set(.instanceNumber, 1)
        set.set(.numberOfFrames, frames.count)
        set.set(.samplesPerPixel, 1)
        set.set(.photometricInterpretation, "MONOCHROME2")
        set.set(.rows, grid.size.y)
        set.set(.columns, grid.size.x)
        set.set(.bitsAllocated, 16)
        set.set(.bitsStored, 16)
        set.set(.highBit, 15)
        set.set(.pixelRepresentation, encoding.isSigned ? 1 : 0)
        set.set(.sharedFunctionalGroupsSequence, [try shared(grid)])
        set.set(.perFrameFunctionalGroupsSequence, try frames.enumerated().map { try groups(of: $1, number: $0 + 1) })
        set.set(.pixelData, try frames.flatMap(words))
        try set.write(to: file, transferSyntax: encoding.transferSyntax, encapsulation: encoding.encapsulation)
    }

    private func words(_ frame: PhantomFrame) throws -> [UInt16] {
        let own = PixelEncoding(isSigned: encoding.isSigned, slope: frame.slope, intercept: frame.intercept)
        return try own.words(frame.intensities[...])
    }

    private func shared(_ grid: Grid) throws -> DataSet {
        var measures = DataSet()
        try measures.set(.pixelSpacing, [grid.spacing.y, grid.spacing.x])
        try measures.set(.sliceThickness, [grid.spacing.z])
        try measures.set(.spacingBetweenSlices, [grid.spacing.z])
        var orientation = DataSet()
        let (x, y) = (grid.direction.x, grid.direction.y)
        try orientation.set(.imageOrientationPatient, [x.x, x.y, x.z, y.x, y.y, y.z])
        var groups = DataSet()
        groups.set(.pixelMeasuresSequence, [measures])
        groups.set(.planeOrientationSequence, [orientation])
        return groups
    }

    private func groups(of frame: PhantomFrame, number: Int) throws -> DataSet {
        var groups = DataSet()
        func item(_ fill: (inout DataSet) throws -> Void) rethrows -> [DataSet] {
            var item = DataSet()
            try fill(&item)
            return [item]
        }
        groups.set(
            .planePositionSequence, try item { try $0.set(.imagePositionPatient, [frame.position.x, frame.position.y, frame.position.z]) })
        groups.set(
            .pixelValueTransformationSequence,
            try item {
                try $0.set(.rescaleIntercept, [frame.intercept])
                try $0.set(.rescaleSlope, [frame.slope])
                $0.set(.rescaleType, object.modality == "CT" ? "HU" : "US")
            })
        // A window for display, which changes no value.
        groups.set(
            .frameVOILUTSequence,
            item {
                $0.set(.windowCenter, "40")
                $0.set(.windowWidth, "400")
            })
        groups.set(
            .frameContentSequence,
            item {
                $0.set(.stackID, frame.stackID)
                $0.set(.inStackPositionNumber, number)
                if let position = frame.temporalPosition { $0.set(.temporalPositionIndex, position) }
            })
        groups.set(object.frameTypeSequence, item { $0.set(.frameType, frame.frameType) })
        if object.isConverted {
            groups.set(
                .unassignedPerFrameConvertedAttributesSequence,
                item {
                    if let time = frame.echoTime { $0.set(.echoTime, "\(time)") }
                    if let value = frame.bValue { $0.set(.diffusionBValue, "\(value)") }
                })
            return groups
        }
        if let time = frame.echoTime { groups.set(.mrEchoSequence, item { $0.set(.effectiveEchoTime, "\(time)") }) }
        if let value = frame.bValue { groups.set(.mrDiffusionSequence, item { $0.set(.diffusionBValue, "\(value)") }) }
        return groups
    }
}

extension Tag {
    fileprivate static let ctImageFrameTypeSequence = Tag(0x0018, 0x9329)
    fileprivate static let diffusionBValue = Tag(0x0018, 0x9087)
    fileprivate static let echoTime = Tag(0x0018, 0x0081)
    fileprivate static let effectiveEchoTime = Tag(0x0018, 0x9082)
    fileprivate static let frameContentSequence = Tag(0x0020, 0x9111)
    fileprivate static let frameType = Tag(0x0008, 0x9007)
    fileprivate static let frameVOILUTSequence = Tag(0x0028, 0x9132)
    fileprivate static let inStackPositionNumber = Tag(0x0020, 0x9057)
    fileprivate static let mrDiffusionSequence = Tag(0x0018, 0x9117)
    fileprivate static let mrEchoSequence = Tag(0x0018, 0x9114)
    fileprivate static let mrImageFrameTypeSequence = Tag(0x0018, 0x9226)
    fileprivate static let numberOfFrames = Tag(0x0028, 0x0008)
    fileprivate static let perFrameFunctionalGroupsSequence = Tag(0x5200, 0x9230)
    fileprivate static let petFrameTypeSequence = Tag(0x0018, 0x9751)
    fileprivate static let pixelMeasuresSequence = Tag(0x0028, 0x9110)
    fileprivate static let pixelValueTransformationSequence = Tag(0x0028, 0x9145)
    fileprivate static let planeOrientationSequence = Tag(0x0020, 0x9116)
    fileprivate static let planePositionSequence = Tag(0x0020, 0x9113)
    fileprivate static let sharedFunctionalGroupsSequence = Tag(0x5200, 0x9229)
    fileprivate static let spacingBetweenSlices = Tag(0x0018, 0x0088)
    fileprivate static let stackID = Tag(0x0020, 0x9056)
    fileprivate static let temporalPositionIndex = Tag(0x0020, 0x9128)
    fileprivate static let unassignedPerFrameConvertedAttributesSequence = Tag(0x0020, 0x9171)
    fileprivate static let windowCenter = Tag(0x0028, 0x1050)
    fileprivate static let windowWidth = Tag(0x0028, 0x1051)
    fileprivate static let xRay3DFrameTypeSequence = Tag(0x0018, 0x9504)
}
