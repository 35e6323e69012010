"""Small studies for the soak: 12 CT slices of 32 x 32 with a structure set of two regions, and thirteen ways to spoil one.

A study is a dictionary of path and content, so that a spoilt one is mended by writing it anew. The same number gives the same bytes.
usage: archive.py FOLDER [STUDIES]
"""

import math
import os
import random
import sys

import dicom

CT = "1.2.840.10008.5.1.4.1.1.2"
RTSTRUCT = "1.2.840.10008.5.1.4.1.1.481.3"
ROOT = "1.2.826.0.1.3680043.10.1.5"
SIZE, SLICES, PIXEL, THICKNESS = 32, 12, 2.0, 3.0


class Study:
    """One patient with one series and one structure set; a wide one's first region lies in two corners of the image, far from each other."""

    def __init__(self, number, size=SIZE, slices=SLICES, wide=False):
        self.number, self.size, self.slices, self.wide = number, size, slices, wide
        self.patient = f"SOAK-{number:05d}"
        self.birth = f"{1930 + number % 70}{1 + number % 12:02d}{1 + number % 28:02d}"
        self.root = f"{ROOT}.{number + 1}"
        self.frame = f"{self.root}.9"
        self.series = f"{self.root}.2"
        self.folder = f"P{number:05d}"

    def general(self, sop_class, instance, modality, series, patient=None, birth=True):
        """Patient, study and series of an object, as elements up to group 0020, without what lies between."""
        return [
            (0x0008, 0x0016, "UI", sop_class),
            (0x0008, 0x0018, "UI", instance),
            (0x0008, 0x0020, "DA", f"2021{1 + self.number % 12:02d}15"),
            (0x0008, 0x0030, "TM", "101500"),
            (0x0008, 0x0060, "CS", modality),
            (0x0008, 0x0070, "LO", "Voxmark"),
            (0x0010, 0x0010, "PN", f"Soak^Number{self.number}"),
            (0x0010, 0x0020, "LO", patient or self.patient),
            (0x0010, 0x0030, "DA", self.birth if birth else None),
            (0x0010, 0x0040, "CS", "FM"[self.number % 2]),
        ]

    def slice(self, index, content=0, shift=0.0, birth=True, pixels=True):
        """An image. `content` other than 0 gives other pixels, `shift` moves it along z by so many mm."""
        instance = f"{self.root}.3.{index + 1}"
        noise = random.Random(f"{self.number}/{index}/{content}").randbytes(2 * self.size * self.size)
        # 0 to 127 on top of 1000 to 1022, slice by slice: air to fat after rescaling.
        words = int.from_bytes(noise, "little") & int.from_bytes(b"\x7f\0" * self.size * self.size, "little")
        words += int.from_bytes((1000 + 2 * index).to_bytes(2, "little") * self.size * self.size, "little")
        corner = -PIXEL * (self.size - 1) / 2
        position = (corner, corner, index * THICKNESS + shift)
        rows = self.general(CT, instance, "CT", self.series, birth=birth) + [
            (0x0018, 0x0050, "DS", f"{THICKNESS:g}"),
            (0x0018, 0x5100, "CS", "HFS"),
            (0x0020, 0x000D, "UI", f"{self.root}.1"),
            (0x0020, 0x000E, "UI", self.series),
            (0x0020, 0x0011, "IS", "2"),
            (0x0020, 0x0013, "IS", str(index + 1)),
            (0x0020, 0x0032, "DS", dicom.numbers(position)),
            (0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0"),
            (0x0020, 0x0052, "UI", self.frame),
            (0x0028, 0x0002, "US", 1),
            (0x0028, 0x0004, "CS", "MONOCHROME2"),
            (0x0028, 0x0010, "US", self.size),
            (0x0028, 0x0011, "US", self.size),
            (0x0028, 0x0030, "DS", dicom.numbers((PIXEL, PIXEL))),
            (0x0028, 0x0100, "US", 16),
            (0x0028, 0x0101, "US", 16),
            (0x0028, 0x0102, "US", 15),
            (0x0028, 0x0103, "US", 0),
            (0x0028, 0x1052, "DS", "-1024"),
            (0x0028, 0x1053, "DS", "1"),
            (0x7FE0, 0x0010, "OW", words.to_bytes(2 * self.size * self.size, "little") if pixels else None),
        ]
        return dicom.file(CT, instance, dicom.elements(*rows))

    def structures(self, series=None, frame=None, patient=None, small=False, away=0.0, birth=True):
        """The structure set: `small` puts the second region between voxel centres, `away` moves it by so many mm in x."""
        other, series, frame = series is not None, series or self.series, frame or self.frame
        uid = (lambda index: f"{series}.{index}") if other else (lambda index: f"{self.root}.3.{index + 1}")
        image = lambda index: dicom.elements((0x0008, 0x1150, "UI", CT), (0x0008, 0x1155, "UI", uid(index)))
        referenced = dicom.elements(
            (0x0020, 0x000E, "UI", series), (0x3006, 0x0016, "SQ", [image(index) for index in range(self.slices)]))
        study = dicom.elements(
            (0x0008, 0x1150, "UI", "1.2.840.10008.3.1.2.3.1"), (0x0008, 0x1155, "UI", f"{self.root}.1"), (0x3006, 0x0014, "SQ", [referenced]))
        regions = [
            ("GTV-1", -6.0, 4.0, 12.0 + self.number % 5, [*range(2, 8), *(range(self.slices - 8, self.slices - 2) if self.wide else [])]),
            ("Node", 12.0 + away, -9.0, 0.3 if small else 9.0, range(5, 10)),
        ]
        far = PIXEL * self.size / 2 - 40
        contours = []
        for region, (_, x, y, radius, slices) in enumerate(regions):
            items = []
            for index in slices:
                if self.wide and region == 0:
                    x, y = (far, far) if index > self.slices // 2 else (-far, -far)
                points = []
                for step in range(16):
                    angle = 2 * math.pi * step / 16
                    # A small one stands round the corner of four pixels, which no centre of one lies in.
                    points += [x + radius * math.cos(angle), y + radius * math.sin(angle), index * THICKNESS]
                if small and region == 1:
                    points = [value if place % 3 == 2 else value - (x, y)[place % 3] for place, value in enumerate(points)]
                items.append(
                    dicom.elements(
                        (0x3006, 0x0016, "SQ", [image(index)]),
                        (0x3006, 0x0042, "CS", "CLOSED_PLANAR"),
                        (0x3006, 0x0046, "IS", "16"),
                        (0x3006, 0x0050, "DS", dicom.numbers(points)),
                    ))
            contours.append(dicom.elements((0x3006, 0x0040, "SQ", items), (0x3006, 0x0084, "IS", str(region + 1))))
        names = [
            dicom.elements(
                (0x3006, 0x0022, "IS", str(region + 1)),
                (0x3006, 0x0024, "UI", frame),
                (0x3006, 0x0026, "LO", name),
                (0x3006, 0x0036, "CS", "AUTOMATIC"),
            )
            for region, (name, *_) in enumerate(regions)
        ]
        observations = [
            dicom.elements((0x3006, 0x0082, "IS", str(n)), (0x3006, 0x0084, "IS", str(n)), (0x3006, 0x00A4, "CS", ""), (0x3006, 0x00A6, "PN", ""))
            for n in (1, 2)
        ]
        instance = f"{self.root}.4.1"
        rows = self.general(RTSTRUCT, instance, "RTSTRUCT", None, patient, birth) + [
            (0x0020, 0x000D, "UI", f"{self.root}.1"),
            (0x0020, 0x000E, "UI", f"{self.root}.4"),
            (0x0020, 0x0011, "IS", "102"),
            (0x3006, 0x0002, "SH", "CONTOURS"),
            (0x3006, 0x0010, "SQ", [dicom.elements((0x0020, 0x0052, "UI", frame), (0x3006, 0x0012, "SQ", [study]))]),
            (0x3006, 0x0020, "SQ", names),
            (0x3006, 0x0039, "SQ", contours),
            (0x3006, 0x0080, "SQ", observations),
        ]
        return dicom.file(RTSTRUCT, instance, dicom.elements(*rows))

    def image(self, index):
        """The path of an image."""
        return f"{self.folder}/CT/IM{index + 1:04d}.dcm"

    @property
    def mask(self):
        """The path of the structure set."""
        return f"{self.folder}/RS/RS0001.dcm"

    def files(self):
        """The sound study: content by path."""
        return {self.image(index): self.slice(index) for index in range(self.slices)} | {self.mask: self.structures()}


# What is wrong with a study: by name, what is written instead of or beside the sound files. None is no file, a text a link to it.
DEFECTS = {
    "truncated-slice": lambda study: {study.image(4): study.slice(4)[:1500]},
    "missing-slice": lambda study: {study.image(6): None},
    "moved-slice": lambda study: {study.image(6): study.slice(6, shift=1.2)},
    "other-series": lambda study: {study.mask: study.structures(series=f"{study.root}.77", frame=f"{study.root}.78")},
    "other-frame": lambda study: {study.mask: study.structures(frame=f"{study.root}.79")},
    "other-patient": lambda study: {study.mask: study.structures(patient="SOAK-ANOTHER")},
    "empty-file": lambda study: {study.mask: b""},
    "damaged-structures": lambda study: {study.mask: study.structures()[:2000]},
    "dangling-link": lambda study: {study.mask: "../../nowhere.dcm"},
    "no-birth-date": lambda study: {study.image(i): study.slice(i, birth=False) for i in range(study.slices)}
    | {study.mask: study.structures(birth=False)},
    "between-voxels": lambda study: {study.mask: study.structures(small=True)},
    "other-content": lambda study: {f"{study.folder}/CT/COPY.dcm": study.slice(3, content=1)},
    "outside": lambda study: {study.mask: study.structures(away=500.0)},
}


def write(folder, files):
    """Writes content by path; what was there before, whatever it was, makes room."""
    for path, content in files.items():
        path = os.path.join(folder, path)
        if os.path.islink(path) or content is None:
            if os.path.lexists(path):
                os.unlink(path)
        if content is None:
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(content, str):
            if os.path.lexists(path):
                os.unlink(path)
            os.symlink(content, path)
        else:
            with open(path, "wb") as out:
                out.write(content)


def spoil(folder, number, kind):
    """Makes a written study a bad one."""
    write(folder, DEFECTS[kind](Study(number)))


def mend(folder, number, kind):
    """Makes a bad study the sound one again."""
    study = Study(number)
    write(folder, {path: None for path in DEFECTS[kind](study)})
    write(folder, study.files())


def make(folder, count):
    """Writes sound studies 0 to `count` - 1."""
    for number in range(count):
        write(folder, Study(number).files())


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10)
