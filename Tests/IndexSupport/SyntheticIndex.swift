import Batch
import DICOM
import Foundation

/// An index of an archive that does not exist: CT series of one slice every 2 mm, each with a structure set of three regions.
public struct SyntheticIndex {
    /// How many series.
    public let series: Int
    /// How many slices each has.
    public let slices: Int

    /// Describes the archive.
    public init(series: Int, slices: Int) {
        self.series = series
        self.slices = slices
    }

    /// How many headers of images there are.
    public var headerCount: Int { series * slices }

    /// Writes the index.
    public func write(to path: String) throws {
        let index = try SeriesIndex(path: path)
        let blocks = max(1, 10_000 / max(1, slices))
        for first in stride(from: 0, to: series, by: blocks) {
            try index.add((first..<min(series, first + blocks)).flatMap(files), of: "/archive")
        }
    }

    /// The files of a series: its slices, then its structure set, as a walk meets them.
    private func files(of number: Int) -> [StoredHeader] {
        let folder = "/archive/P\(padded(number, 6))"
        let common = header(of: number)
        let images = (0..<slices).map { slice in
            var header = common
            header.path = "\(folder)/CT/IM\(padded(slice, 4)).dcm"
            header.sopInstanceUID = "\(common.seriesInstanceUID).\(slice + 1)"
            header.instanceNumber = String(slice + 1)
            header.plane.position = [-249.5, -249.5, 2 * Double(slice)]
            return stored(.image(header, damage: nil), header.path, size: 526_000)
        }
        var instance = InstanceHeader(path: "\(folder)/RS.dcm")
        instance.sopClassUID = "1.2.840.10008.5.1.4.1.1.481.3"
        instance.studyInstanceUID = common.studyInstanceUID
        instance.seriesInstanceUID = "\(common.seriesInstanceUID).9999"
        instance.sopInstanceUID = "\(instance.seriesInstanceUID).1"
        instance.modality = "RTSTRUCT"
        instance.patient = common.patient
        let set = StructureSetHeader(
            instance: instance, referencedSeriesUIDs: [common.seriesInstanceUID],
            referencedSOPInstanceUIDs: Set((0..<slices).map { "\(common.seriesInstanceUID).\($0 + 1)" }),
            frameOfReferenceUIDs: [common.plane.frameOfReferenceUID ?? ""], rois: regions(of: number))
        return images + [stored(.structureSet(set), instance.path, size: 800_000)]
    }

    private func header(of number: Int) -> InstanceHeader {
        let root = "1.2.826.0.1.3680043.8.498.4503599627370496.\(100_000 + number)"
        var header = InstanceHeader(path: "")
        header.sopClassUID = "1.2.840.10008.5.1.4.1.1.2"
        header.studyInstanceUID = "\(root).1"
        header.seriesInstanceUID = "\(root).2"
        header.modality = "CT"
        header.imageType = "ORIGINAL\\PRIMARY\\AXIAL"
        header.manufacturer = "SYNTHETIC"
        header.seriesDescription = "THORAX 2.0"
        header.seriesNumber = "2"
        header.patient.id = "P\(padded(number, 6))"
        header.patient.birthDate = "19600101"
        header.patient.sex = "F"
        header.dates.study = "20200202"
        header.dates.series = "20200202"
        header.plane.frameOfReferenceUID = "\(root).3"
        header.plane.rowDirection = [1, 0, 0]
        header.plane.columnDirection = [0, 1, 0]
        header.plane.spacing = [0.976562, 0.976562]
        header.plane.sliceThickness = 2
        header.pixels.rows = 512
        header.pixels.columns = 512
        header.pixels.photometricInterpretation = "MONOCHROME2"
        header.rescale.slope = 1
        header.rescale.intercept = -1024
        return header
    }

    /// A small, a middling and a large region, different for each series.
    private func regions(of number: Int) -> [ROI] {
        [("GTV", 6.0), ("CTV", 15.0), ("LUNG", 60.0)].enumerated().map { place, region in
            let radius = region.1 + Double(number % 17)
            let depth = min(radius, Double(slices))
            let centre = SIMD3<Double>(0, 0, Double(slices))
            let half = SIMD3(radius, radius, depth)
            let extent = ContourExtent(
                lower: centre - half, upper: centre + half, area: 2.1 * radius * radius * depth, contours: Int(depth) + 1)
            return ROI(number: place + 1, name: region.0, extent: extent)
        }
    }

    private func stored(_ content: FileContent, _ path: String, size: Int) -> StoredHeader {
        let stamp = FileStamp(device: 1, inode: UInt64(truncatingIfNeeded: path.hashValue), size: size, modified: 1_700_000_000_000_000_000)
        return StoredHeader(path: path, content: content, stamp: stamp)
    }

    private func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
