import Foundation
import NIfTI
import PhantomKit
import Voxels

extension SeedWriter {
    /// Images and masks of every data type, compressed, big-endian, and with a table of labels in the header.
    func writeNIfTI() throws {
        func written(_ name: String, _ body: (String) throws -> Void) throws -> [UInt8] {
            let path = scratch.appending(path: name).path
            try body(path)
            return Array(try Data(contentsOf: URL(filePath: path)))
        }
        for type in NIfTIDataType.allCases {
            let bytes = try written("image.nii") { try NIfTIWriter.write(phantom.volume(), to: $0, as: type) }
            try put(bytes, .nifti, "\(type)")
            try put(bigEndian(bytes, voxelBytes: type.byteCount), .nifti, "\(type)-big-endian")
        }
        try put(try written("image.nii.gz") { try NIfTIWriter.write(phantom.volume(), to: $0, as: .int16) }, .nifti, "compressed")
        let mask = try written("mask.nii") { try NIfTIWriter.write(phantom.mask(), to: $0) }
        try put(mask, .nifti, "mask")
        try put(try written("mask.nii.gz") { try NIfTIWriter.write(phantom.mask(), to: $0) }, .nifti, "mask-compressed")
        try put(withTable(mask), .nifti, "mask-table")
    }

    /// The same file in the other byte order.
    private func bigEndian(_ bytes: [UInt8], voxelBytes: Int) -> [UInt8] {
        var result = bytes
        func swap(_ range: Range<Int>, by width: Int) {
            for place in stride(from: range.lowerBound, to: range.upperBound, by: width) { result[place..<place + width].reverse() }
        }
        swap(0..<4, by: 4)
        swap(40..<56, by: 2)
        swap(56..<68, by: 4)
        swap(68..<76, by: 2)
        swap(76..<120, by: 4)
        swap(120..<122, by: 2)
        swap(252..<256, by: 2)
        swap(256..<328, by: 4)
        swap(352..<bytes.count, by: voxelBytes)
        return result
    }

    private func withTable(_ bytes: [UInt8]) -> [UInt8] {
        let table = "<LabelTable><Label Key=\"1\" Red=\"1\"><![CDATA[spleen]]></Label><Label Key=\"2\">liver</Label></LabelTable>"
        let text = Array(table.utf8) + [UInt8](repeating: 0, count: 16 - (table.utf8.count + 8) % 16)
        let block = [1, 0, 0, 0] + littleEndian(Int32(text.count + 8)) + littleEndian(Int32(0)) + text
        let offset = littleEndian(Float(348 + block.count).bitPattern)
        return bytes[..<108] + offset + bytes[112..<348] + block + bytes[352...]
    }

    /// Dictionaries of labels in every form.
    func writeLabels() throws {
        let nnUNet = #"{"labels": {"background": 0, "tumour": 1, "whole": [1, 2]}, "numTraining": 3}"#
        let texts = [
            (0, #"{"1": "spleen", "2": "liver"}"#), (0, #"{"labels": {"0": "background", "1": "lesion"}}"#), (3, nnUNet),
            (1, "index,name\n1,spleen\n2,\"liver\"\n"), (2, "label\tstructure\r\n1\tlung\r\n"),
        ]
        for (number, (form, text)) in texts.enumerated() { try put([UInt8(form)] + Array(text.utf8), .labels, "\(number)") }
    }
}
