import DICOM
import OMOP
import Recipes
import Voxels

extension Recipe {
    /// Why the recipe cannot be computed on an image; nil when it can.
    ///
    /// A projection has no thickness, so nothing is made of volumes: neither shape in three dimensions nor interpolation across slices.
    func refusal(of image: ImageSeries) -> Reason? {
        guard image.isProjection else { return nil }
        if features.families.contains(.morphology) {
            return Reason(
                "no-thickness",
                "a projection image has no thickness, and the recipe asks for morphology in three dimensions; name morphology-2D in "
                    + "features.families instead")
        }
        if case .volume = interpolation?.spacing {
            return Reason(
                "no-thickness",
                "a projection image has no thickness, and the recipe interpolates across slices; give interpolation.spacing as [x, y]")
        }
        return nil
    }

    /// Why the recipe does not fit the modality that a manifest states; nil when it does, or when nothing is stated.
    func refusal(ofModality stated: String?) -> Reason? {
        guard let stated, let meant = modality.modalities, !meant.contains(stated) else { return nil }
        return Reason(
            "other-modality", "the recipe is meant for \(meant.joined(separator: ", ")), not for \(stated); choose another recipe or image")
    }

    /// What intensities are measured in after the recipe's scaling; nil when the image itself says.
    func fixedUnit(modality: String) -> IntensityUnit? {
        if normalisation != nil { return .arbitrary }
        switch self.modality.uptake {
        case _ where modality != "PT": return nil
        case .none: return nil
        case .bodySurfaceArea: return .standardisedUptakeBySurface
        case .bodyWeight, .leanBodyMassJanmahasatian, .leanBodyMassJames: return .standardisedUptake
        }
    }
}

extension InstanceHeader {
    /// What is kept about the acquisition with every row.
    func properties(_ recipe: Recipe) -> [ImageProperty] {
        acquisitionFacts(recipe.modality).map { ImageProperty($0.name, $0.value) }
    }
}
