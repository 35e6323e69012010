"""Write what pydicom decodes of its own test files: index.csv, and the stored values of each image as 32-bit integers, frame by frame."""
import csv
import sys
import warnings
from pathlib import Path

import numpy
import pydicom
from pydicom.uid import JPEGBaseline8Bit, JPEGExtended12Bit

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


def main():
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    source = Path(pydicom.__file__).parent / "data" / "test_files"
    (target / "source").write_text(str(source))
    files = sorted(p for p in source.rglob("*") if p.is_file() and p.suffix in {"", ".dcm"})
    rows = [outcome(path, target) | {"file": str(path.relative_to(source))} for path in files if path.parent == source]
    with open(target / "index.csv", "w", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"pydicom {pydicom.__version__}: {len(rows)} files")


main()
