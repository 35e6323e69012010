"""Segmentations of voxmark against highdicom and dcmqi; see check.sh."""
import csv
import subprocess
import sys
from pathlib import Path

import highdicom as hd
import nibabel
import numpy as np
import pydicom
from pydicom.sr.codedict import codes
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, JPEG2000Lossless, JPEGLSLossless, RLELossless

VOXMARK, FOLDER = sys.argv[1], Path(sys.argv[2])
SIZE = (9, 33, 35)  # slices, rows, columns: 1155 pixels a frame, so that frames do not begin on a byte
SPACING = (2.5, 0.75, 0.6875)  # slices, rows, columns in mm
AXES = np.array([[0.8, 0.6, 0.0], [-0.6, 0.8, 0.0], [0.0, 0.0, 1.0]])  # rows' direction, columns' direction, normal
ORIGIN = np.array([-12.25, 30.5, -7.75])
passed = []


def check(name, condition, detail=""):
    print(("ok    " if condition else "FAIL  ") + name + (f": {detail}" if detail and not condition else ""))
    passed.append(bool(condition))


def write_series(folder):
    """An oblique CT series; slices in the order of growing position."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(7)
    study, series, frame = (pydicom.uid.generate_uid(entropy_srcs=[name]) for name in ("study", "series", "frame"))
    slices = []
    for z in range(SIZE[0]):
        meta = pydicom.dataset.FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid(entropy_srcs=[f"slice {z}"])
        ds = pydicom.dataset.FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
        ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
        ds.PatientName, ds.PatientID, ds.PatientBirthDate, ds.PatientSex = "Test^Highdicom", "H1", "19600101", "F"
        ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = study, series, frame
        ds.StudyDate, ds.StudyTime, ds.StudyID, ds.AccessionNumber, ds.ReferringPhysicianName = "20240203", "101500", "1", "", ""
        ds.Modality, ds.SeriesNumber, ds.InstanceNumber, ds.PositionReferenceIndicator = "CT", 2, z + 1, ""
        ds.ImageOrientationPatient = [*AXES[0], *AXES[1]]
        ds.ImagePositionPatient = [float(v) for v in ORIGIN + AXES[2] * SPACING[0] * z]
        ds.PixelSpacing, ds.SliceThickness = [SPACING[1], SPACING[2]], SPACING[0]
        ds.Rows, ds.Columns, ds.SamplesPerPixel, ds.PhotometricInterpretation = SIZE[1], SIZE[2], 1, "MONOCHROME2"
        ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 1
        ds.RescaleSlope, ds.RescaleIntercept = 1, 0
        ds.PixelData = random.integers(-100, 100, SIZE[1:], dtype=np.int16).tobytes()
        ds.save_as(folder / f"{z:02}.dcm", enforce_file_format=True)
        slices.append(ds)
    return slices


def description(number, label):
    return hd.seg.SegmentDescription(
        segment_number=number, segment_label=label, segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure,
        segmented_property_type=codes.SCT.Neoplasm, algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL)


def segmentation(slices, pixels, kind, labels, **options):
    return hd.seg.Segmentation(
        source_images=slices, pixel_array=pixels, segmentation_type=kind,
        segment_descriptions=[description(n + 1, label) for n, label in enumerate(labels)],
        series_instance_uid=hd.UID(), series_number=5, sop_instance_uid=hd.UID(), instance_number=1, manufacturer="m",
        manufacturer_model_name="m", software_versions="1", device_serial_number="1", **options)


def masks(folder, to, output, recipe=None):
    """Runs `voxmark masks`; region names to files."""
    command = [VOXMARK, "masks", str(folder), "--to", to, "--output", str(output)]
    result = subprocess.run(command + (["--recipe", str(recipe)] if recipe else []), capture_output=True, text=True)
    if result.returncode != 0:
        print(result.stderr)
        return {}
    with open(output / "masks.csv", newline="") as file:
        return {row["region"]: output / row["file"] for row in csv.DictReader(file)}


def voxels(path):
    """A NIfTI mask as slices, rows, columns."""
    return np.asarray(nibabel.load(path).dataobj).transpose(2, 1, 0)


def read_with_voxmark(name, slices, ds, wanted, recipe=None):
    folder = FOLDER / name
    (folder / "archive").mkdir(parents=True)
    for z, image in enumerate(slices):
        image.save_as(folder / "archive" / f"{z:02}.dcm", enforce_file_format=True)
    ds.save_as(folder / "archive" / "seg.dcm")
    found = masks(folder / "archive", "nifti", folder / "out", recipe)
    check(f"voxmark reads highdicom's {name}: the regions", sorted(found) == sorted(wanted), f"{sorted(found)}")
    for label in sorted(set(found) & set(wanted)):
        same = np.array_equal(voxels(found[label]) != 0, wanted[label])
        check(f"voxmark reads highdicom's {name}: the voxels of {label}", same)


def read_highdicom(slices):
    random = np.random.default_rng(3)
    one, other = random.random(SIZE) < 0.3, random.random(SIZE) < 0.2
    one[[0, 4]] = False
    other[7:] = False
    overlapping = np.stack([one, other], axis=-1)
    types = hd.seg.SegmentationTypeValues
    binary = segmentation(slices, overlapping.astype(np.uint8), types.BINARY, ["one", "other"])
    read_with_voxmark("BINARY with overlap and omitted frames", slices, binary, {"one": one, "other": other})
    backwards = segmentation(slices[::-1], overlapping[::-1].astype(np.uint8), types.BINARY, ["one", "other"])
    read_with_voxmark("BINARY with frames backwards", slices, backwards, {"one": one, "other": other})

    binary.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    read_with_voxmark("BINARY, deflated", slices, binary, {"one": one, "other": other})
    try:
        ds = segmentation(slices, overlapping.astype(np.uint8), types.BINARY, ["one", "other"], transfer_syntax_uid=JPEG2000Lossless)
        read_with_voxmark("BINARY in JPEG 2000", slices, ds, {"one": one, "other": other})
    except Exception as trouble:
        print(f"skip  BINARY in JPEG 2000: highdicom does not write it here ({str(trouble)[:80]})")
    read_other_grids(slices, random)

    share = random.random(SIZE)
    share[2] = 0
    for kind in ("PROBABILITY", "OCCUPANCY"):
        fractional = segmentation(
            slices, share[..., None].astype(np.float64), types.FRACTIONAL, ["share"], max_fractional_value=200,
            fractional_type=hd.seg.SegmentationFractionalTypeValues[kind])
        stored = np.around(share * 200)
        read_with_voxmark(f"FRACTIONAL {kind}", slices, fractional, {"share": stored >= 100})
    recipe = FOLDER / "recipe.yaml"
    recipe.write_text("{voxmark: 1, name: t, block: 20, masks: {fractional-threshold: 0.75}, discretisation: {texture: none}}")
    read_with_voxmark("FRACTIONAL with a threshold of 0.75", slices, fractional, {"share": stored >= 150}, recipe)

    labels = np.zeros(SIZE, np.uint8)
    labels[one] = 1
    labels[other] = 2
    labels[5] = 0
    wanted = {"one": labels == 1, "other": labels == 2}
    if hasattr(types, "LABELMAP"):
        for syntax in (ExplicitVRLittleEndian, RLELossless, JPEGLSLossless, JPEG2000Lossless):
            try:
                ds = segmentation(slices, labels, types.LABELMAP, ["one", "other"], transfer_syntax_uid=syntax)
            except Exception as trouble:
                print(f"skip  LABELMAP in {syntax.name}: highdicom does not write it here ({str(trouble)[:80]})")
                continue
            read_with_voxmark(f"LABELMAP in {syntax.name}", slices, ds, wanted)
    else:
        print("skip  LABELMAP: this highdicom writes none")
    return overlapping


def read_other_grids(slices, random):
    """A part of the image's grid in another order of axes, and a grid that is not the image's at all."""
    types = hd.seg.SegmentationTypeValues
    frame = slices[0].FrameOfReferenceUID
    steps = {"x": AXES[0] * SPACING[2], "y": AXES[1] * SPACING[1], "z": AXES[2] * SPACING[0]}

    def build(array, corner, directions):
        affine = np.eye(4)
        affine[:3, :3] = np.array(directions).T
        affine[:3, 3] = corner
        volume = hd.Volume(array=array.astype(np.uint8), affine=affine, coordinate_system="PATIENT", frame_of_reference_uid=frame)
        return segmentation(slices, volume, types.BINARY, ["part"])

    # Slices downwards, rows leftwards, without the image's margin.
    part = np.zeros(SIZE, bool)
    part[2:7, 4:20, 3:30] = random.random((5, 16, 27)) < 0.4
    corner = ORIGIN + 6 * steps["z"] + 4 * steps["y"] + 29 * steps["x"]
    array = part[2:7, 4:20, 3:30][::-1, :, ::-1]
    read_with_voxmark("BINARY on a turned part of the grid", slices, build(array, corner, [-steps["z"], steps["y"], -steps["x"]]), {"part": part})

    # Voxels of 1.5 × 1.1 × 1.9 mm, turned by 20 degrees: the image's voxel centre decides.
    turn = np.array([[np.cos(0.35), np.sin(0.35), 0], [-np.sin(0.35), np.cos(0.35), 0], [0, 0, 1]]) @ AXES
    directions = [turn[2] * 1.9, turn[1] * 1.1, turn[0] * 1.5]
    array = random.random((14, 21, 17)) < 0.5
    array[:, :, 0] = False
    corner = ORIGIN + 3 * steps["z"] - 4 * steps["y"] + 5 * steps["x"]
    index = np.indices(SIZE).reshape(3, -1).T
    world = ORIGIN + index[:, :1] * steps["z"] + index[:, 1:2] * steps["y"] + index[:, 2:] * steps["x"]
    local = np.rint(np.linalg.solve(np.array(directions).T, (world - corner).T).T).astype(int)
    inside = ((local >= 0) & (local < array.shape)).all(axis=1)
    wanted = np.zeros(len(index), bool)
    wanted[inside] = array[tuple(local[inside].T)]
    read_with_voxmark("BINARY on another grid", slices, build(array, corner, directions), {"part": wanted.reshape(SIZE)})


def write_for_others(slices, overlapping):
    """What voxmark makes of highdicom's BINARY object, read back by highdicom and dcmqi."""
    folder = FOLDER / "written"
    archive = FOLDER / "BINARY with overlap and omitted frames" / "archive"
    path = set(masks(archive, "seg", folder).values())
    check("voxmark writes one object", len(path) == 1)
    again = set(masks(archive, "seg", FOLDER / "again").values())
    same = [p.read_bytes() for p in path] == [p.read_bytes() for p in again] and {p.name for p in path} == {p.name for p in again}
    check("writing again gives the same file", same)
    path = path.pop()
    seg = hd.seg.segread(path)
    check("highdicom reads the labels", [s.SegmentLabel for s in seg.SegmentSequence] == ["one", "other"])
    check("highdicom reads the codes", seg.SegmentSequence[0].SegmentedPropertyTypeCodeSequence[0].CodeValue == codes.SCT.Neoplasm.value)
    pixels = seg.get_pixels_by_source_instance(
        source_sop_instance_uids=[s.SOPInstanceUID for s in slices], combine_segments=False, ignore_spatial_locations=True,
        assert_missing_frames_are_empty=True)
    check("highdicom reads the voxels by source", np.array_equal(pixels.astype(bool), overlapping))
    volume = seg.get_volume(combine_segments=False, allow_missing_positions=True)
    check("highdicom reads a volume of the same place", same_place(volume, overlapping))
    compare_with_dcmqi(path, folder, overlapping)


