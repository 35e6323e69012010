import DICOM
import NIfTI
import OMOP
import Recipes
import Voxels

extension PlannedImage {
    /// Plans a DICOM series: sorts its slices and proves its geometry; a series that cannot be processed is planned as such.
    ///
    /// - Parameter files: the states of its files, by path; those that are missing are looked at.
    /// - Returns: the image, and its grid where it can be processed.
    static func planned(
        _ series: SeriesHeaders, files stamps: [String: FileStamp] = [:], recipe: Recipe, place: Place
    ) -> (image: PlannedImage, grid: Grid?) {
        do {
            let image = try ImageSeries(series, tolerance: recipe.geometry, policy: recipe.modality)
            if let refusal = recipe.refusal(of: image) { throw refusal }
            return (PlannedImage(.series(stack: series.stack), series, stamps, recipe: recipe, place: place), image.grid)
        } catch {
            return (PlannedImage(.unusable(reason: Reason(error)), series, stamps, recipe: recipe, place: place), nil)
        }
    }

    private init(_ content: Content, _ series: SeriesHeaders, _ stamps: [String: FileStamp], recipe: Recipe, place: Place) {
        let header = series.instances.first
        let files = series.files(stamps)
        let modality = header?.modality ?? "OT"
        self.content = content
        self.files = files
        seriesInstanceUID = series.seriesInstanceUID
        studyInstanceUID = header?.studyInstanceUID
        self.modality = modality
        fixedUnit = recipe.fixedUnit(modality: modality)
        intensityUnit = fixedUnit ?? IntensityUnit(modality: modality, units: header?.rescale.units)
        properties = header?.ofFrames.first?.properties(recipe) ?? []
        patient = PatientIdentity(header?.patient ?? InstanceHeader.Patient())
        dates = ImageDates(header?.dates ?? InstanceHeader.Dates())
        isStated = false
        self.place = place.folder(of: files.map(\.path))
    }

    /// Plans a NIfTI image of a manifest.
    ///
    /// Its intensities are taken to be what the recipe is about: nothing says how they came about.
    init(nifti path: String, row: Manifest.Row, recipe: Recipe, place: Place) {
        content = recipe.refusal(ofModality: row.modality).map(Content.unusable) ?? .nifti
        files = [PlannedFile(path)]
        seriesInstanceUID = nil
        studyInstanceUID = nil
        modality = row.modality ?? "OT"
        fixedUnit = recipe.normalisation == nil ? nil : .arbitrary
        intensityUnit = fixedUnit ?? IntensityUnit(modality: modality)
        patient = row.patient
        dates = ImageDates(series: row.date)
        isStated = true
        self.place = place.name(of: path)
    }

    /// The same image with what a manifest's row says about patient and date instead of the header.
    func overridden(by row: Manifest.Row) -> PlannedImage {
        var patient = self.patient
        if let id = row.patient.patientID {
            patient.patientID = id
            patient.issuer = nil
        }
        patient.birthDate = row.patient.birthDate ?? patient.birthDate
        patient.sex = row.patient.sex ?? patient.sex
        // The row's date is that of the measurements; age goes with the header's Study Date.
        let dates = row.date.map { ImageDates(series: $0, study: self.dates.study, acquisition: self.dates.acquisition) } ?? self.dates
        let modality = row.modality ?? self.modality
        let isStated = patient != self.patient || dates != self.dates || modality != self.modality
        return PlannedImage(
            content: content, files: files, seriesInstanceUID: seriesInstanceUID, studyInstanceUID: studyInstanceUID, modality: modality,
            intensityUnit: row.modality == nil ? intensityUnit : fixedUnit ?? IntensityUnit(modality: modality), fixedUnit: fixedUnit,
            properties: properties, patient: patient, dates: dates, isStated: isStated, place: place)
    }

    /// The same image of files that are named otherwise.
    func with(files: [PlannedFile]) -> PlannedImage {
        PlannedImage(
            content: content, files: files, seriesInstanceUID: seriesInstanceUID, studyInstanceUID: studyInstanceUID, modality: modality,
            intensityUnit: intensityUnit, fixedUnit: fixedUnit, properties: properties, patient: patient, dates: dates, isStated: isStated,
            place: place)
    }

    /// Opens the image: only headers are read.
    ///
    /// - Parameter heart: told whenever a slice has been read.
    /// - Throws: the reason why the image cannot be processed, or the reader's own error.
    func open(by recipe: Recipe, heart: Heart? = nil) throws -> any ImageSource {
        switch content {
        case .series:
            var series = try ImageSeries(try headers(), tolerance: recipe.geometry, policy: recipe.modality)
            if let heart { series.onSlice = { heart.beat() } }
            return series
        case .nifti:
            return try NIfTIImage(path: paths.first ?? "")
        case .unusable(let reason): throw reason
        }
    }

    /// The headers of the series or stack, read from its files.
    private func headers() throws(Reason) -> SeriesHeaders {
        var instances: [InstanceHeader] = []
        var damaged: [DICOMFinding] = []
        for (file, content) in zip(files, FileContent.read(paths, jobs: 1)) {
            switch content {
            case .image(_, let damage?), .unreadable(let damage): damaged.append(damage)
            case .image(let header, nil) where header.seriesInstanceUID == seriesInstanceUID:
                instances.append(file.frames.map(header.withFrames) ?? header)
            default: throw Reason("changed-since-plan", "\(fileName(file.path)) is another object than the plan says; plan again")
            }
        }
        return SeriesHeaders(seriesInstanceUID: seriesInstanceUID ?? "", instances: instances, damaged: damaged, stack: stack)
    }
}

extension SeriesHeaders {
    /// The files of the series or stack; of a multi-frame object that other stacks share, with its frames.
    fileprivate func files(_ stamps: [String: FileStamp]) -> [PlannedFile] {
        func file(_ path: String, _ frames: [Int]? = nil) -> PlannedFile {
            PlannedFile(path, stamp: stamps[path] ?? FileStamp(of: path), frames: frames)
        }
        let sound = instances.map { header in
            let isPart = !header.frames.isEmpty && header.frames.count < header.pixels.numberOfFrames
            return file(header.path, isPart ? header.frames.map(\.index) : nil)
        }
        return sound + damaged.compactMap(\.path).map { file($0) }
    }
}

extension InstanceHeader {
    /// The same header with some of its frames.
    fileprivate func withFrames(_ places: [Int]) -> InstanceHeader {
        var header = self
        let wanted = Set(places)
        header.frames = frames.filter { wanted.contains($0.index) }
        return header
    }
}

extension PatientIdentity {
    fileprivate init(_ patient: InstanceHeader.Patient) {
        self.init(patientID: patient.id, issuer: patient.issuerOfID, birthDate: patient.birthDate, age: patient.age, sex: patient.sex)
    }
}

extension ImageDates {
    fileprivate init(_ dates: InstanceHeader.Dates) {
        self.init(series: dates.series, study: dates.study, acquisition: dates.acquisition)
    }
}
