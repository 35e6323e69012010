import Voxels

/// The fields of a NIfTI-1 header that matter to images and masks, checked against the standard.
///
/// Source: the NIfTI-1 specification, `nifti1.h` (348 bytes, either byte order).
struct NIfTIHeader: Sendable, Hashable {
    /// The bytes of the header itself.
    static let byteCount = 348

    /// True when the file's byte order is not the processor's.
    let isSwapped: Bool
    /// The number of voxels along i, j and k.
    let size: Index3
    /// How voxels are stored.
    let dataType: NIfTIDataType
    /// Where voxels begin.
    let voxelOffset: Int
    /// `scl_slope` and `scl_inter`; nil when stored values count as they are.
    let scaling: Scaling?
    /// `pixdim[0...3]`: qfac and the spacing in the header's unit.
    let pixdim: SIMD4<Double>
    /// How many mm one unit of length is.
    let millimetres: Double
    /// The quaternion b, c, d, and its offset in RAS; nil when `qform_code` is 0.
    let qform: QForm?
    /// The affine's columns i, j, k and offset in RAS; nil when `sform_code` is 0.
    let sform: [SIMD3<Double>]?

    /// A rotation and the position of voxel (0, 0, 0).
    struct QForm: Sendable, Hashable {
        var quaternion: SIMD3<Double>
        var offset: SIMD3<Double>
    }

    /// Intensity = slope · stored + intercept.
    struct Scaling: Sendable, Hashable {
        var slope: Double
        var intercept: Double
    }

    /// The length that a file with this header has.
    var fileLength: Int { voxelOffset + size.product * dataType.byteCount }

    /// Reads and checks the header in `bytes`, the first 348 of the file.
    init(_ bytes: [UInt8], path: String) throws(NIfTIError) {
        let fields = try Self.fields(bytes, path: path)
        isSwapped = fields.isBigEndian != (1.bigEndian == 1)
        size = try Self.size(fields, path: path)
        dataType = try Self.dataType(fields, path: path)
        voxelOffset = try Self.voxelOffset(fields, path: path)
        scaling = try Self.scaling(fields, path: path)
        pixdim = SIMD4(fields.float(76), fields.float(80), fields.float(84), fields.float(88))
        millimetres = try Self.millimetres(fields, path: path)
        let codes: (q: Int16, s: Int16) = (fields.integer(252), fields.integer(254))
        qform = codes.q > 0 ? QForm(quaternion: fields.vector(256), offset: fields.vector(268)) : nil
        sform = codes.s > 0 ? (0..<4).map { column in fields.vector(280 + 4 * column, step: 16) } : nil
    }

    private static func fields(_ bytes: [UInt8], path: String) throws(NIfTIError) -> HeaderFields {
        let little = HeaderFields(bytes: bytes, isBigEndian: false)
        let big = HeaderFields(bytes: bytes, isBigEndian: true)
        let sizes: [Int32] = [little.integer(0), big.integer(0)]
        guard !sizes.contains(540) else {
            throw NIfTIError(.unsupported, "is NIfTI-2; convert it to NIfTI-1 in one file (.nii or .nii.gz)", path: path)
        }
        guard sizes.contains(348) else {
            throw NIfTIError(.notNIfTI, "is not NIfTI-1: sizeof_hdr is \(sizes[0]), not 348; check the path", path: path)
        }
        let magic = bytes[344..<348]
        if magic.elementsEqual("ni1\0".utf8) {
            throw NIfTIError(
                .unsupported, "is one half of a NIfTI pair (.hdr and .img, magic ni1); convert it to one file (.nii)", path: path)
        }
        guard magic.elementsEqual("n+1\0".utf8) else {
            throw NIfTIError(.notNIfTI, "is not NIfTI-1: its magic is not n+1 (an Analyze 7.5 file?); convert it to .nii", path: path)
        }
        return sizes[0] == 348 ? little : big
    }

    private static func size(_ fields: HeaderFields, path: String) throws(NIfTIError) -> Index3 {
        let dim = (0..<8).map { Int(fields.integer(40 + 2 * $0) as Int16) }
        guard (1...7).contains(dim[0]), dim[1...dim[0]].allSatisfy({ $0 >= 1 }) else {
            throw NIfTIError(.badHeader, "dim is \(dim): dim[0] must be 1…7 and the dimensions that it counts positive", path: path)
        }
        let used = dim[1...dim[0]] + [1, 1, 1]
        let volumes = dim[1...dim[0]].dropFirst(3).reduce(1, *)
        guard volumes == 1 else {
            throw NIfTIError(.unsupported, "holds \(volumes) volumes (dim \(Array(dim[1...dim[0]]))); give one volume per file", path: path)
        }
        return Index3(used[1], used[2], used[3])
    }

    private static func dataType(_ fields: HeaderFields, path: String) throws(NIfTIError) -> NIfTIDataType {
        let code: Int16 = fields.integer(70)
        let bits: Int16 = fields.integer(72)
        guard let type = NIfTIDataType(rawValue: code) else {
            let known = NIfTIDataType.allCases.map { "\($0)" }.joined(separator: ", ")
            throw NIfTIError(.unsupported, "datatype \(code) is not read; convert the file to one of \(known)", path: path)
        }
        guard Int(bits) == 8 * type.byteCount else {
            throw NIfTIError(.badHeader, "datatype \(code) (\(type)) has \(8 * type.byteCount) bits, but bitpix is \(bits)", path: path)
        }
        return type
    }

    private static func voxelOffset(_ fields: HeaderFields, path: String) throws(NIfTIError) -> Int {
        let offset = fields.float(108)
        guard let bytes = Int(exactly: offset), (352...1 << 40).contains(bytes) else {
            throw NIfTIError(.badHeader, "vox_offset is \(offset); it must be a whole number from 352 to 2⁴⁰", path: path)
        }
        return bytes
    }

    /// A slope of 0 means no scaling by the standard; NaN means the same in files that nibabel writes.
    private static func scaling(_ fields: HeaderFields, path: String) throws(NIfTIError) -> Scaling? {
        let scaling = Scaling(slope: fields.float(112), intercept: fields.float(116))
        if scaling.slope == 0 || scaling.slope.isNaN || scaling == Scaling(slope: 1, intercept: 0) { return nil }
        guard scaling.slope.isFinite && scaling.intercept.isFinite else {
            throw NIfTIError(.badHeader, "scl_slope \(scaling.slope) with scl_inter \(scaling.intercept) is no scaling", path: path)
        }
        return scaling
    }

    private static func millimetres(_ fields: HeaderFields, path: String) throws(NIfTIError) -> Double {
        let units = fields.bytes[123] & 7
        switch units {
        case 0, 2: return 1
        case 1: return 1000
        case 3: return 0.001
        default: throw NIfTIError(.badHeader, "xyzt_units says \(units) for length; known are 1 (metre), 2 (mm) and 3 (micron)", path: path)
        }
    }
}

/// Numbers at byte offsets of a header.
struct HeaderFields {
    let bytes: [UInt8]
    let isBigEndian: Bool

    func integer<T: FixedWidthInteger>(_ offset: Int) -> T {
        let field = bytes[offset..<offset + T.bitWidth / 8]
        return (isBigEndian ? Array(field) : field.reversed()).reduce(0) { $0 << 8 | T(truncatingIfNeeded: $1) }
    }

    func float(_ offset: Int) -> Double { Double(Float(bitPattern: integer(offset))) }

    func vector(_ offset: Int, step: Int = 4) -> SIMD3<Double> {
        SIMD3(float(offset), float(offset + step), float(offset + 2 * step))
    }
}
