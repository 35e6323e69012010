"""Writes a CT series and its RTSTRUCT."""

import hashlib

import numpy
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, UID

CT_IMAGE = UID("1.2.840.10008.5.1.4.1.1.2")
STRUCTURE_SET = UID("1.2.840.10008.5.1.4.1.1.481.3")


def uid(*names):
    """A UID made of names: the same for the same names."""
    digest = hashlib.sha256("\0".join(map(str, names)).encode()).digest()
    return UID(f"2.25.{int.from_bytes(digest[:15], 'big')}")


def header(sop_class, instance, patient, modality, series):
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = sop_class
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID = instance
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.PatientName, data.PatientID, data.PatientBirthDate, data.PatientSex = f"{patient}^Benchmark", patient, "19600101", "O"
    data.StudyInstanceUID, data.StudyDate, data.StudyTime, data.StudyID = uid(patient, "study"), "20200101", "120000", "1"
    data.SeriesInstanceUID, data.SeriesDate, data.SeriesTime, data.SeriesNumber = uid(patient, series), "20200101", "120000", 1
    data.FrameOfReferenceUID = uid(patient, "frame")
    data.Modality, data.Manufacturer, data.AccessionNumber, data.ReferringPhysicianName = modality, "Benchmark", "", ""
    return data


def write_series(folder, voxels, spacing, patient):
    """Writes one file per slice of z, y, x voxels in HU; returns the slices' SOP Instance UIDs."""
    folder.mkdir(parents=True, exist_ok=True)
    uids = []
    for z, plane in enumerate(voxels):
        data = header(CT_IMAGE, uid(patient, "image", z), patient, "CT", "images")
        data.ImageType, data.InstanceNumber, data.PatientPosition = ["ORIGINAL", "PRIMARY", "AXIAL"], z + 1, "HFS"
        data.ImagePositionPatient = [0, 0, z * spacing[2]]
        data.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        data.PixelSpacing, data.SliceThickness = [spacing[1], spacing[0]], spacing[2]
        data.Rows, data.Columns = plane.shape
        data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
        data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 16, 15, 1
        data.RescaleIntercept, data.RescaleSlope, data.RescaleType = 0, 1, "HU"
        data.PixelData = plane.astype("<i2").tobytes()
        data.save_as(folder / f"{z:04}.dcm", enforce_file_format=True)
        uids.append(data.SOPInstanceUID)
    return uids


def outline(plane):
    """A polygon (x, y in pixels) around the pixel centres of a region that has one run in every row, and around no others."""
    rows = numpy.flatnonzero(plane.any(axis=1))
    runs = [(y, *numpy.flatnonzero(plane[y])[[0, -1]]) for y in rows]
    left = [(first - 0.5, y) for y, first, _ in runs]
    right = [(last + 0.5, y) for y, _, last in runs]
    top = [(left[0][0], rows[0] - 0.25), (right[0][0], rows[0] - 0.25)]
    bottom = [(right[-1][0], rows[-1] + 0.25), (left[-1][0], rows[-1] + 0.25)]
    return top + right + bottom + left[::-1]


def write_structures(path, mask, spacing, uids, patient):
    """Writes the region as one closed planar contour per slice."""
    data = header(STRUCTURE_SET, uid(patient, path.name), patient, "RTSTRUCT", path.name)
    data.StructureSetLabel, data.StructureSetDate, data.StructureSetTime = "benchmark", "20200101", "120000"

    def item(**elements):
        one = Dataset()
        for name, value in elements.items():
            setattr(one, name, value)
        return one

    def image(z):
        return item(ReferencedSOPClassUID=CT_IMAGE, ReferencedSOPInstanceUID=uids[z])

    series = item(SeriesInstanceUID=uid(patient, "images"), ContourImageSequence=[image(z) for z in range(len(uids))])
    study = item(ReferencedSOPClassUID=UID("1.2.840.10008.3.1.2.3.1"), ReferencedSOPInstanceUID=data.StudyInstanceUID,
                 RTReferencedSeriesSequence=[series])
    data.ReferencedFrameOfReferenceSequence = [
        item(FrameOfReferenceUID=data.FrameOfReferenceUID, RTReferencedStudySequence=[study])]
    data.StructureSetROISequence = [
        item(ROINumber=1, ReferencedFrameOfReferenceUID=data.FrameOfReferenceUID, ROIName="GTV", ROIGenerationAlgorithm="AUTOMATIC")]
    contours = []
    for z in numpy.flatnonzero(mask.any(axis=(1, 2))):
        points = [(x * spacing[0], y * spacing[1], z * spacing[2]) for x, y in outline(mask[z])]
        contours.append(item(
            ContourImageSequence=[image(z)], ContourGeometricType="CLOSED_PLANAR", NumberOfContourPoints=len(points),
            ContourData=[f"{number:.4f}" for point in points for number in point]))
    data.ROIContourSequence = [item(ROIDisplayColor=[255, 0, 0], ReferencedROINumber=1, ContourSequence=contours)]
    data.RTROIObservationsSequence = [
        item(ObservationNumber=1, ReferencedROINumber=1, RTROIInterpretedType="GTV", ROIInterpreter="")]
    data.save_as(path, enforce_file_format=True)
