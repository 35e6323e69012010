import Voxels

/// A region of interest of a structure set.
public struct ROI: Sendable, Hashable, Codable {
    /// ROI Number, by which the contours are joined.
    public var number: Int
    /// ROI Name.
    public var name: String
    /// Referenced Frame of Reference UID.
    public var frameOfReferenceUID: String?
    /// Whether anything was drawn: structure sets often list regions that have no contour.
    public var hasContours: Bool
    /// Where its contours lie; nil when there is none, or when nobody looked.
    public var extent: ContourExtent?

    /// Makes a region of interest.
    public init(
        number: Int, name: String, frameOfReferenceUID: String? = nil, hasContours: Bool = true, extent: ContourExtent? = nil
    ) {
        self.number = number
        self.name = name
        self.frameOfReferenceUID = frameOfReferenceUID
        self.hasContours = hasContours
        self.extent = extent
    }
}

/// Where the contours of a region of interest lie, which tells how much work it is.
public struct ContourExtent: Sendable, Hashable, Codable {
    /// The corners of the box around all points in LPS mm.
    public var lower, upper: SIMD3<Double>
    /// The sum of the areas of the contours in mm², holes included.
    public var area: Double
    /// How many contours there are.
    public var contours: Int

    /// Describes an extent.
    public init(lower: SIMD3<Double>, upper: SIMD3<Double>, area: Double, contours: Int) {
        self.lower = lower
        self.upper = upper
        self.area = area
        self.contours = contours
    }

    /// The extent of some contours; nil when none has a point with finite coordinates.
    public init?(of contours: [Contour]) {
        var lower = SIMD3(repeating: Double.infinity)
        var upper = -lower
        var area = 0.0
        for contour in contours {
            let points = contour.points.filter { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite }
            guard let first = points.first else { continue }
            var normal = SIMD3<Double>.zero
            for (place, point) in points.enumerated() {
                lower = pointwiseMin(lower, point)
                upper = pointwiseMax(upper, point)
                normal += (point - first).cross(points[(place + 1) % points.count] - first)
            }
            if normal.length.isFinite { area += normal.length / 2 }
        }
        guard lower.x.isFinite else { return nil }
        self.init(lower: lower, upper: upper, area: area, contours: contours.count)
    }
}

/// One contour of a region of interest.
public struct Contour: Sendable, Hashable {
    /// Contour Geometric Type, such as `CLOSED_PLANAR`.
    public var geometricType: String
    /// The points in LPS mm.
    public var points: [SIMD3<Double>]
    /// False when Contour Data is not a list of whole points.
    public var isComplete: Bool
    /// Number of Contour Points; nil when the header does not say.
    public var numberOfContourPoints: Int?

    /// Makes a contour.
    public init(
        geometricType: String = "CLOSED_PLANAR", points: [SIMD3<Double>], isComplete: Bool = true, numberOfContourPoints: Int? = nil
    ) {
        self.geometricType = geometricType
        self.points = points
        self.isComplete = isComplete
        self.numberOfContourPoints = numberOfContourPoints
    }
}

/// What a structure set says apart from its contours.
public struct StructureSetHeader: Sendable, Hashable, Codable {
    /// The object's general header.
    public var instance: InstanceHeader
    /// Structure Set Label.
    public var label: String?
    /// The Series Instance UIDs that the structure set references, in the order of the header.
    public var referencedSeriesUIDs: [String]
    /// The SOP Instance UIDs of the images that the structure set references (Contour Image Sequence of its frames of reference).
    public var referencedSOPInstanceUIDs: Set<String>
    /// The Frame of Reference UIDs of the structure set and of its regions, in the order of the header, each once.
    public var frameOfReferenceUIDs: [String]
    /// The regions, in the order of the header.
    public var rois: [ROI]

    /// Makes a header.
    public init(
        instance: InstanceHeader, label: String? = nil, referencedSeriesUIDs: [String] = [], referencedSOPInstanceUIDs: Set<String> = [],
        frameOfReferenceUIDs: [String] = [], rois: [ROI] = []
    ) {
        self.instance = instance
        self.label = label
        self.referencedSeriesUIDs = referencedSeriesUIDs
        self.referencedSOPInstanceUIDs = referencedSOPInstanceUIDs
        self.frameOfReferenceUIDs = frameOfReferenceUIDs
        self.rois = rois
    }
}

/// An RT Structure Set: regions of interest and their contours.
public struct StructureSet: Sendable {
    /// Everything but the contours.
    public let header: StructureSetHeader
    private let contoursOfROI: [Int: [Contour]]

    /// Makes a structure set from contours by ROI Number.
    public init(header: StructureSetHeader, contours: [Int: [Contour]]) {
        self.header = header
        contoursOfROI = contours
    }

    /// The file.
    public var path: String { header.instance.path }

    /// The regions, in the order of the header.
    public var rois: [ROI] { header.rois }

    /// The contours of a region, in the order of the file; empty when it has none.
    public func contours(of roi: ROI) -> [Contour] { contoursOfROI[roi.number] ?? [] }

    /// The regions with exactly this name.
    ///
    /// - Throws: `unknown-roi` when there is none; the message lists the names there are.
    public func rois(named name: String) throws(DICOMError) -> [ROI] {
        let found = rois.filter { $0.name == name }
        guard found.isEmpty else { return found }
        let names = rois.isEmpty ? "the structure set has no ROI" : "there are " + rois.map { "'\($0.name)'" }.joined(separator: ", ")
        throw DICOMError(.unknownROI, "no ROI is named '\(name)'; \(names)", path: path)
    }
}
