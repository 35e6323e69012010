import Foundation
import Voxels

/// Writes a volume as a series, and regions as a structure set or a segmentation over it.
///
/// File names and instance numbers are shuffled against the slice order and some names lack the extension. UIDs come from the patient,
/// the study and the series, dates from the study; there is no clock, so the same input gives the same bytes.
public struct DICOMSeriesWriter: Sendable {
    /// What was written.
    public struct Written: Sendable, Hashable {
        /// Study Instance UID.
        public let studyInstanceUID: String
        /// Series Instance UID of the images.
        public let seriesInstanceUID: String
        /// The image files by slice, lowest index first; a duplicate follows its slice.
        public let images: [URL]
        /// The structure set, where there are regions.
        public let structureSet: URL?
        /// The segmentation, where there are segments.
        public let segmentation: URL?
    }

    /// Who was scanned.
    public var patient: ArchivePatient
    /// When and why.
    public var study: ArchiveStudy
    /// Series Number; it makes the series different from others of the study.
    public var seriesNumber: Int
    /// Series Description.
    public var seriesDescription: String
    /// What kind of image the series is made of.
    public var modality: ScanModality
    /// How intensities are stored.
    public var encoding: PixelEncoding
    /// What is wrong with the series, applied in this order.
    public var defects: [SeriesDefect]
    /// How the structure set points at the images.
    public var reference: SeriesReference

    /// Makes a writer.
    public init(
        patient: ArchivePatient, study: ArchiveStudy, seriesNumber: Int = 2, seriesDescription: String = "CT",
        modality: ScanModality = .ct, encoding: PixelEncoding = PixelEncoding(), defects: [SeriesDefect] = [],
        reference: SeriesReference = .complete
    ) {
        self.patient = patient
        self.study = study
        self.seriesNumber = seriesNumber
        self.seriesDescription = seriesDescription
        self.modality = modality
        self.encoding = encoding
        self.defects = defects
        self.reference = reference
    }

    /// Writes the images into the folder `imageFolder`, and the regions, if any, into the files `structureSet` and `segmentation` beside it.
    ///
    /// - Throws: `PhantomError` when the volume is not whole, a value does not fit, or a file cannot be written.
    @discardableResult
    public func write(
        volume: Volume, structures: [RegionOfInterest] = [], segments: [SegmentOfInterest] = [], to folder: URL,
        imageFolder: String = "CT", structureSet: String = "RTSTRUCT/RS0001.dcm", segmentation: String = "SEG/SG0001.dcm"
    ) throws -> Written {
        let all = try slices(of: volume)
        var chosen = all
        for defect in defects { defect.apply(to: &chosen) }
        let images = try write(chosen, to: folder.appending(path: imageFolder))
        var file: URL?
        if !structures.isEmpty {
            let url = folder.appending(path: structureSet)
            try write(structures, over: all.map(\.sopInstanceUID), to: url)
            file = url
        }
        var segmentationFile: URL?
        if !segments.isEmpty {
            let url = folder.appending(path: segmentation)
            try write(segments, over: all, to: url)
            segmentationFile = url
        }
        return Written(
            studyInstanceUID: studyInstanceUID, seriesInstanceUID: seriesInstanceUID, images: images, structureSet: file,
            segmentation: segmentationFile)
    }

    var studyInstanceUID: String { UniqueIdentifier.make("study", patient.id, study.date, study.time) }

    var frameOfReferenceUID: String { UniqueIdentifier.make("frame of reference", seriesInstanceUID) }

    private var seriesInstanceUID: String { UniqueIdentifier.make("series", studyInstanceUID, String(seriesNumber)) }

    func slices(of volume: Volume) throws -> [ImageSlice] {
        let grid = volume.grid
        guard volume.box == grid.bounds else {
            throw PhantomError(.incomplete, "a series is written from a whole volume, not from a crop of it")
        }
        guard grid.size.z == 1 || !modality.isProjection else {
            throw PhantomError(.value, "a projection is one image: make a volume of one slice")
        }
        let area = grid.size.x * grid.size.y
        return (0..<grid.size.z).map { index in
            ImageSlice(
                index: index, sopInstanceUID: UniqueIdentifier.make("image", seriesInstanceUID, String(index)),
                instanceNumber: shuffled(index, count: grid.size.z, stride: 7) + 1, position: grid.position(of: SIMD3(0, 0, Double(index))),
                orientation: (grid.direction.x, grid.direction.y), pixelSpacing: (grid.spacing.y, grid.spacing.x),
                thickness: grid.spacing.z,
                rows: grid.size.y, columns: grid.size.x, intensities: volume.values[index * area..<(index + 1) * area])
        }
    }

    private func write(_ slices: [ImageSlice], to folder: URL) throws -> [URL] {
        try makeFolder(folder)
        var header = header(modality: modality.code, number: seriesNumber, description: seriesDescription, uid: seriesInstanceUID)
        try modality.describe(&header, study: study)
        if !modality.isProjection { header.set(.patientPosition, "HFS") }
        header.set(.acquisitionDate, study.date)
        header.set(.acquisitionTime, study.time)
        header.set(.contentDate, study.date)
        header.set(.contentTime, study.time)
        let inOrder = slices.sorted { ($0.index, $0.instanceNumber) < ($1.index, $1.instanceNumber) }
        return try inOrder.enumerated().map { place, slice in
            let number = shuffled(place, count: slices.count, stride: 11) + 1
            let digits = String(number)
            let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            let file = folder.appending(path: "IM\(padded)" + (number % 3 == 0 ? "" : ".dcm"))
            let dataSet = try slice.dataSet(header: header, modality: modality, encoding: encoding)
            try dataSet.write(to: file, transferSyntax: encoding.transferSyntax, encapsulation: encoding.encapsulation)
            return file
        }
    }

    private func write(_ structures: [RegionOfInterest], over sliceUIDs: [String], to file: URL) throws {
        try makeFolder(file.deletingLastPathComponent())
        let uid = UniqueIdentifier.make("structure set", seriesInstanceUID)
        let header = header(modality: "RTSTRUCT", number: seriesNumber + 100, description: "Contours", uid: uid)
        let target = RTStructureSet.Target(
            imageClassUID: modality.sopClassUID, studyInstanceUID: studyInstanceUID, seriesInstanceUID: seriesInstanceUID,
            frameOfReferenceUID: frameOfReferenceUID, sliceUIDs: sliceUIDs)
        let dataSet = try RTStructureSet(target: target, reference: reference, regions: structures)
            .dataSet(header: header, date: study.date, time: study.time, sopInstanceUID: UniqueIdentifier.make("instance", uid))
        try dataSet.write(to: file, transferSyntax: .implicitVRLittleEndian)
    }

    private func write(_ segments: [SegmentOfInterest], over slices: [ImageSlice], to file: URL) throws {
        try makeFolder(file.deletingLastPathComponent())
        let uid = UniqueIdentifier.make("segmentation", seriesInstanceUID)
        let header = header(modality: "SEG", number: seriesNumber + 200, description: "Segments", uid: uid)
        let segmentation = BinarySegmentation(
            seriesInstanceUID: seriesInstanceUID, imageClassUID: modality.sopClassUID, isProjection: modality.isProjection, slices: slices,
            segments: segments)
        try segmentation.dataSet(header: header, study: study, sopInstanceUID: UniqueIdentifier.make("instance", uid))
            .write(to: file, transferSyntax: .explicitVRLittleEndian)
    }

    func makeFolder(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw PhantomError(.write, "cannot make the folder \(folder.path): \(error.localizedDescription)")
        }
    }
}
