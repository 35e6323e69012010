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

        /// Makes a scan.
        public init(patient: ArchivePatient, study: ArchiveStudy, phantom: Phantom, encoding: PixelEncoding = PixelEncoding()) {
            self.patient = patient
            self.study = study
            self.phantom = phantom
            self.encoding = encoding
        }
    }

    /// The scans, in the order in which they are written.
    public var scans: [Scan]

    /// Makes an archive of these scans.
    public init(scans: [Scan]) {
        self.scans = scans
    }

    /// Writes `PATIENT-ID/DATE_CT/SERIES/IM…` with an `RTSTRUCT` folder beside each series, and three files that are not DICOM:
    /// `answers.csv` tells what is known of every region in closed form.
    ///
    /// - Throws: `PhantomError` when a file cannot be written.
    @discardableResult
    public func write(to folder: URL) throws -> [DICOMSeriesWriter.Written] {
        let written = try scans.map { scan in
            let writer = DICOMSeriesWriter(
                patient: scan.patient, study: scan.study, seriesDescription: "Thorax 3.0", encoding: scan.encoding)
            return try writer.write(
                volume: scan.phantom.volume(), structures: scan.phantom.structures,
                to: folder.appending(path: "\(scan.patient.id)/\(scan.study.date)_CT"), imageFolder: "002_THORAX_3.0",
                structureSet: "RTSTRUCT/RS0001")
        }
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