def same_place(volume, overlapping):
    """Whether every voxel of highdicom's volume lies where the original has the same."""
    array, affine = volume.array, volume.affine
    found = 0
    for index in np.argwhere(array.any(axis=-1)):
        place = affine @ [*index[:3], 1]
        local = AXES @ (place[:3] - ORIGIN) / np.array([SPACING[2], SPACING[1], SPACING[0]])
        x, y, z = np.rint(local).astype(int)
        if np.abs(local - [x, y, z]).max() > 1e-3 or not np.array_equal(array[tuple(index)].astype(bool), overlapping[z, y, x]):
            return False
        found += 1
    return found == overlapping.any(axis=-1).sum()


def compare_with_dcmqi(path, folder, overlapping):
    tool = Path(sys.executable).parent / "segimage2itkimage"
    if not tool.exists():
        print("skip  dcmqi: not installed")
        return
    out = folder / "dcmqi"
    out.mkdir()
    result = subprocess.run(
        [str(tool), "--inputDICOM", str(path), "--outputDirectory", str(out), "--outputType", "nii"], capture_output=True, text=True)
    check("dcmqi reads the object", result.returncode == 0, result.stderr[-300:])
    files = sorted(out.glob("*.nii.gz")) + sorted(out.glob("*.nii"))
    counts = sorted(int(np.count_nonzero(np.asarray(nibabel.load(f).dataobj))) for f in files)
    wanted = sorted(int(n) for n in overlapping.sum(axis=(0, 1, 2)))
    check("dcmqi reads as many voxels of every segment", counts == wanted, f"{counts} for {wanted}")
    for file in files:
        image = nibabel.load(file)
        places = np.argwhere(np.asarray(image.dataobj) != 0)
        world = (image.affine @ np.c_[places, np.ones(len(places))].T)[:3].T * [-1, -1, 1]
        local = (world - ORIGIN) @ AXES.T / np.array([SPACING[2], SPACING[1], SPACING[0]])
        whole = np.rint(local).astype(int)
        off = np.abs(local - whole).max()
        inside = [all(overlapping[z, y, x, s] for x, y, z in whole) for s in range(2)]
        check(f"dcmqi puts {file.name} in the same place", off < 1e-2 and any(inside), f"off {off}")


slices = write_series(FOLDER / "series")
write_for_others(slices, read_highdicom(slices))
print(f"highdicom {hd.__version__}: {sum(passed)} of {len(passed)} checks passed")
sys.exit(0 if passed and all(passed) else 1)
