extension DocumentedCode {
    /// Where the slices lie.
    static let geometry = [
        DocumentedCode("regular", .verdict, meaning: "The slices form a regular grid."),
        DocumentedCode(
            "projection", .verdict, .refused, meaning: "A projection image, which has no place in space.",
            remedy: "Use a recipe that says which intent and spacing it reads."),
        DocumentedCode(
            "geometry", .refused, meaning: "The voxels of an image or mask do not lie on a regular grid that can be proven.",
            remedy: "Correct the header, or resample the image beforehand."),
        DocumentedCode(
            "duplicate-slices", .refused, meaning: "Slices lie at one place, or share one SOP Instance UID.",
            remedy: "Remove the copies, or split the series."),
        DocumentedCode("missing-slices", .refused, meaning: "Slices are missing.", remedy: "Fetch the series again from the archive."),
        DocumentedCode(
            "interpolated-slices", .remark, meaning: "Missing slices were interpolated, as the recipe allows.",
            remedy: "Fetch the series again from the archive, if it has them."),
        DocumentedCode(
            "straightened-tilt", .remark, meaning: "Slices of a tilted gantry were straightened, as the recipe allows."),
        DocumentedCode(
            "irregular-spacing", .refused, meaning: "The slice spacing varies.", remedy: "Split the series, or resample it beforehand."),
        DocumentedCode(
            "mixed-orientation", .refused, meaning: "Image Orientation differs within the series.", remedy: "Split the series."),
        DocumentedCode("mixed-matrix", .refused, meaning: "Rows or Columns differ within the series.", remedy: "Split the series."),
        DocumentedCode("mixed-spacing", .refused, meaning: "Pixel Spacing differs within the series.", remedy: "Split the series."),
        DocumentedCode(
            "mixed-frame-of-reference", .refused, meaning: "Frame of Reference differs within the series.", remedy: "Split the series."),
        DocumentedCode(
            "mixed-patients", .refused, meaning: "The files of a series have several Patient IDs.",
            remedy: "Correct the headers, or split the series."),
        DocumentedCode(
            "invalid-orientation", .refused, meaning: "Image Orientation is not a pair of orthogonal unit vectors.",
            remedy: "Correct the header."),
        DocumentedCode(
            "sheared", .refused, meaning: "The slices move steadily sideways, as with a tilted gantry.",
            remedy: "Straighten the series beforehand, or let the recipe's geometry do it."),
        DocumentedCode(
            "displaced-slices", .refused, meaning: "Some slices lie sideways of the others.",
            remedy: "Fetch the series again, or correct Image Position."),
        DocumentedCode(
            "no-position", .refused, meaning: "Files lack a usable Image Position or Image Orientation.",
            remedy: "Export the series again with them."),
        DocumentedCode(
            "no-spacing", .refused, meaning: "Files lack a usable Pixel Spacing or slice distance.",
            remedy: "Export the series again with them."),
        DocumentedCode(
            "undetermined-spacing", .refused, meaning: "The spacing that the recipe asks for is missing in a projection image.",
            remedy: "Let the recipe name a spacing that the images have."),
        DocumentedCode(
            "no-thickness", .refused, meaning: "The recipe asks for volumes, and a projection image has no thickness.",
            remedy: "Choose morphology-2D and an interpolation of [x, y]."),
        DocumentedCode(
            "no-orientation", .remark, meaning: "A NIfTI header tells no position; the file's own axes are taken.",
            remedy: "Write the file with a qform or sform."),
        DocumentedCode(
            "pixdim-differs", .remark, meaning: "The spacing in pixdim differs from that of the NIfTI sform, which is taken.",
            remedy: "Write the header again."),
        DocumentedCode(
            "qform-differs", .remark, meaning: "The NIfTI qform and sform differ; the sform is taken.", remedy: "Write the header again."),
    ]

    /// What the stored values mean.
    static let intensities = [
        DocumentedCode(
            "invalid-rescale", .refused, meaning: "Rescale Slope or Rescale Intercept is missing or unusable.",
            remedy: "Correct the header."),
        DocumentedCode(
            "other-modality", .refused, meaning: "The recipe is meant for other modalities.", remedy: "Choose another recipe or image."),
        DocumentedCode(
            "other-intent", .refused, meaning: "A projection image has another presentation intent than the recipe reads.",
            remedy: "Choose the images of the recipe's intent."),
        DocumentedCode(
            "undetermined-uptake", .refused, meaning: "A field that SUV needs is missing or contradicts another one.",
            remedy: "Correct the header; the message names the field."),
        DocumentedCode(
            "undetermined-scaling", .refused, meaning: "The scaling that the recipe asks for is missing or contradictory.",
            remedy: "Correct the header, or choose another scaling in the recipe."),
        DocumentedCode(
            "unmapped-value", .refused, meaning: "A stored value lies outside those that the scaling is stated for.",
            remedy: "Export the series again, or choose another scaling in the recipe."),
        DocumentedCode(
            "precision", .refused, meaning: "A 32-bit float cannot hold a stored value.",
            remedy: "Rescale the image to values that it can hold."),
        DocumentedCode(
            "non-finite", .refused, meaning: "Intensities or values are NaN or infinite.", remedy: "Mend the image."),
    ]
}
