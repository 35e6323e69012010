import DICOM
import NIfTI
import Recipes

extension CaseBundle {
    /// The region that the recipe normalises by: the case of that name, else the only ROI, segment or label of that name or number; nil where
    /// the recipe names none, or where the mask object has none.
    ///
    /// - Throws: trouble with the dictionary of a label image.
    func reference(for recipe: Recipe) throws -> PlannedCase.Region? {
        guard case .region(let name)? = recipe.normalisation?.source else { return nil }
        if let one = cases.first(where: { $0.label == name || $0.label == image.stack.map { "\(name) [\($0)]" } }) { return one.region }
        let offers: [RegionOffer]
        switch mask.kind {
        case .structureSet, .segmentation: offers = MaskObject(FileContent.read([mask.path], jobs: 1).first)?.offers ?? []
        case .nifti:
            if let number = Int(name) { return .label(number) }
            offers = try LabelDictionary.find(for: mask.path)?.entries.map { RegionOffer($0.name, labels: $0.labels, there: nil) } ?? []
        case .folder: offers = mask.paths.compactMap(MaskFolder.File.init).map { RegionOffer($0, isDrawn: true) }
        }
        let named = offers.filter { $0.candidate.name == name }
        return named.count == 1 ? named[0].region : nil
    }
}
