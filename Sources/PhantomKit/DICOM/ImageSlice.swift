import Voxels

/// One image before it is written: what the Image Plane and Image Pixel modules say.
struct ImageSlice {
    /// The index of the slice in the volume.
    var index: Int
    var sopInstanceUID: String
    var instanceNumber: Int
    /// nil leaves the element out.
    var position: SIMD3<Double>?
    /// Direction cosines of rows (growing column index) and of columns; nil leaves the element out.
    var orientation: (row: SIMD3<Double>, column: SIMD3<Double>)?
    /// The distance of rows, then of columns, in mm; nil leaves the element out.
    var pixelSpacing: (rows: Double, columns: Double)?
    var thickness: Double
    var rows: Int
    var columns: Int
    var intensities: ArraySlice<Float>

    /// The image without the modules in `header`.
    func dataSet(header: DataSet, modality: ScanModality, encoding: PixelEncoding) throws -> DataSet {
        var set = header
        set.set(.sopInstanceUID, sopInstanceUID)
        set.set(.acquisitionNumber, 1)
        set.set(.instanceNumber, instanceNumber)
        try setPlane(in: &set, modality)
        set.set(.samplesPerPixel, 1)
        set.set(.photometricInterpretation, modality.photometricInterpretation)
        set.set(.rows, rows)
        set.set(.columns, columns)
        set.set(.bitsAllocated, 16)
        set.set(.bitsStored, modality.bitsStored)
        set.set(.highBit, modality.bitsStored - 1)
        set.set(.pixelRepresentation, encoding.isSigned ? 1 : 0)
        set.set(.pixelData, try words(in: &set, modality, encoding))
        return set
    }

    /// The place in space, or the pixels' distances on the detector.
    private func setPlane(in set: inout DataSet, _ modality: ScanModality) throws {
        guard !modality.isProjection else {
            if let pixelSpacing { try set.set(.imagerPixelSpacing, [pixelSpacing.rows, pixelSpacing.columns]) }
            return
        }
        try set.set(.sliceThickness, [thickness])
        if let position { try set.set(.imagePositionPatient, [position.x, position.y, position.z]) }
        if let (row, column) = orientation {
            try set.set(.imageOrientationPatient, [row.x, row.y, row.z, column.x, column.y, column.z])
        }
        if let pixelSpacing { try set.set(.pixelSpacing, [pixelSpacing.rows, pixelSpacing.columns]) }
    }

    /// The stored values, and what makes intensities of them.
    private func words(in set: inout DataSet, _ modality: ScanModality, _ encoding: PixelEncoding) throws -> [UInt16] {
        switch modality {
        case .ct, .pet:
            try set.set(.rescaleIntercept, [encoding.intercept])
            try set.set(.rescaleSlope, [encoding.slope])
            return try encoding.words(intensities)
        case .mr, .mammogram: break
        }
        guard encoding.slope == 1, encoding.intercept == 0 else {
            throw PhantomError(.value, "\(modality.code) images are written without rescaling: choose slope 1 and intercept 0")
        }
        let stored = try encoding.words(intensities)
        guard modality.bitsStored < 16 else { return stored }
        let highest = UInt16(1) << modality.bitsStored - 1
        guard !encoding.isSigned, stored.allSatisfy({ $0 <= highest }) else {
            throw PhantomError(.value, "intensities of \(modality.code) images lie between 0 and \(highest)")
        }
        return modality.photometricInterpretation == "MONOCHROME1" ? stored.map { highest - $0 } : stored
    }
}

extension Tag {
    fileprivate static let imagerPixelSpacing = Tag(0x0018, 0x1164)
}
