import Foundation
import NIfTI
import Voxels

/// The largest volume that is read whole.
private let largestVolume = 1 << 22

func readNIfTI(_ path: String) throws {
    attempt {
        let image = try NIfTIImage(path: path)
        if image.grid.size.product <= largestVolume { _ = try image.volume(in: image.grid.bounds) }
        _ = try image.volume(in: Box(lower: .zero, upper: [1, 1, 1]))
    }
    attempt {
        let mask = try NIfTIMask(path: path)
        attempt { _ = try LabelDictionary.find(for: path) }
        guard mask.grid.size.product <= largestVolume else { return }
        attempt { _ = try mask.labels() }
        attempt { _ = try mask.mask().placed(on: Grid(size: [7, 5, 3], spacing: [1.5, 2, 2.5])) }
    }
}

/// Reads a dictionary as JSON, CSV, TSV, or as nnU-Net's of a folder.
func readLabels(_ input: Data) -> Int32 {
    guard let form = input.first else { return 0 }
    let names = ["labels.json", "labels.csv", "labels.tsv", "dataset.json"]
    let file = write(input.dropFirst(), as: names[Int(form) % names.count])
    attempt { _ = try LabelDictionary.find(for: inputFolder.appending(path: "labels.nii").path) }
    try? FileManager.default.removeItem(atPath: file)
    return 0
}
