import DICOM
import Foundation
import NIfTI
import OMOP
import Recipes
import Voxels

/// Plans the rows of a manifest, each for itself.
struct ManifestPlanner {
    private let selection: Selection
    private let recipe: Recipe
    private let place: Place
    /// Where headers come from; nil reads the files.
    private let read: HeaderReading?
    /// The stacks of the only series of DICOM folders that were read already, by path.
    private var stacks: [String: Result<[SeriesHeaders], Reason>] = [:]
    /// What the row planned last asks for beside its cases and cannot have.
    private var refusals: [Reason] = []
    private var notes: [String] = []
    private var remarks: [Plan.Leftover] = []

    private init(recipe: Recipe, selection: Selection, place: Place, read: HeaderReading?) {
        self.selection = selection
        self.place = place
        self.recipe = recipe
        self.read = read
    }

    /// Makes the plan of a manifest; a row that cannot be planned is left over and the others go on.
    static func plan(_ manifest: Manifest, recipe: Recipe, selection: Selection, read: HeaderReading?) -> Plan {
        let folder = URL(filePath: manifest.path).deletingLastPathComponent().path
        var planner = ManifestPlanner(recipe: recipe, selection: selection, place: Place(roots: [folder]), read: read)
        var plan = Plan()
        let name = fileName(manifest.path)
        for row in manifest.rows {
            do throws(Reason) {
                plan.bundles.append(try planner.bundle(of: row))
                plan.leftovers += planner.refusals.map { Plan.Leftover(place: "\(name), line \(row.line)", $0) }
            } catch {
                plan.leftovers.append(Plan.Leftover(place: "\(name), line \(row.line)", error))
            }
        }
        for row in manifest.badRows {
            plan.leftovers.append(Plan.Leftover(place: "\(name), line \(row.line)", row.reason))
        }
        plan.notes += planner.notes
        plan.remarks += planner.remarks
        plan.remarkDoubles()
        if !manifest.unusedColumns.isEmpty {
            plan.notes.append("\(name): columns not used: \(manifest.unusedColumns.joined(separator: ", "))")
        }
        return plan
    }

    /// Plans one image with one mask outside any manifest.
    static func bundle(image: String, mask: String, region: String?, recipe: Recipe) throws(Reason) -> CaseBundle {
        var planner = ManifestPlanner(recipe: recipe, selection: .all, place: Place(roots: []), read: nil)
        let row = Manifest.Row(
            line: 0, image: image, mask: mask, label: region, patient: PatientIdentity(patientID: nil), date: nil, modality: nil)
        return try planner.bundle(of: row)
    }

    private mutating func bundle(of row: Manifest.Row) throws(Reason) -> CaseBundle {
        let candidates = try candidates(for: row)
        guard FileManager.default.fileExists(atPath: row.mask) else {
            throw Reason("not-found", "there is no mask \(place.name(of: row.mask)); correct the path")
        }
        let maskPlace = place.name(of: row.mask)
        let choice: RegionChoice
        let mask: PlannedMask
        let (image, grid): (PlannedImage, Grid?)
        if isNIfTI(row.mask) {
            mask = PlannedMask(.nifti, paths: [row.mask], place: maskPlace)
            (image, grid) = try self.image(of: row, among: candidates)
            choice = try labelChoice(of: row)
        } else if let folder = MaskFolder(path: row.mask), (try? maskObject(at: row.mask)) == nil {
            mask = PlannedMask(.folder, paths: folder.files.map(\.path), place: maskPlace)
            (image, grid) = try self.image(of: row, among: candidates)
            choice = try fileChoice(of: folder, row)
        } else {
            let object = try maskObject(at: row.mask)
            let drawn = candidates.map { selection.stacks($0, drawnOn: object) }
            (image, grid) = try self.image(of: row, among: drawn)
            if let series = drawn?.first { try requireMatch(object, series) }
            let ours = (candidates?.first?.instances.first?.patient.id ?? "").trimmed
            if let reason = Reason.otherPatient(ours, than: (object.instance.patient.id ?? "").trimmed, of: object.kind) { throw reason }
            mask = object.planned(place: maskPlace, stamp: FileStamp(of: object.instance.path))
            choice = RegionChoice(of: object.offers, by: selection, making: recipe.masks.regions, named: row.label)
        }
        refusals = choice.refusals
        remarks += choice.remarks.map { Plan.Leftover(place: maskPlace, $0) }
        if !choice.undrawn.isEmpty {
            notes.append("\(maskPlace): regions that nothing was drawn of: \(choice.undrawn.joined(separator: ", "))")
        }
        guard !choice.cases.isEmpty else {
            throw choice.refusals.first ?? Reason("unknown-roi", "the mask has no region that is drawn and selected")
        }
        return CostModel(recipe).priced(CaseBundle(image: image, mask: mask, cases: choice.cases), grid: grid)
    }

