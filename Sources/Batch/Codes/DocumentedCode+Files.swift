extension DocumentedCode {
    /// Files and folders, and how they belong to each other.
    static let files = [
        DocumentedCode(
            "missing-file", .failed, meaning: "A file that the plan names is gone.", remedy: "Put it back, or plan again."),
        DocumentedCode(
            "changed-since-plan", .failed,
            meaning: "A file has changed since the plan was made, so that what belongs together may have changed.",
            remedy: "Plan again."),
        DocumentedCode(
            "not-found", .stop, .failed, meaning: "A path names nothing.", remedy: "Correct the path, or bring the file back."),
        DocumentedCode(
            "unreadable", .stop, .failed, .remark, meaning: "A file or folder cannot be opened or read.",
            remedy: "Check permissions and the disk."),
        DocumentedCode(
            "unwritable", .stop, .failed, meaning: "A file or folder cannot be made or written.",
            remedy: "Check permissions and free space, or name another folder."),
        DocumentedCode(
            "name-not-utf8", .refused, .remark, meaning: "The name of a file or folder is not UTF-8; what it holds is not read.",
            remedy: "Rename it, for instance with convmv."),
        DocumentedCode(
            "special-file", .remark, meaning: "A named pipe, socket or device lies in the archive; it is not opened.",
            remedy: "Move it away."),
        DocumentedCode(
            "no-mask", .remark, meaning: "No mask was drawn on an image series.", remedy: "Add a mask if the series is meant."),
        DocumentedCode(
            "empty-file", .failed, .remark, meaning: "A file has no byte.", remedy: "Fetch the file again."),
        DocumentedCode(
            "damaged-file", .failed, .remark, meaning: "A file is truncated or malformed, or its compressed stream fails its checksum.",
            remedy: "Fetch the file again."),
        DocumentedCode(
            "wrong-length", .failed, meaning: "A NIfTI file is longer or shorter than its header promises.",
            remedy: "Fetch or export the file again."),
        DocumentedCode(
            "changed-file", .failed, meaning: "A file is not what it was when its header was read.",
            remedy: "Run again when nobody writes to the archive any more."),
        DocumentedCode(
            "damaged-series", .failed, meaning: "A file of the series is damaged, so that its slices cannot be proven complete.",
            remedy: "Fetch the series again."),
        DocumentedCode(
            "missing-pixel-data", .failed, .remark, meaning: "An image object has no pixel data.", remedy: "Fetch the file again."),
        DocumentedCode(
            "short-pixel-data", .failed, .remark, meaning: "The pixel data are shorter than the header says.",
            remedy: "Fetch the file again."),
        DocumentedCode(
            "undecodable-pixel-data", .failed, meaning: "The decoder refuses the pixel data.",
            remedy: "Fetch the file again, or export it uncompressed."),
        DocumentedCode(
            "unsupported-pixel-data", .refused, meaning: "The pixel data are of a kind that is not read.",
            remedy: "Export the series uncompressed (Explicit VR Little Endian), in greyscale."),
        DocumentedCode(
            "unsupported-object", .refused, meaning: "An object or file of a kind that is not read.",
            remedy: "Choose or export a kind that is read; the message names it."),
        DocumentedCode(
            "not-dicom", .refused, .remark, meaning: "A file is not DICOM, or DICOM is needed where something else is given.",
            remedy: "Name a DICOM file or series."),
        DocumentedCode(
            "no-dicom", .refused, .remark, meaning: "A folder holds no DICOM file, or no DICOM series.", remedy: "Check the path."),
        DocumentedCode(
            "not-nifti", .refused, meaning: "A file is not NIfTI-1 in one file.", remedy: "Convert it to a single .nii or .nii.gz file."),
        DocumentedCode(
            "bad-header", .refused, meaning: "A NIfTI header contradicts itself or the standard.", remedy: "Write the file again."),
        DocumentedCode(
            "identical-copy", .remark, meaning: "A second file with the same content was left out.",
            remedy: "Remove the copy if it disturbs."),
        DocumentedCode(
            "conflicting-instance", .remark, meaning: "Two files have one SOP Instance UID and different content.",
            remedy: "Find out which is right and remove the other."),
        DocumentedCode(
            "several-series", .refused, meaning: "The folder named in a manifest holds more than one DICOM series.",
            remedy: "Name a folder with exactly one."),
        DocumentedCode(
            "several-images", .refused, meaning: "The folder named in a manifest holds several projection images.",
            remedy: "Name the file of one."),
        DocumentedCode(
            "several-stacks", .refused, meaning: "The series holds several stacks of images.",
            remedy: "Choose one by echo-time, b-value, image-type or temporal-position in the selection."),
        DocumentedCode(
            "manifest-row", .refused, meaning: "A row of the manifest cannot be understood.", remedy: "Correct the row."),
        DocumentedCode("no-image", .verdict, meaning: "A series of masks or other objects, not of images."),
        DocumentedCode(
            "unexpected", .failed, meaning: "An error that should not occur.", remedy: "Report it with the message."),
    ]
}
