import DICOM
import Foundation
import OMOP

/// The headers of archives in a SQLite file, so that an archive is read once and only what is new or changed is read again.
///
/// The file holds patients' identifiers as the headers do; only its owner may read it. Beside each file's header, as the program reads it back,
/// stand tables for people: `study`, `series` (one row per stack, with its geometry verdict and acquisition parameters) and `instance`.
public final class SeriesIndex {
    /// Raised when what is kept changes, or its form; an index of another version is built anew.
    static let version = 3 + HeaderBytes.version

    let database: SQLiteDatabase
    let path: String

    /// Opens an index, made when missing.
    ///
    /// - Throws: `BatchError` when the file cannot be made, or is something else.
    public init(path: String) throws(BatchError) {
        self.path = path
        do throws(OMOPError) {
            Self.makePrivateFile(path)
            database = try SQLiteDatabase(path: path)
            try Self.prepare(database)
        } catch {
            throw BatchError(.index, "the index \(path) cannot be used: \(error.message)", cause: error)
        }
    }

    /// A new file that its owner alone may read; SQLite gives its journal the same rights.
    private static func makePrivateFile(_ path: String) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
    }

    /// The index's own files, which belong to no archive.
    var files: [String] { [path, path + "-journal"] }

    private static func prepare(_ database: SQLiteDatabase) throws(OMOPError) {
        let found = try database.count("PRAGMA user_version")
        let tables = try database.count("SELECT count(*) FROM sqlite_master")
        if tables > 0 && found == 0 {
            throw OMOPError(.notADatabase, "it is another program's database; name another file")
        }
        try database.transaction { () throws(OMOPError) in
            if found != 0 && found != version {
                for table in ["instance", "series", "study", "file", "archive"] { try database.execute("DROP TABLE IF EXISTS \(table)") }
            }
            try database.execute(schema)
            try database.execute("PRAGMA user_version = \(version)")
        }
    }

    private static let schema = """
        CREATE TABLE IF NOT EXISTS archive (path TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS file (
            file_id INTEGER PRIMARY KEY,
            path TEXT NOT NULL UNIQUE,
            device INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            kind TEXT NOT NULL,
            code TEXT,
            message TEXT,
            series_instance_uid TEXT,
            header BLOB NOT NULL,
            sha256 TEXT, changed INTEGER);
        CREATE INDEX IF NOT EXISTS file_series ON file (series_instance_uid);
        CREATE TABLE IF NOT EXISTS study (
            study_instance_uid TEXT PRIMARY KEY,
            patient_id TEXT, issuer_of_patient_id TEXT, patient_birth_date TEXT, patient_sex TEXT,
            study_date TEXT, study_description TEXT);
        CREATE TABLE IF NOT EXISTS series (
            series_instance_uid TEXT NOT NULL,
            stack TEXT NOT NULL,
            study_instance_uid TEXT,
            modality TEXT, series_number TEXT, series_description TEXT, series_date TEXT, sop_class TEXT, frame_of_reference_uid TEXT,
            instances INTEGER NOT NULL, frames INTEGER NOT NULL, damaged INTEGER NOT NULL,
            verdict TEXT NOT NULL, reason TEXT,
            "rows" INTEGER, "columns" INTEGER, spacing_x REAL, spacing_y REAL, transfer_syntax_uid TEXT,
            manufacturer TEXT, manufacturer_model_name TEXT, software_versions TEXT, body_part_examined TEXT, protocol_name TEXT,
            convolution_kernel TEXT, kvp REAL, exposure REAL, contrast_bolus_agent TEXT, slice_thickness REAL,
            magnetic_field_strength REAL, sequence_name TEXT, scanning_sequence TEXT, repetition_time REAL, echo_time REAL,
            inversion_time REAL, flip_angle REAL, b_value REAL, view_position TEXT, laterality TEXT, presentation_intent_type TEXT,
            PRIMARY KEY (series_instance_uid, stack));
        CREATE TABLE IF NOT EXISTS instance (
            file_id INTEGER PRIMARY KEY REFERENCES file (file_id) ON DELETE CASCADE,
            sop_instance_uid TEXT NOT NULL, sop_class_uid TEXT NOT NULL, series_instance_uid TEXT NOT NULL, instance_number TEXT,
            number_of_frames INTEGER NOT NULL, position_x REAL, position_y REAL, position_z REAL);
        CREATE INDEX IF NOT EXISTS instance_uid ON instance (sop_instance_uid);
        """
}

extension SQLiteDatabase {
    /// The number that a query gives.
    func count(_ sql: String) throws(OMOPError) -> Int {
        try rows(sql) { $0.integer(0) ?? 0 }.first ?? 0
    }
}
