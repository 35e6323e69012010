"""Write what pydicom decodes of its own test files, and of multi-frame objects made from one of them.

index.csv has a row for each file; the stored values of each grey image stand in FILE.values as 32-bit integers, frame by frame.
"""
import csv
import sys
import warnings
from pathlib import Path

import numpy
import pydicom
from pydicom.encaps import encapsulate, encapsulate_extended, generate_frames
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLSLossless, RLELossless

warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
LOSSY = {JPEGBaseline8Bit, JPEGExtended12Bit}


def syntax_of(dataset):
    return str(getattr(dataset, "file_meta", {}).get("TransferSyntaxUID", "") or "")


def outcome(path, target):
    """One row of the index: what the file is, and whether pydicom decodes it."""
    row = {"file": path.name, "syntax": "", "photometric": "", "lossy": "0", "frames": "0", "pydicom": ""}
    try:
        dataset = pydicom.dcmread(path, force=True)
    except Exception as error:
        return row | {"pydicom": f"unreadable: {type(error).__name__}"}
    row["syntax"] = syntax_of(dataset)
    row["photometric"] = str(dataset.get("PhotometricInterpretation", ""))
    row["lossy"] = "1" if row["syntax"] in LOSSY else "0"
    if "PixelData" not in dataset:
        return row | {"pydicom": "no pixels"}
    try:
        values = dataset.pixel_array
    except Exception as error:
        return row | {"pydicom": f"not decoded: {type(error).__name__}"}
    frames = int(dataset.get("NumberOfFrames", 1) or 1)
    row["frames"] = str(frames)
    if int(dataset.get("SamplesPerPixel", 1)) == 1:
        wrapped = values.astype(numpy.int64) & 0xFFFFFFFF
        (target / f"{path.name}.values").write_bytes(wrapped.astype("<u4").tobytes())
    return row | {"pydicom": "decoded"}


def multi_frame_objects(source, target):
    """Compressed multi-frame images in every layout of fragments that pydicom writes."""
    target.mkdir(exist_ok=True)
    for name, syntax in {"rle": RLELossless, "jpeg2000": JPEG2000Lossless, "jpegls": JPEGLSLossless}.items():
        dataset = pydicom.dcmread(source / "MR_small.dcm")
        frame = dataset.pixel_array
        frames = numpy.stack([frame + 3 * number for number in range(4)]).astype(frame.dtype)
        dataset.NumberOfFrames = len(frames)
        dataset.PixelData = frames.tobytes()
        dataset.compress(syntax, generate_instance_uid=False)
        parts = list(generate_frames(dataset.PixelData, number_of_frames=len(frames)))
        for fragments in (1, 3) if name != "rle" else (1,):
            for table in ("none", "basic", "extended"):
                for keyword in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths"):
                    if keyword in dataset:
                        del dataset[keyword]
                if table != "extended":
                    dataset.PixelData = encapsulate(parts, fragments_per_frame=fragments, has_bot=table == "basic")
                elif fragments == 1:
                    dataset.PixelData, dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = encapsulate_extended(parts)
                else:
                    continue
                dataset["PixelData"].is_undefined_length = True
                dataset.save_as(target / f"{name}-{fragments}-{table}.dcm")


def main():
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    source = Path(pydicom.__file__).parent / "data" / "test_files"
    multi_frame_objects(source, target / "multi-frame")
    files = sorted(p for p in source.iterdir() if p.is_file() and p.suffix in {"", ".dcm"})
    files += sorted((target / "multi-frame").glob("*.dcm"))
    rows = [outcome(path, target) | {"path": str(path)} for path in files]
    with open(target / "index.csv", "w", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"pydicom {pydicom.__version__}: {len(rows)} files")


main()
