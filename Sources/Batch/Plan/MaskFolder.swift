import DICOM
import Foundation
import NIfTI

/// A folder of NIfTI masks, one region each, named by their files: what TotalSegmentator writes without `--ml`.
struct MaskFolder: Sendable, Hashable {
    /// One mask.
    struct File: Sendable, Hashable, Codable {
        /// The file's name without its ending.
        let name: String
        let path: String

        /// nil for a file that is hidden, or is not NIfTI by its name.
        init?(_ path: String) {
            let file = fileName(path)
            guard !file.hasPrefix("."), let ending = [".nii.gz", ".nii"].first(where: file.lowercased().hasSuffix) else { return nil }
            name = String(file.dropLast(ending.count))
            self.path = path
        }
    }

    /// The masks by their names; at least one.
    let files: [File]

    /// Lists a folder; nil when it holds no NIfTI file, or is none.
    init?(path: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return nil }
        files = names.sorted().compactMap { File("\(folderPrefix(path))\($0)") }
        if files.isEmpty { return nil }
    }

    /// The regions that it offers.
    ///
    /// - Parameter looking: whether the masks are read to find those that hold no voxel, such as of organs that were not imaged.
    /// - Throws: trouble with a file.
    func offers(looking: Bool) throws(NIfTIError) -> [RegionOffer] {
        var offers: [RegionOffer] = []
        for file in files {
            let isEmpty = looking ? try NIfTIMask(path: file.path).labels().isEmpty : false
            offers.append(RegionOffer(file, isDrawn: !isEmpty))
        }
        return offers
    }
}
