import Voxels

/// One CT image before it is written: what the Image Plane and Image Pixel modules say.
struct CTSlice {
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

    static let sopClassUID = "1.2.840.10008.5.1.4.1.1.2"

    /// CT Image IOD (DICOM PS3.3 A.3) without the modules in `header`.
    func dataSet(header: DataSet, encoding: PixelEncoding) throws -> DataSet {
        var set = header
        set.set(.imageType, "ORIGINAL\\PRIMARY\\AXIAL")
        set.set(.sopClassUID, CTSlice.sopClassUID)
        set.set(.sopInstanceUID, sopInstanceUID)
        set.set(.acquisitionNumber, 1)
        set.set(.instanceNumber, instanceNumber)
        set.set(.kvp, "120")
        set.set(.convolutionKernel, "PHANTOM")
        try set.set(.sliceThickness, [thickness])
        if let position { try set.set(.imagePositionPatient, [position.x, position.y, position.z]) }
        if let (row, column) = orientation {
            try set.set(.imageOrientationPatient, [row.x, row.y, row.z, column.x, column.y, column.z])
        }
        if let pixelSpacing { try set.set(.pixelSpacing, [pixelSpacing.rows, pixelSpacing.columns]) }
        try setPixels(in: &set, encoding: encoding)
        return set
    }

    private func setPixels(in set: inout DataSet, encoding: PixelEncoding) throws {
        set.set(.samplesPerPixel, 1)
        set.set(.photometricInterpretation, "MONOCHROME2")
        set.set(.rows, rows)
        set.set(.columns, columns)
        set.set(.bitsAllocated, 16)
        set.set(.bitsStored, 16)
        set.set(.highBit, 15)
        set.set(.pixelRepresentation, encoding.isSigned ? 1 : 0)
        try set.set(.rescaleIntercept, [encoding.intercept])
        try set.set(.rescaleSlope, [encoding.slope])
        set.set(.rescaleType, "HU")
        set.set(.pixelData, try encoding.words(intensities))
    }
}
