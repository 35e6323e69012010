import DICOM
import OMOP
import Voxels

extension SeriesIndex {
    /// Writes the rows of some series anew: their stacks, verdicts and acquisition parameters, and the studies they belong to.
    func describe(_ series: Set<String>) throws(OMOPError) {
        let sorted = series.sorted()
        for block in stride(from: 0, to: sorted.count, by: 64).map({ sorted[$0..<min(sorted.count, $0 + 64)] }) {
            try database.transaction { () throws(OMOPError) in
                for uid in block { try describe(uid) }
            }
        }
        try database.execute(
            "DELETE FROM study WHERE NOT EXISTS (SELECT 1 FROM series WHERE series.study_instance_uid = study.study_instance_uid)")
    }

    private func describe(_ uid: String) throws(OMOPError) {
        try database.run("DELETE FROM series WHERE series_instance_uid = ?1", .text(uid))
        let contents = try contents(of: uid)
        let index = DICOMIndex(contents: contents)
        for stack in index.series {
            try insert(SeriesRow(stack))
        }
        for header in index.structureSets.map(\.instance) + index.segmentations.map(\.instance) + index.otherObjects {
            try insert(SeriesRow(object: header, count: contents.count))
        }
    }

    /// The files of a series in path order.
    private func contents(of uid: String) throws(OMOPError) -> [(path: String, content: FileContent)] {
        var reader = HeaderBytesReader()
        let rows = try database.rows("SELECT path, header FROM file WHERE series_instance_uid = ?1 ORDER BY path", .text(uid)) { row in
            let path = row.text(0) ?? ""
            return (path: path, content: row.withBytes(1) { reader.content(of: UnsafeRawBufferPointer($0), path: path) })
        }
        return rows.compactMap { row in row.content.map { (row.path, $0) } }
    }

    private func insert(_ row: SeriesRow) throws(OMOPError) {
        let header = row.header
        // Reading the values opens a file.
        let values = row.values
        let marks = values.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        try database.prepare("INSERT OR REPLACE INTO series VALUES (\(marks))").run(values)
        try database.run(
            "INSERT OR REPLACE INTO study VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", .text(header.studyInstanceUID),
            .optional(header.patient.id), .optional(header.patient.issuerOfID), .optional(header.patient.birthDate),
            .optional(header.patient.sex), .optional(header.dates.study), .optional(header.studyDescription))
    }
}

/// A row of the table `series`.
private struct SeriesRow {
    let header: InstanceHeader
    private var stack = ""
    private var instances = 0
    private var frames = 0
    private var damaged = 0
    private var verdict = ""
    private var reason: String?

    /// A stack of images.
    init(_ series: SeriesHeaders) {
        let findings = series.damaged
        header = series.instances.first ?? InstanceHeader(path: findings.first?.path ?? "")
        stack = series.stack ?? ""
        instances = series.instances.count
        frames = series.instances.reduce(0) { $0 + max(1, $1.frames.count) }
        damaged = findings.count
        if let damage = findings.first {
            (verdict, reason) = (damage.code.rawValue, damage.message)
        } else {
            let found = series.verdict()
            verdict = found.code
            reason = found == .regular ? nil : found.message
        }
    }

    /// A series without images.
    init(object: InstanceHeader, count: Int) {
        header = object
        instances = count
        verdict = "no-image"
    }

    var values: [SQLiteValue] {
        let plane = header.frames.first?.plane ?? header.plane
        let pixels = header.pixels
        let made = try? AcquisitionParameters(path: header.path)
        return [
            .text(header.seriesInstanceUID), .text(stack), .text(header.studyInstanceUID), .optional(header.modality),
            .optional(header.seriesNumber), .optional(header.seriesDescription), .optional(header.dates.series),
            .text(header.sopClassName), .optional(plane.frameOfReferenceUID), .integer(instances), .integer(frames), .integer(damaged),
            .text(verdict), .optional(reason), .integer(pixels.rows), .integer(pixels.columns), .optional(plane.spacing?.x),
            .optional(plane.spacing?.y), .text(pixels.transferSyntaxUID), .optional(made?.manufacturer),
            .optional(made?.manufacturerModelName), .optional(made?.softwareVersions), .optional(made?.bodyPartExamined),
            .optional(made?.protocolName), .optional(made?.convolutionKernel), .optional(made?.kvp), .optional(made?.exposure),
            .optional(made?.contrastBolusAgent), .optional(made?.sliceThickness ?? plane.sliceThickness),
            .optional(made?.magneticFieldStrength), .optional(made?.sequenceName), .optional(made?.scanningSequence),
            .optional(made?.repetitionTime), .optional(header.attributes.echoTime ?? made?.echoTime), .optional(made?.inversionTime),
            .optional(made?.flipAngle), .optional(header.attributes.bValue ?? made?.diffusionBValue), .optional(made?.viewPosition),
            .optional(made?.laterality), .optional(made?.presentationIntentType),
        ]
    }
}
