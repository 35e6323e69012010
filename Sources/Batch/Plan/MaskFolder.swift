import Foundation
import NIfTI

/// A folder of NIfTI masks, one region each, named by their files: what TotalSegmentator writes without `--ml`.
struct MaskFolder: Sendable, Hashable {
    /// One mask.
    struct File: Sendable, Hashable {
        /// The file's name without its ending.
        let name: String
        let path: String
    }

    /// The masks by their names; at least one.
    let files: [File]

    /// Lists a folder; nil when it holds no NIfTI file, or is none.
    init?(path: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return nil }
        files = names.sorted().compactMap { file in
            guard !file.hasPrefix("."), let ending = [".nii.gz", ".nii"].first(where: file.lowercased().hasSuffix) else { return nil }
            return File(name: String(file.dropLast(ending.count)), path: "\(folderPrefix(path))\(file)")
        }
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
