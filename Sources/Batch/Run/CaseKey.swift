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

    /// What a case is about whatever its content: image, mask object and region for a recipe's name, as a pseudonym that cannot be searched for
    /// patients.
    ///
    /// - Parameter copy: how many bundles before it are about the same image and mask object: they may hold other content all the same.
    func subject(of one: PlannedCase, in bundle: CaseBundle, copy: Int = 0) -> String {
        pseudonyms.digest(identity(of: one, in: bundle, copy))
    }

    /// Names a case before its content is read.
    func task(of one: PlannedCase, in bundle: CaseBundle, copy: Int = 0) -> String {
        pseudonyms.digest(identity(of: one, in: bundle, copy) + [run.recipeDigest, run.selectionDigest, String(run.numericsVersion)])
    }

    private func identity(of one: PlannedCase, in bundle: CaseBundle, _ copy: Int) -> [String] {
        bundle.identity + [one.regionText, one.label, run.recipe, String(copy)]
    }

    /// What a manifest says beyond the files; who it is about enters as a pseudonym, so that keys cannot be searched for patients.
    private func stated(_ image: PlannedImage) -> [String] {
        guard image.isStated else { return [] }
        let person = image.patient.patientID.map { pseudonyms.pseudonym(patientID: $0, issuer: image.patient.issuer) } ?? ""
        let facts = [image.patient.birthDate.map { String($0.prefix(4)) }, image.patient.sex, image.dates.series, image.modality]
        return [person] + facts.map { $0 ?? "" }
    }
}

extension CaseBundle {
    /// What names image and mask object; what is not DICOM is known by its place.
    var identity: [String] {
        let image = self.image.seriesInstanceUID.map { [$0, self.image.stack ?? ""] } ?? self.image.paths.map(absolute)
        return image + ["mask"] + (mask.sopInstanceUID.map { [$0] } ?? mask.paths.map(absolute))
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
