import Foundation
import Voxels

/// A folder of patients as a hospital would export it, made of phantoms.
public struct PhantomArchive: Sendable {
    /// One scan of one patient.
    public struct Scan: Sendable {
        /// Who was scanned.
        public var patient: ArchivePatient
        /// When and why.
        public var study: ArchiveStudy
        /// What was scanned.
        public var phantom: Phantom
        /// How intensities are stored.
        public var encoding: PixelEncoding
        /// What kind of image it is.
        public var modality: ScanModality
        /// What holds the regions.
        public var regions: RegionObject
        /// Series Description.
        public var seriesDescription: String

        /// Makes a scan.
        public init(
            patient: ArchivePatient, study: ArchiveStudy, phantom: Phantom, encoding: PixelEncoding = PixelEncoding(),
            modality: ScanModality = .ct, regions: RegionObject = .structureSet, seriesDescription: String = "Thorax 3.0"
        ) {
            self.patient = patient
            self.study = study
            self.phantom = phantom
            self.encoding = encoding
            self.modality = modality
            self.regions = regions
            self.seriesDescription = seriesDescription
        }
    }

    /// What holds the regions of a scan.
    public enum RegionObject: Sendable, Hashable {
        /// RT Structure Set Storage.
        case structureSet
        /// Segmentation Storage, BINARY.
        case segmentation
    }

    /// The scans, in the order in which they are written.
    public var scans: [Scan]
    /// Files that nothing can be computed from.
    public var badFiles: [BadFile]

    /// Makes an archive of these scans.
    public init(scans: [Scan], badFiles: [BadFile] = []) {
        self.scans = scans
        self.badFiles = badFiles
    }

    /// Writes `PATIENT-ID/DATE_MODALITY/SERIES/IM…` with an `RTSTRUCT` or `SEG` folder beside each series, the bad files, and three files that
    /// are not DICOM: `answers.csv` tells what is known of every region in closed form.
    ///
    /// - Throws: `PhantomError` when a file cannot be written.
    @discardableResult
    public func write(to folder: URL) throws -> [DICOMSeriesWriter.Written] {
        let written = try scans.map { scan in
            let writer = DICOMSeriesWriter(
                patient: scan.patient, study: scan.study, seriesDescription: scan.seriesDescription, modality: scan.modality,
                encoding: scan.encoding)
            let isStructureSet = scan.regions == .structureSet
            return try writer.write(
                volume: scan.phantom.volume(), structures: isStructureSet ? scan.phantom.structures : [],
                segments: isStructureSet ? [] : scan.phantom.segments,
                to: folder.appending(path: "\(scan.patient.id)/\(scan.study.date)_\(scan.modality.code)"),
                imageFolder: "002_\(scan.seriesDescription.uppercased().replacing(" ", with: "_"))", structureSet: "RTSTRUCT/RS0001")
        }
        for file in badFiles { try file.write(to: folder) }
        try write("Export of generated phantoms. No person was scanned.\n", to: folder.appending(path: "README.txt"))
        try write(answers, to: folder.appending(path: "answers.csv"))
        try write("PATIENT;STUDIES\n", to: folder.appending(path: "DICOMDIR.txt"))
        return written
    }

    private func write(_ text: String, to file: URL) throws {
        do {
            try Data(text.utf8).write(to: file)
        } catch {
            throw PhantomError(.write, "cannot write \(file.path): \(error.localizedDescription)")
        }
    }
}
