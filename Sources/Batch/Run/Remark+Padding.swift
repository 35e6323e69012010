import Extraction
import OMOP

extension Remark {
    /// Voxels of a region that lie outside the scanner's field of view.
    static func padding(_ extraction: RegionExtraction) -> Remark {
        Remark(
            "padding",
            "\(extraction.paddingVoxelCount) of \(extraction.morphologicalVoxelCount) voxels of the region lie in or next to the image's padding, "
                + "where nothing was measured: they count for the shape only")
    }
}
