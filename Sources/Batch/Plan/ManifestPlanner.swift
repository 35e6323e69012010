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
    /// The series of DICOM folders that were read already, by path.
    private var series: [String: Result<SeriesHeaders, Reason>] = [:]

    private init(recipe: Recipe, selection: Selection, place: Place) {
        self.selection = selection
        self.place = place
        self.recipe = recipe
    }

    /// Makes the plan of a manifest; a row that cannot be planned is left over and the others go on.
    static func plan(_ manifest: Manifest, recipe: Recipe, selection: Selection) -> Plan {
        let folder = URL(filePath: manifest.path).deletingLastPathComponent().path
        var planner = ManifestPlanner(recipe: recipe, selection: selection, place: Place(roots: [folder]))
        var plan = Plan()
        let name = fileName(manifest.path)
        for row in manifest.rows {
            do throws(Reason) {
                plan.bundles.append(try planner.bundle(of: row))
            } catch {
                plan.leftovers.append(Plan.Leftover(place: "\(name), line \(row.line)", error))
            }
        }
        for row in manifest.badRows {
            plan.leftovers.append(Plan.Leftover(place: "\(name), line \(row.line)", row.reason))
        }
        if !manifest.unusedColumns.isEmpty {
            plan.notes.append("\(name): columns not used: \(manifest.unusedColumns.joined(separator: ", "))")
        }
        return plan
    }

    /// Plans one image with one mask outside any manifest.
    static func bundle(image: String, mask: String, region: String?, recipe: Recipe) throws(Reason) -> CaseBundle {
        var planner = ManifestPlanner(recipe: recipe, selection: .all, place: Place(roots: []))
        let row = Manifest.Row(
            line: 0, image: image, mask: mask, label: region, patient: PatientIdentity(patientID: nil), date: nil, modality: nil)
        return try planner.bundle(of: row)
    }

    private mutating func bundle(of row: Manifest.Row) throws(Reason) -> CaseBundle {
        let image = try image(of: row)
        guard FileManager.default.fileExists(atPath: row.mask) else {
            throw Reason("missing-file", "there is no mask \(place.name(of: row.mask)); correct the path")
        }
        let maskPlace = place.name(of: row.mask)
        guard !isNIfTI(row.mask) else {
            let label = try row.label.map { text throws(Reason) in try labelNumber(text) }
            let mask = PlannedMask(content: .nifti(path: row.mask), place: maskPlace)
            return CaseBundle(image: image, mask: mask, cases: selection.labelCases(row: label))
        }
        let set = try structureSet(at: row.mask)
        try requireMatch(set, image)
        if case .success(let headers)? = series[row.image], let reason = headers.otherPatient(in: set) { throw reason }
        let mask = PlannedMask(content: .structureSet(set), place: maskPlace)
        let choice = RegionChoice(of: set, by: selection, named: row.label)
        guard choice.refusals.isEmpty else { throw choice.refusals[0] }
        guard !choice.cases.isEmpty else { throw Reason("unknown-roi", "the RTSTRUCT has no region with contours") }
        return CaseBundle(image: image, mask: mask, cases: choice.cases)
    }

    private mutating func image(of row: Manifest.Row) throws(Reason) -> PlannedImage {
        guard FileManager.default.fileExists(atPath: row.image) else {
            throw Reason("missing-file", "there is no image \(place.name(of: row.image)); correct the path")
        }
        if isNIfTI(row.image) { return PlannedImage(nifti: row.image, row: row, recipe: recipe, place: place) }
        let headers: SeriesHeaders
        switch series[row.image] ?? onlySeries(in: row.image) {
        case .success(let found): headers = found
        case .failure(let reason): throw reason
        }
        series[row.image] = .success(headers)
        return PlannedImage(headers, recipe: recipe, place: place).overridden(by: row)
    }

    private func onlySeries(in path: String) -> Result<SeriesHeaders, Reason> {
        do throws(DICOMError) {
            let found = try DICOMIndex.scan([path]).series
            if found.count == 1, let only = found.first { return .success(only) }
            let name = place.name(of: path)
            return .failure(
                found.isEmpty
                    ? Reason("no-dicom", "\(name) is neither a NIfTI image nor a folder with a DICOM series")
                    : Reason("several-series", "\(name) holds \(found.count) DICOM series; name a folder with exactly one"))
        } catch {
            return .failure(Reason(error))
        }
    }

    private func structureSet(at path: String) throws(Reason) -> StructureSetHeader {
        let index: DICOMIndex
        do throws(DICOMError) {
            index = try DICOMIndex.scan([path])
        } catch {
            throw Reason(error)
        }
        if let set = index.structureSets.first, index.structureSets.count == 1 { return set }
        if let finding = index.findings.first(where: { $0.code != .noDICOM }) {
            throw Reason(finding.code.rawValue, "the mask \(place.name(of: path)): \(finding.message)")
        }
        throw Reason("not-a-mask", "the mask \(place.name(of: path)) is neither a NIfTI image nor one RTSTRUCT")
    }

    private func requireMatch(_ set: StructureSetHeader, _ image: PlannedImage) throws(Reason) {
        guard case .series(let series) = image.content else { return }
        do throws(DICOMError) {
            try set.requireMatch(series)
        } catch {
            throw Reason(error)
        }
    }

    private func labelNumber(_ text: String) throws(Reason) -> Int {
        guard let number = Int(text), number != 0 else {
            throw Reason("manifest-row", "the label “\(text)” of a NIfTI mask is no whole number other than 0")
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
