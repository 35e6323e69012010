import Foundation
import Testing
import Voxels

@testable import NIfTI

@Suite("Names of labels") struct LabelDictionaryMechanicsTests {
    private func image(_ name: String = "seg.nii") throws -> URL {
        let values: [UInt8] = [0, 1, 2, 3, 3, 0, 0, 2]
        return URL(filePath: try NIfTISample([2, 2, 2], .uint8, values).write(name))
    }

    private func names(_ dictionary: LabelDictionary?) -> [String] {
        (dictionary?.entries ?? []).map { "\($0.name) \($0.labels.map(String.init).joined(separator: "+"))" }
    }

    @Test("nnU-Net's dataset.json, with regions, beside the image and above it; and the old form by number")
    func datasetJSON() throws {
        let image = try image()
        #expect(try LabelDictionary.find(for: image.path) == nil)
        let folder = image.deletingLastPathComponent()
        let inner = folder.appending(path: "labelsTr")
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
        let deeper = inner.appending(path: "case.nii")
        try FileManager.default.copyItem(at: image, to: deeper)
        let text = #"{"name": "x", "labels": {"background": 0, "whole": [1, 2, 3], "core": [2, 3], "edge": 3}, "numTraining": 4}"#
        try Data(text.utf8).write(to: folder.appending(path: "dataset.json"))
        for path in [image.path, deeper.path] {
            #expect(names(try LabelDictionary.find(for: path)) == ["whole 1+2+3", "core 2+3", "edge 3"])
        }
        let mask = try NIfTIMask(path: image.path)
        #expect(try mask.mask(labels: [2, 3]).count == 4 && mask.mask(labels: [1, 9]).count == 1)
        let missing = niftiError { _ = try mask.mask(labels: [7, 9]) }
        #expect(missing?.code == .labelMissing && missing?.message.contains("7 or 9") == true)
        let old = #"{"labels": {"0": "background", "1": "liver", "2": "tumour"}}"#
        try Data(old.utf8).write(to: folder.appending(path: "dataset.json"))
        #expect(names(try LabelDictionary.find(for: image.path)) == ["liver 1", "tumour 2"])
        try Data(#"{"labels": {"liver": "one"}}"#.utf8).write(to: folder.appending(path: "dataset.json"))
        #expect(niftiError { _ = try LabelDictionary.find(for: image.path) }?.code == .badLabels)
    }

    @Test("a class map or a table with the image's name; a sidecar about something else is none")
    func sidecars() throws {
        let image = try image("seg.nii")
        let folder = image.deletingLastPathComponent()
        try Data(#"{"RepetitionTime": 2, "EchoNumber": 1}"#.utf8).write(to: folder.appending(path: "seg.json"))
        #expect(try LabelDictionary.find(for: image.path) == nil)
        try Data("index\tname\n0\tBackground\n2\tkidney\n".utf8).write(to: folder.appending(path: "seg.tsv"))
        #expect(names(try LabelDictionary.find(for: image.path)) == ["kidney 2"])
        try Data("label,name\n1,\"spleen\"\n2,kidney\n".utf8).write(to: folder.appending(path: "seg.csv"))
        #expect(names(try LabelDictionary.find(for: image.path)) == ["spleen 1", "kidney 2"])
        try Data(#"{"1": "spleen", "2": "kidney_right"}"#.utf8).write(to: folder.appending(path: "seg.json"))
        #expect(names(try LabelDictionary.find(for: image.path)) == ["spleen 1", "kidney_right 2"])
        try Data(#"{"1": "spleen", "2": "spleen"}"#.utf8).write(to: folder.appending(path: "seg.json"))
        #expect(niftiError { _ = try LabelDictionary.find(for: image.path) }?.code == .badLabels)
    }

    @Test("names that are there twice, broken JSON, and names with a comma")
    func hostile() throws {
        let image = try image("seg.nii")
        let file = image.deletingLastPathComponent().appending(path: "seg.json")
        for text in [#"{"labels": {"a": 1, "b": 2, "a": 3}}"#, #"{"1": "a", "1": "b"}"#, #"{"labels": {"a": 1"#] {
            try Data(text.utf8).write(to: file)
            #expect(niftiError { _ = try LabelDictionary.find(for: image.path) }?.code == .badLabels)
        }
        // Not about labels, whatever it repeats.
        try Data(#"{"a": {"x": 1}, "b": {"x": 1}}"#.utf8).write(to: file)
        #expect(try LabelDictionary.find(for: image.path) == nil)
        try Data("label,name\n1,\"lung, left\"\n".utf8).write(to: image.deletingLastPathComponent().appending(path: "seg.csv"))
        #expect(names(try LabelDictionary.find(for: image.path)) == ["lung, left 1"])
    }

    @Test("TotalSegmentator's table in the header extension")
    func headerExtension() throws {
        let xml = """
            <?xml version="1.0" encoding="UTF-8"?> <CaretExtension>  <Date><![CDATA[2013-07-14T05:45:09]]></Date>   <VolumeInformation Index="0">   \
            <LabelTable><Label Key="1" Red="0.2" Green="1" Blue="0" Alpha="1"><![CDATA[spleen]]></Label>
            <Label Key="3" Red="0.2" Green="1" Blue="0" Alpha="1"><![CDATA[kidney_right]]></Label></LabelTable>  </VolumeInformation></CaretExtension>
            """
        var sample = try NIfTISample([2, 2, 2], .uint8, [UInt8](repeating: 1, count: 8))
        let text = Array(xml.utf8)
        let size = (text.count + 8 + 15) / 16 * 16
        sample.header[348] = 1
        sample.header += [UInt8](repeating: 0, count: size)
        sample.put(Int32(size), at: 352)
        sample.put(Int32(0), at: 356)
        sample.header.replaceSubrange(360..<360 + text.count, with: text)
        sample.put(Float(352 + size), at: 108)
        let path = try sample.write()
        #expect(names(try LabelDictionary.find(for: path)) == ["spleen 1", "kidney_right 3"])
        #expect(try NIfTIMask(path: path).mask(label: 1).count == 8)
    }

    @Test("a table of labels without end takes time by its length")
    func endlessTable() throws {
        for part in ["<Label Key=\"1\"><![CDATA[", "Key=\"1\"", "<Label Key=\"1\"></Label><Label Key=\"2"] {
            let text = "<LabelTable><Label " + String(repeating: part, count: 20_000)
            let start = ContinuousClock.now
            _ = try? LabelDictionary.parse(extension: text, path: "")
            #expect(ContinuousClock.now - start < .seconds(2))
        }
    }
}
