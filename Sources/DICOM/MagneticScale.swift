import Voxels

extension IntensityScale {
    /// The scaling of an MR slice that the recipe asks for.
    ///
    /// - Throws: `undetermined-scaling`, naming what is missing or contradictory.
    init(magnetic header: InstanceHeader, by policy: MagneticScaling) throws(DICOMError) {
        func refuse(_ message: String) -> DICOMError {
            DICOMError(
                .undeterminedScaling, "\(message); choose another mr.scaling in the recipe, or correct the header", path: header.path)
        }
        switch policy {
        case .rescale: self.init(rescale: header.rescale)
        case .stored: self.init()
        case .philips:
            let block = PrivateBlock.philipsMR
            guard let slope = header.magnetic?.philipsSlope, slope != 0 else {
                throw refuse("the Philips MR scale slope \(block.name(of: 0x0E)) is missing")
            }
            let rescale = header.rescale
            let stated = rescale.slope.flatMap { slope in slope == 0 ? nil : rescale.intercept.map { -$0 / slope } }
            guard let intercept = header.magnetic?.philipsIntercept ?? stated else {
                throw refuse("the Philips MR scale intercept \(block.name(of: 0x0D)) is missing")
            }
            // Both tell the stored value of zero signal: FP = (stored − SI) / SS, SI = −Rescale Intercept / Rescale Slope.
            if let stated, abs(stated - intercept) > 1e-3 * max(1, abs(stated)) {
                throw refuse("the Philips MR scale intercept \(block.name(of: 0x0D)) contradicts Rescale Intercept (0028,1052)")
            }
            self.init(slope: 1 / slope, intercept: -intercept / slope)
        case .realWorld:
            let maps = header.magnetic?.realWorldMaps ?? []
            guard maps.count == 1, let map = maps.first else {
                throw refuse("the Real World Value Mapping Sequence (0040,9096) has \(maps.count) items, where one is needed")
            }
            guard let slope = map.slope, let intercept = map.intercept, slope != 0 else {
                throw refuse("Real World Value Slope (0040,9225) or Intercept (0040,9224) is missing")
            }
            guard let mapped = map.range else {
                throw refuse("Real World Value First (0040,9216) or Last Value Mapped (0040,9211) is missing")
            }
            self.init(slope: slope, intercept: intercept, mapped: mapped)
        }
    }
}
