extension DocumentedCode {
    /// Mask objects and the images they belong to.
    static let masks = [
        DocumentedCode(
            "not-a-mask", .refused, meaning: "A file is no mask, or holds values that are not integers.",
            remedy: "Name a label image, an RTSTRUCT or a SEG."),
        DocumentedCode(
            "not-structure-set", .refused, meaning: "The object is not an RT Structure Set.", remedy: "Name an RTSTRUCT."),
        DocumentedCode("not-segmentation", .refused, meaning: "The object is not a segmentation.", remedy: "Name a SEG."),
        DocumentedCode(
            "malformed-segmentation", .refused, meaning: "A segmentation lacks what it must have, or contradicts itself.",
            remedy: "Export it again."),
        DocumentedCode(
            "bad-labels", .refused, meaning: "The names of a mask's labels cannot be understood.",
            remedy: "Correct the dictionary beside the mask."),
        DocumentedCode(
            "unknown-label", .remark, meaning: "A label map has pixels of a label that no segment names; they belong to no region.",
            remedy: "Look whether the segmentation is complete."),
        DocumentedCode(
            "other-series", .refused, meaning: "The mask references another series.", remedy: "Add the images it was drawn on."),
        DocumentedCode(
            "other-frame", .refused, meaning: "The mask lies in another frame of reference than the image.",
            remedy: "Export both again together."),
        DocumentedCode(
            "unknown-frame", .refused, .remark,
            meaning:
                "Nothing tells that the mask lies in the image's frame of reference; with a recipe that trusts, it was placed all the same.",
            remedy: "Export both with a Frame of Reference UID."),
        DocumentedCode(
            "other-patient", .refused, meaning: "The mask has another Patient ID than the series that it references.",
            remedy: "Find out whose they are and correct the headers."),
        DocumentedCode(
            "ambiguous-series", .refused, meaning: "The mask references no series, and several share its frame of reference.",
            remedy: "Name the pair in a manifest."),
        DocumentedCode(
            "other-grid", .refused, .remark,
            meaning: "The mask lies on another grid than the image; where its place is known, it was resampled.",
            remedy: "Resample the mask on the image's grid."),
        DocumentedCode(
            "partly-outside", .remark, meaning: "A part of a mask lies outside the image and is left out.",
            remedy: "Look whether image and mask belong together."),
        DocumentedCode(
            "outside-image", .refused, meaning: "All of the region lies outside the image.",
            remedy: "Look whether image and mask belong together."),
    ]

