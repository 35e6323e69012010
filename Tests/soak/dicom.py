"""Writes DICOM files in Explicit VR Little Endian: as much of it as a small CT series with a structure set needs."""

import struct

LONG = {"OB", "OW", "SQ", "UN", "UT"}
EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"


def element(group, number, vr, value):
    """One data element; text is padded to even length, `value` of a sequence is a list of encoded items."""
    if vr == "SQ":
        data = b"".join(struct.pack("<HHI", 0xFFFE, 0xE000, len(item)) + item for item in value)
    elif vr == "US":
        data = struct.pack("<H", value)
    elif vr in ("OW", "OB"):
        data = value
    else:
        data = value.encode("ascii")
        if len(data) % 2:
            data += b"\0" if vr == "UI" else b" "
    tag = struct.pack("<HH", group, number) + vr.encode()
    if vr in LONG:
        return tag + struct.pack("<HI", 0, len(data)) + data
    return tag + struct.pack("<H", len(data)) + data


def elements(*rows):
    """Elements in the order given, which must be that of their tags; those whose value is None are left out."""
    return b"".join(element(*row) for row in rows if row[3] is not None)


def file(sop_class, sop_instance, data_set):
    """A whole file: preamble, file meta information, data set."""
    meta = elements(
        (0x0002, 0x0001, "OB", b"\0\1"),
        (0x0002, 0x0002, "UI", sop_class),
        (0x0002, 0x0003, "UI", sop_instance),
        (0x0002, 0x0010, "UI", EXPLICIT_LITTLE_ENDIAN),
        (0x0002, 0x0012, "UI", "1.2.826.0.1.3680043.10.1"),
    )
    length = struct.pack("<HH2sHI", 0x0002, 0x0000, b"UL", 4, len(meta))
    return b"\0" * 128 + b"DICM" + length + meta + data_set


def numbers(values):
    """Decimal strings (VR DS) of several values."""
    return "\\".join(f"{value:.6g}" for value in values)
