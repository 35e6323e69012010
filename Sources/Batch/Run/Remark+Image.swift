import DICOM
import Extraction
import OMOP
import Voxels

extension Remark {
    /// What the geometry's policy let pass in an image.
    static func geometry(of image: any ImageSource) -> [Remark] {
        ((image as? ImageSeries)?.findings ?? []).map { Remark($0.code.rawValue, $0.message) }
    }

    /// Voxels of a region that lie outside the scanner's field of view.
    static func padding(_ extraction: RegionExtraction) -> Remark {
        Remark(
            "padding",
            "\(extraction.paddingVoxelCount) of \(extraction.morphologicalVoxelCount) voxels of the region lie in or next to the image's padding, "
                + "where nothing was measured: they count for the shape only")
    }
}