    /// The regions of a label image: by its dictionary if it has one, else by number.
    private func labelChoice(of row: Manifest.Row) throws(Reason) -> RegionChoice {
        let number = row.label.flatMap(Int.init)
        let dictionary: LabelDictionary?
        do throws(NIfTIError) {
            dictionary = try number == nil ? LabelDictionary.find(for: row.mask) : nil
        } catch {
            throw Reason(error)
        }
        guard let dictionary else {
            let isMade = recipe.masks.regions.contains { $0.name == row.label }
            let label = isMade ? nil : try row.label.map { text throws(Reason) in try labelNumber(text) }
            let choice = RegionChoice(ofLabels: selection, making: recipe.masks.regions, row: label)
            return isMade ? choice.only(row.label) : choice
        }
        // Without a selection all that the image holds is wanted, so its labels are looked up; named ones are asked for whether they are there or not.
        var there: Set<Int>?
        if selection.regions == nil, row.label == nil {
            do throws(NIfTIError) {
                there = Set(try NIfTIMask(path: row.mask).labels().keys)
            } catch {
                throw Reason(error)
            }
        }
        let offers = dictionary.entries.map { RegionOffer($0.name, labels: $0.labels, there: there) }
        return RegionChoice(of: offers, by: selection, making: recipe.masks.regions, named: row.label)
    }

    /// The regions of a folder of masks.
    ///
    /// Without a selection all that were drawn are wanted, so the masks are looked at.
    private func fileChoice(of folder: MaskFolder, _ row: Manifest.Row) throws(Reason) -> RegionChoice {
        do throws(NIfTIError) {
            let offers = try folder.offers(looking: selection.regions == nil && row.label == nil)
            return RegionChoice(of: offers, by: selection, making: recipe.masks.regions, named: row.label)
        } catch {
            throw Reason(error)
        }
    }

    /// The stacks of the image's series that the selection takes; nil for an image that is not DICOM.
    private mutating func candidates(for row: Manifest.Row) throws(Reason) -> [SeriesHeaders]? {
        guard FileManager.default.fileExists(atPath: row.image) else {
            throw Reason("not-found", "there is no image \(place.name(of: row.image)); correct the path")
        }
        if isNIfTI(row.image) { return nil }
        let found = stacks[row.image] ?? stacks(in: row.image)
        stacks[row.image] = found
        return try found.get()
    }

    private func image(of row: Manifest.Row, among candidates: [SeriesHeaders]?) throws(Reason) -> (PlannedImage, Grid?) {
        guard let candidates else {
            return (PlannedImage(nifti: row.image, row: row, recipe: recipe, place: place), (try? NIfTIImage(path: row.image))?.grid)
        }
        guard candidates.count == 1 else {
            let names = candidates.compactMap(\.stack).joined(separator: "; ")
            guard !candidates.allSatisfy(\.isProjection) else {
                throw Reason(
                    "several-images",
                    "\(place.name(of: row.image)) holds \(candidates.count) projection images (\(names)); name the file of one")
            }
            throw Reason(
                "several-stacks",
                "the series of \(place.name(of: row.image)) holds \(candidates.count) stacks (\(names)); choose one by echo-time, b-value, "
                    + "image-type or temporal-position under series in the selection")
        }
        let (image, grid) = PlannedImage.planned(candidates[0], recipe: recipe, place: place)
        return (image.overridden(by: row), grid)
    }

    private func stacks(in path: String) -> Result<[SeriesHeaders], Reason> {
        do throws(DICOMError) {
            let found = try DICOMIndex.scan([path], read: read).series.flatMap { $0.parts(tolerance: recipe.geometry) }
            let count = Set(found.map(\.seriesInstanceUID)).count
            guard count != 1 else {
                let selected = found.filter(selection.selectsStack)
                return .success(selected.isEmpty ? found : selected)
            }
            let name = place.name(of: path)
            return .failure(
                count == 0
                    ? Reason("no-dicom", "\(name) is neither a NIfTI image nor a folder with a DICOM series")
                    : Reason("several-series", "\(name) holds \(count) DICOM series; name a folder with exactly one"))
        } catch {
            return .failure(Reason(error))
        }
    }

    private func maskObject(at path: String) throws(Reason) -> MaskObject {
        let index: DICOMIndex
        do throws(DICOMError) {
            index = try DICOMIndex.scan([path], read: read)
        } catch {
            throw Reason(error)
        }
        let objects = index.structureSets.map(MaskObject.structureSet) + index.segmentations.map(MaskObject.segmentation)
        if let object = objects.first, objects.count == 1 { return object }
        if let finding = index.findings.first(where: { $0.code != .noDICOM }) {
            throw Reason(finding.code.rawValue, "the mask \(place.name(of: path)): \(finding.message)")
        }
        throw Reason("not-a-mask", "the mask \(place.name(of: path)) is neither a NIfTI image, a folder of them, nor one RTSTRUCT or SEG")
    }

    /// Proves that contours were drawn on the series, unless the recipe trusts; a segmentation is held to its frame of reference when it is read.
    private func requireMatch(_ object: MaskObject, _ series: SeriesHeaders) throws(Reason) {
        guard case .structureSet(let set) = object else { return }
        do throws(DICOMError) {
            try set.requireMatch(series)
        } catch {
            guard recipe.masks.trustsUnknownFrame, error.code == .otherFrame else { throw Reason(error) }
        }
    }

    private func labelNumber(_ text: String) throws(Reason) -> Int {
        guard let number = Int(text), number != 0 else {
            throw Reason(
                "manifest-row",
                "the label “\(text)” of a NIfTI mask is no whole number other than 0, and the mask has no dictionary of labels beside it")
        }
        return number
    }
}

/// Whether a file is NIfTI by its name, or by its content when the name says nothing.
func isNIfTI(_ path: String) -> Bool {
    let name = path.lowercased()
    if name.hasSuffix(".nii") || name.hasSuffix(".nii.gz") { return true }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { return false }
    return (try? NIfTIImage(path: path)) != nil
}
