import DICOM
import Foundation
import PhantomKit
import Voxels

extension SeedWriter {
    private typealias Element = DICOMBytes.Element

    /// Segmentations of the three types, with and without positions.
    func writeSegmentations() throws {
        let images = try series(.explicitVRLittleEndian).images.map(\.path)
        if let headers = try DICOMIndex.scan(images).series.first {
            let image = try ImageSeries(headers)
            let mask = phantom.mask()
            let segments = ["one", "other"].map {
                WrittenSegment(label: $0, mask: Mask(grid: image.grid, box: mask.box, values: mask.values))
            }
            let file = scratch.appending(path: "segmentation.dcm")
            try SegmentationWriter(image, description: "Seed").write(segments, to: file.path)
            try put(try Data(contentsOf: file), .segmentation, "written")
        }
        let pixels = (0..<512).map { UInt8($0 % 3) }
        for hasPlanes in [true, false] {
            for type in ["BINARY", "FRACTIONAL", "LABELMAP"] {
                let elements = segmentation(type, hasPlanes: hasPlanes)
                let values = type == "BINARY" ? pixels.map { $0 / 2 } : type == "FRACTIONAL" ? pixels.map { $0 * 127 } : pixels
                let native = elements + [Element(0x7FE0, 0x0010, "OB", values)]
                try put(DICOMBytes.file(native), .segmentation, "\(type)-\(hasPlanes)")
                let fragments = DICOMBytes.encapsulated([[]] + [values.prefix(256), values.suffix(256)].map { runLength(Array($0)) })
                let encoded = DICOMBytes.file(elements, transferSyntax: "1.2.840.10008.1.2.5") + fragments
                try put(encoded, .segmentation, "\(type)-\(hasPlanes)-rle")
            }
        }
    }

    /// One RLE segment of literal runs.
    private func runLength(_ pixels: [UInt8]) -> [UInt8] {
        let header = littleEndian(UInt32(1)) + littleEndian(UInt32(64)) + [UInt8](repeating: 0, count: 56)
        let runs = stride(from: 0, to: pixels.count, by: 128).flatMap { [127] + pixels[$0..<$0 + 128] }
        return header + runs
    }

    private func segmentation(_ type: String, hasPlanes: Bool) -> [Element] {
        let isLabelMap = type == "LABELMAP"
        let sopClass = isLabelMap ? "1.2.840.10008.5.1.4.1.1.66.7" : "1.2.840.10008.5.1.4.1.1.66.4"
        let codes = [
            [Element(0x0008, 0x0100, "SH", "4147007"), Element(0x0008, 0x0102, "SH", "SCT"), Element(0x0008, 0x0104, "LO", "Mass")]
        ]
        let segments = [1, 2].map { number in
            [
                Element(0x0062, 0x0003, items: codes), Element(0x0062, 0x0004, UInt16(number)), Element(0x0062, 0x0005, "LO", "S\(number)"),
                Element(0x0062, 0x000F, items: codes),
            ]
        }
        let orientation = Element(0x0020, 0x9116, items: [[Element(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0")]])
        let measures = [
            Element(0x0018, 0x0050, "DS", "2"), Element(0x0018, 0x0088, "DS", "2"), Element(0x0028, 0x0030, "DS", "1\\1"),
        ]
        let frames = (0..<2).map { frame in
            let source = [Element(0x0008, 0x1150, "UI", "1.2.840.10008.5.1.4.1.1.2"), Element(0x0008, 0x1155, "UI", "1.2.3.\(frame + 1)")]
            var groups = [Element(0x0008, 0x9124, items: [[Element(0x0008, 0x2112, items: [source])]])]
            if hasPlanes { groups += [Element(0x0020, 0x9113, items: [[Element(0x0020, 0x0032, "DS", "0\\0\\\(2 * frame)")]])] }
            if !isLabelMap { groups += [Element(0x0062, 0x000A, items: [[Element(0x0062, 0x000B, UInt16(frame + 1))]])] }
            return groups
        }
        return [
            Element(0x0008, 0x0016, "UI", sopClass), Element(0x0008, 0x0018, "UI", "1.2.9"), Element(0x0008, 0x0060, "CS", "SEG"),
            Element(0x0010, 0x0020, "LO", "P1"), Element(0x0020, 0x000D, "UI", "1.2"), Element(0x0020, 0x000E, "UI", "1.2.8"),
            Element(0x0020, 0x0052, "UI", "1.9"), Element(0x0028, 0x0002, 1), Element(0x0028, 0x0004, "CS", "MONOCHROME2"),
            Element(0x0028, 0x0008, "IS", "2"), Element(0x0028, 0x0010, 16), Element(0x0028, 0x0011, 16), Element(0x0028, 0x0100, 8),
            Element(0x0028, 0x0101, 8), Element(0x0028, 0x0102, 7), Element(0x0028, 0x0103, 0), Element(0x0062, 0x0001, "CS", type),
            Element(0x0062, 0x0002, items: segments), Element(0x0062, 0x000E, 254), Element(0x0062, 0x0010, "CS", "PROBABILITY"),
            Element(0x5200, 0x9229, items: [hasPlanes ? [orientation, Element(0x0028, 0x9110, items: [measures])] : []]),
            Element(0x5200, 0x9230, items: frames),
        ]
    }
}