    /// Regions and how they become voxels.
    static let regions = [
        DocumentedCode(
            "unknown-roi", .refused, meaning: "No region has the name or number that was asked for.",
            remedy: "Correct the name, or add an alias to the selection."),
        DocumentedCode(
            "label-missing", .refused, meaning: "A label image does not hold the label that was asked for.", remedy: "Correct the number."),
        DocumentedCode(
            "several-regions", .refused, meaning: "The mask holds several regions where one is needed.", remedy: "Name one with --roi."),
        DocumentedCode(
            "ambiguous-region", .refused, meaning: "Several regions would have one name.", remedy: "Select one, or rename one."),
        DocumentedCode(
            "ambiguous-selector", .remark, meaning: "Several entries of a selection fit one region; it has the name of the first.",
            remedy: "Write the entries so that one fits."),
        DocumentedCode(
            "ambiguous-mask", .remark, meaning: "Several mask objects of one image have a region of one name; each is a case of its own.",
            remedy: "Take the cases that you do not want out of the plan."),
        DocumentedCode(
            "ambiguous-image", .remark, meaning: "A mask object belongs to several images, and its regions are cases of each.",
            remedy: "Choose by series in the selection, or take cases out of the plan."),
        DocumentedCode(
            "missing-operand", .refused, meaning: "The mask object lacks a region of which the recipe makes another.",
            remedy: "Select it with `as`, or take the made region out of the recipe."),
        DocumentedCode("empty-mask", .refused, meaning: "The region holds no voxel.", remedy: "Look at the region in a viewer."),
        DocumentedCode("empty-segment", .refused, meaning: "No frame belongs to the segment.", remedy: "Choose another segment."),
        DocumentedCode(
            "empty-region", .undefined, .remark, meaning: "The region holds no voxel, or none after re-segmentation.",
            remedy: "Look at the region's size and at the recipe's re-segmentation."),
        DocumentedCode(
            "no-closed-contour", .refused, meaning: "The ROI has no closed planar contour.", remedy: "Choose or draw another ROI."),
        DocumentedCode(
            "malformed-contour", .refused, meaning: "A contour's coordinates are incomplete, not numbers, or far outside any image.",
            remedy: "Export the RTSTRUCT again."),
        DocumentedCode(
            "non-planar-contour", .refused, meaning: "A closed contour does not lie in one plane parallel to the slices.",
            remedy: "Draw the ROI on the series' slices."),
        DocumentedCode(
            "several-planes-on-slice", .refused, meaning: "Contours of two different planes fall on one slice.",
            remedy: "Draw the ROI on the slices of this series."),
        DocumentedCode("open-contour", .remark, meaning: "Open contours were left out of the region."),
        DocumentedCode("point-contour", .remark, meaning: "Point contours were left out of the region."),
        DocumentedCode("unknown-contour-type", .remark, meaning: "Contours of an unknown geometric type were left out of the region."),
        DocumentedCode("degenerate-contour", .remark, meaning: "Closed contours of fewer than three points were left out of the region."),
        DocumentedCode("repeated-contour", .remark, meaning: "Contours that repeat another one of their plane were left out."),
        DocumentedCode(
            "outside-slices", .remark, meaning: "Contours beyond the first or last slice were left out.",
            remedy: "Look whether the series is complete."),
        DocumentedCode(
            "outside-plane", .remark, meaning: "A part of the region lies beyond the rows or columns of the image and is left out."),
        DocumentedCode(
            "slice-without-contour", .remark, meaning: "Slices without contour lie between slices that have one.",
            remedy: "Look whether the gap is meant."),
        DocumentedCode(
            "fractional-values", .remark,
            meaning: "A fractional segment has values between 0 and its maximum, of which a threshold makes a region."),
        DocumentedCode(
            "padding", .remark, meaning: "Voxels of the region lie in or next to the image's padding: they count for the shape only.",
            remedy: "Look whether the region leaves the field of view."),
        DocumentedCode("too-large", .refused, meaning: "The region has more voxels than can be counted.", remedy: "Split the region."),
        DocumentedCode(
            "lost-in-interpolation", .refused,
            meaning: "The region is so small that no voxel of the new spacing reaches the partial volume threshold.",
            remedy: "Choose a finer spacing in the recipe."),
        DocumentedCode(
            "below-minimum", .refused, meaning: "An intensity lies below the first bin.",
            remedy: "Let the recipe re-segment, or lower the first bin."),
        DocumentedCode(
            "not-normalisable", .refused,
            meaning: "The intensities give nothing to normalise by, or the region to normalise by is missing.",
            remedy: "Look at the image and at normalisation in the recipe."),
        DocumentedCode(
            "too-many-levels", .refused, meaning: "The discretisation would need more than 65,535 grey levels.",
            remedy: "Choose wider bins in the recipe."),
    ]

    /// Why a feature has no value.
    static let features = [
        DocumentedCode("single-voxel", .undefined, meaning: "The region holds a single voxel, too few for the feature."),
        DocumentedCode("flat-region", .undefined, meaning: "All intensities or grey levels of the region are equal."),
        DocumentedCode("zero-denominator", .undefined, meaning: "The feature divides by a quantity that is zero."),
        DocumentedCode("no-neighbours", .undefined, meaning: "No two voxels of the region are neighbours, so the texture matrix is empty."),
        DocumentedCode("no-extent", .undefined, meaning: "The region has no extent along an axis on which the feature depends."),
        DocumentedCode(
            "several-slices", .undefined, meaning: "The region lies on several slices, where the feature describes a plane figure."),
        DocumentedCode(
            "no-grey-levels", .undefined,
            meaning: "The recipe asks for no discretisation, and the intensities are not positive integers.",
            remedy: "Name a discretisation in the recipe."),
        DocumentedCode("no-principal-axes", .failed, meaning: "LAPACK found no principal axes of the region.", remedy: "Report it."),
        DocumentedCode("no-convex-hull", .failed, meaning: "Qhull could not compute the convex hull of the region.", remedy: "Report it."),
        DocumentedCode(
            "no-enclosing-ellipsoid", .failed, meaning: "The minimum volume enclosing ellipsoid was not found to its tolerance.",
            remedy: "Report it."),
        DocumentedCode("overflow", .failed, meaning: "The result exceeds what 64-bit floats hold.", remedy: "Look at the intensities."),
        DocumentedCode(
            "crop-without-margin", .failed, meaning: "The image was cut closer to the region than the feature reaches.",
            remedy: "Report it."),
        DocumentedCode(
            "padding-nearby", .failed, meaning: "Padding outside the scanner's field of view lies within the feature's neighbourhood.",
            remedy: "Leave the feature out for this region."),
    ]
}
