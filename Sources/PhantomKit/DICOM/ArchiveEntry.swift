/// Who was scanned, as the Patient module says it.
public struct ArchivePatient: Sendable, Hashable {
    /// Patient ID.
    public var id: String
    /// Patient's Name, family and given name separated by a caret.
    public var name: String
    /// Patient's Birth Date as YYYYMMDD; empty where it is unknown.
    public var birthDate: String
    /// Patient's Sex: M, F, O, or empty.
    public var sex: String

    /// Makes a patient.
    public init(id: String, name: String, birthDate: String, sex: String) {
        self.id = id
        self.name = name
        self.birthDate = birthDate
        self.sex = sex
    }
}

/// When and why the scan was made, as the General Study module says it.
public struct ArchiveStudy: Sendable, Hashable {
    /// Study, Series, Acquisition and Content Date as YYYYMMDD.
    public var date: String
    /// The corresponding times as HHMMSS.
    public var time: String
    /// Study Description.
    public var description: String
    /// Patient's Age such as `063Y`; empty where it is not recorded.
    public var patientAge: String

    /// Makes a study.
    public init(date: String, time: String = "093000", description: String = "", patientAge: String = "") {
        self.date = date
        self.time = time
        self.description = description
        self.patientAge = patientAge
    }
}

/// A named region and its contours, as a structure set holds them.
public struct RegionOfInterest: Sendable, Hashable {
    /// ROI Name.
    public var name: String
    /// The contours, in any order.
    public var contours: [PlanarContour]

    /// Makes a region.
    public init(name: String, contours: [PlanarContour]) {
        self.name = name
        self.contours = contours
    }
}

/// How intensities become stored pixels: `stored = (intensity − intercept) / slope`, rounded to the nearest integer.
public struct PixelEncoding: Sendable, Hashable {
    /// Pixel Representation: signed (1) or unsigned (0) 16-bit words.
    public var isSigned: Bool
    /// Rescale Slope.
    public var slope: Double
    /// Rescale Intercept.
    public var intercept: Double
    /// How the file is encoded.
    public var transferSyntax: TransferSyntax
    /// How compressed frames are laid out.
    public var encapsulation = Encapsulation()

    /// Makes an encoding; the defaults are those of most CT scanners.
    public init(
        isSigned: Bool = false, slope: Double = 1, intercept: Double = -1024, transferSyntax: TransferSyntax = .explicitVRLittleEndian
    ) {
        self.isSigned = isSigned
        self.slope = slope
        self.intercept = intercept
        self.transferSyntax = transferSyntax
    }

    /// The 16-bit words of intensities.
    ///
    /// - Throws: `PhantomError` with the code `value` for an intensity outside the range of the stored type, or not finite.
    func words(_ intensities: ArraySlice<Float>) throws -> [UInt16] {
        let range = isSigned ? -32768.0...32767.0 : 0.0...65535.0
        return try intensities.map { intensity in
            let stored = ((Double(intensity) - intercept) / slope).rounded()
            guard range.contains(stored) else {
                throw PhantomError(.value, "intensity \(intensity) does not fit 16 bits: choose another rescale slope or intercept")
            }
            return isSigned ? UInt16(bitPattern: Int16(stored)) : UInt16(stored)
        }
    }
}
