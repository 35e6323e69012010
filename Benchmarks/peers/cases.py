"""Makes the cases that every tool reads: fixed seeds, the same bytes on every run with the same numpy and scipy.

usage: cases.py FOLDER CASE ...        CASE: large mammogram archive equal phantom
The phantom is the IBSI 1 CT phantom; VOXMARK_PHANTOMS names the folder that has it.
"""

import os
import sys
from pathlib import Path

import nibabel
import numpy
from scipy import ndimage

from dicom import write_series, write_structures

SEED = 20261122


def texture(shape, generator, parts):
    """The sum of white noises, each smoothed by a Gaussian: (standard deviation of the Gaussian in voxels, of the result)."""
    total = numpy.zeros(shape, numpy.float32)
    for width, deviation in parts:
        noise = generator.standard_normal(shape, dtype=numpy.float32)
        if width > 0:
            noise = ndimage.gaussian_filter(noise, width, truncate=3.0)
        total += noise * (deviation / noise.std())
    return total


def ellipsoid(shape, semi_axes, centre):
    """The voxels inside an ellipsoid; shape, semi-axes and centre as z, y, x in voxels."""
    squares = [((numpy.arange(n) - c) / a) ** 2 for n, a, c in zip(shape, semi_axes, centre)]
    return (squares[0][:, None, None] + squares[1][None, :, None] + squares[2][None, None, :] <= 1).astype(numpy.uint8)


def save(path, voxels, spacing):
    """Writes z, y, x voxels as an uncompressed NIfTI file whose axes run to left, posterior and superior."""
    affine = numpy.diag([-spacing[0], -spacing[1], spacing[2], 1.0])
    image = nibabel.Nifti1Image(numpy.ascontiguousarray(voxels.transpose(2, 1, 0)), affine)
    image.header.set_xyzt_units("mm")
    image.set_qform(affine, 1)
    image.set_sform(affine, 1)
    nibabel.save(image, path)


def one_voxel(mask):
    """The same mask with only the middle one of its voxels: for the run that computes nothing."""
    single = numpy.zeros_like(mask)
    places = numpy.flatnonzero(mask)
    single.flat[places[len(places) // 2]] = 1
    return single


def save_pair(folder, image, mask, spacing):
    save(folder / "image.nii", image, spacing)
    save(folder / "mask.nii", mask, spacing)
    save(folder / "voxel.nii", one_voxel(mask), spacing)


def large(folder):
    """512 x 512 x 300 CT-like voxels, an ellipsoid of 2 million."""
    shape, spacing = (300, 512, 512), (0.8, 0.8, 1.0)
    generator = numpy.random.default_rng(SEED)
    image = texture(shape, generator, [(0, 12), (1.2, 30), (5, 35)]) + 40
    y, x = numpy.mgrid[0:512, 0:512]
    image[:, ((x - 256) / 230) ** 2 + ((y - 256) / 180) ** 2 > 1] = -1000
    image = numpy.rint(image).clip(-1024, 3071).astype(numpy.int16)
    mask = ellipsoid(shape, (71, 75, 90), (149.5, 265.5, 235.5))
    save_pair(folder, image, mask, spacing)
    uids = write_series(folder / "dicom", image, spacing, patient="LARGE")
    for name, wanted in (("structures", mask), ("structures-voxel", one_voxel(mask))):
        write_structures(folder / f"{name}.dcm", wanted, spacing, uids, patient="LARGE")


def mammogram(folder):
    """4096 x 3328 pixels of 0.07 mm, a lobed region of 1.5 million."""
    rows, columns = 4096, 3328
    generator = numpy.random.default_rng(SEED + 1)
    image = texture((rows, columns), generator, [(0, 25), (3, 90), (25, 160), (150, 200)]) + 1800
    y, x = numpy.mgrid[0:rows, 0:columns]
    breast = ((y - rows / 2) / 1900) ** 2 + (x / 2700) ** 2 <= 1
    image[~breast] = 0
    image = numpy.rint(image).clip(0, 4095).astype(numpy.uint16)
    down, right = y - (rows / 2 + 150), x - 1150
    angle = numpy.arctan2(down, right)
    edge = 675 * (1 + 0.06 * numpy.sin(7 * angle) + 0.03 * numpy.cos(13 * angle))
    mask = ((numpy.hypot(right, down / 1.05) <= edge) & breast).astype(numpy.uint8)
    save_pair(folder, image[None], mask[None], (0.07, 0.07, 1.0))


def scan(generator, voxels):
    """A CT-like scan of 150 x 150 x 50 voxels with an ellipsoid of about so many."""
    shape = (50, 150, 150)
    image = texture(shape, generator, [(0, 12), (1.2, 30), (5, 35)]) + 40
    image = numpy.rint(image).clip(-1024, 3071).astype(numpy.int16)
    depth = min(22.0, 0.8 * (3 * voxels / (4 * numpy.pi)) ** (1 / 3))
    radius = (3 * voxels / (4 * numpy.pi * depth)) ** 0.5
    return image, ellipsoid(shape, (depth, radius * 0.9, radius / 0.9), (24.5, 76, 73))


def archive(folder, count=100, equal=False):
    """Scans with regions of 10^4 to 2 * 10^5 voxels, or all alike; as DICOM with RTSTRUCT, and as NIfTI."""
    spacing = (1.0, 1.0, 3.0)
    for number in range(count):
        generator = numpy.random.default_rng(SEED + (100 if equal else 1000 + number))
        voxels = 68_000 if equal else 1e4 * 20 ** (number / (count - 1))
        image, mask = scan(generator, voxels)
        patient = f"{'EQUAL' if equal else 'CASE'}-{number:03}"
        (folder / "dicom" / patient).mkdir(parents=True)
        uids = write_series(folder / "dicom" / patient / "CT", image, spacing, patient=patient)
        write_structures(folder / "dicom" / patient / "structures.dcm", mask, spacing, uids, patient=patient)
        if not equal:
            (folder / "nifti" / patient).mkdir(parents=True)
            save(folder / "nifti" / patient / "image.nii", image, spacing)
            save(folder / "nifti" / patient / "mask.nii", mask, spacing)


def phantom(folder):
    """The IBSI 1 CT phantom, uncompressed."""
    source = os.environ.get("VOXMARK_PHANTOMS")
    if not source:
        sys.exit("cases.py: the CT phantom is not here; run Phantoms/fetch.sh, and let VOXMARK_PHANTOMS name its folder")
    pair = []
    for kind in ("image", "mask"):
        files = sorted((Path(source) / "ibsi1/ct_phantom/nifti" / kind).glob("*.nii*"))
        if len(files) != 1:
            sys.exit(f"cases.py: {source}/ibsi1/ct_phantom/nifti/{kind} should hold one NIfTI file, not {len(files)}")
        pair.append(nibabel.load(files[0]))
    image, mask = pair
    nibabel.save(image, folder / "image.nii")
    nibabel.save(mask, folder / "mask.nii")
    single = one_voxel((numpy.asarray(mask.dataobj) > 0).astype(numpy.uint8))
    nibabel.save(nibabel.Nifti1Image(single, mask.affine, mask.header), folder / "voxel.nii")


CASES = {
    "large": large, "mammogram": mammogram, "phantom": phantom, "archive": archive,
    "equal": lambda folder: archive(folder, count=24, equal=True),
}


def main():
    root = Path(sys.argv[1])
    for name in sys.argv[2:]:
        folder = root / name
        if (folder / "complete").exists():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        print(f"making the case {name}", file=sys.stderr)
        CASES[name](folder)
        (folder / "complete").touch()


if __name__ == "__main__":
    main()
