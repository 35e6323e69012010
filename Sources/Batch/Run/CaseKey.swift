import OMOP

/// The digests of what a bundle's values depend on, apart from recipe, selection and engine.
struct BundleDigests: Sendable, Hashable {
    /// Of the image's files, whatever their names and order.
    let image: String
    /// Of the mask's file.
    let mask: String
    /// Of each of the image's files, in their order.
    var files: [String] = []
}

/// Names a case in the ledger: equal for equal content, wherever it lies.
struct CaseKey: Sendable {
    let run: RunIdentity
    let pseudonyms: PseudonymKey

    /// The key of one case, 64 hexadecimal digits.
    func key(of one: PlannedCase, on image: PlannedImage, digests: BundleDigests) -> String {
        ContentDigest.text(
            [
                "voxmark case 1", digests.image, digests.mask, one.regionText, one.label, run.recipeDigest, run.selectionDigest,
                String(run.numericsVersion),
            ] + stated(image))
    }

    /// What a case is about whatever its content: image, mask object, region and recipe, as a pseudonym.
    func subject(of one: PlannedCase, in bundle: CaseBundle) -> String {
        let image = bundle.image.seriesInstanceUID ?? bundle.image.files.first ?? ""
        let mask = bundle.mask.sopInstanceUID ?? bundle.mask.files.first ?? ""
        return ContentDigest.text(
            ["voxmark subject 1"] + [image, mask].map { pseudonyms.pseudonym(uid: $0) } + [one.regionText, one.label, run.recipe])
    }

    /// What a manifest says beyond the files; who it is about enters as a pseudonym, so that keys cannot be searched for patients.
    private func stated(_ image: PlannedImage) -> [String] {
        guard image.isStated else { return [] }
        let person = image.patient.patientID.map { pseudonyms.pseudonym(patientID: $0, issuer: image.patient.issuer) } ?? ""
        let facts = [image.patient.birthDate.map { String($0.prefix(4)) }, image.patient.sex, image.dates.series, image.modality]
        return [person] + facts.map { $0 ?? "" }
    }
}

extension PlannedCase {
    fileprivate var regionText: String {
        region.text
    }
}

extension PlannedCase.Region {
    /// What the region is, in one line.
    fileprivate var text: String {
        switch self {
        case .roi(let roi): "roi \(roi.number) \(roi.name)"
        case .segment(let segment): "segment \(segment.number) \(segment.label)"
        case .labels(let numbers): "label " + numbers.map(String.init).joined(separator: " ")
        case .made(_, let operands): operands.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }.joined(separator: "; ")
        case .label(let number?): "label \(number)"
        case .label(nil): "all labels"
        case .file(let file): "file \(file.name)"
        }
    }
}
