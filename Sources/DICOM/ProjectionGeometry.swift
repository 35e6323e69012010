import Voxels

/// The grid of a single projection image (MG, DX, CR, secondary capture), which has no place in space.
///
/// x and y run along columns and rows from an origin of zero. A projection has no thickness: the spacing along z is nominally 1 mm, and what
/// depends on it is refused (`ImageSeries.isProjection`).
enum ProjectionGeometry {
    /// Whether a series is made of projection images.
    static func applies(to instances: [InstanceHeader]) -> Bool {
        guard let first = instances.first, first.projection != nil else { return false }
        return ProjectionHeader.isReadable(first.sopClassUID) && first.plane.position == nil
    }

    /// The grid of the only image.
    ///
    /// - Throws: `unsupported-object`, `other-intent` or `undetermined-spacing`, naming what is missing.
    static func grid(of instances: [InstanceHeader], policy: ProjectionPolicy) throws(DICOMError) -> Grid {
        let verdict = verdict(on: instances)
        if case .unsupportedObject(_, let path) = verdict { throw DICOMError(.geometry, verdict.message, path: path, verdict: verdict) }
        guard let header = instances.first, let projection = header.projection else { preconditionFailure("projections have their header") }
        let pixels = header.pixels
        try requireIntent(of: header, projection, policy.intent)
        let spacing = try spacing(of: header, projection, policy.spacing)
        return Grid(size: Index3(pixels.columns, pixels.rows, 1), spacing: SIMD3(spacing.x, spacing.y, 1))
    }

    /// Refuses images of another presentation intent than the recipe reads.
    static func requireIntent(
        of header: InstanceHeader, _ projection: ProjectionHeader, _ policy: ProjectionPolicy.Intent?
    ) throws(DICOMError) {
        func refuse(_ message: String) -> DICOMError { DICOMError(.otherIntent, message, path: header.path) }
        let (ofClass, stated) = (ProjectionHeader.intent(ofClass: header.sopClassUID), projection.statedIntent)
        if let ofClass, let stated, ofClass != stated {
            throw refuse("SOP Class UID (0008,0016) and Presentation Intent Type (0008,0068) contradict each other; correct the header")
        }
        guard let policy else {
            throw refuse("the recipe does not say which presentation intent it reads; add projection.intent to it")
        }
        guard let intent = stated ?? ofClass else {
            if policy == .any { return }
            throw refuse("Presentation Intent Type (0008,0068) is missing; only a recipe with projection.intent: any reads such images")
        }
        let isWanted =
            switch policy {
            case .processing: intent == .processing
            case .presentation: intent == .presentation
            case .both, .any: true
            }
        guard isWanted else {
            throw refuse(
                "the image is for \(intent.rawValue), the recipe reads images for \(policy.rawValue) only; choose another series or recipe")
        }
    }

    private static func spacing(
        of header: InstanceHeader, _ projection: ProjectionHeader, _ policy: ProjectionPolicy.Spacing?
    ) throws(DICOMError) -> SIMD2<Double> {
        func refuse(_ message: String) -> DICOMError {
            DICOMError(
                .undeterminedSpacing, "\(message); choose another projection.spacing in the recipe, or correct the header",
                path: header.path)
        }
        let imager = projection.imagerPixelSpacing
        let found: SIMD2<Double>
        switch policy {
        case nil:
            throw DICOMError(
                .undeterminedSpacing,
                "the recipe does not say where the spacing of projection images comes from; add projection.spacing to it",
                path: header.path)
        case .detector:
            guard let imager else { throw refuse("Imager Pixel Spacing (0018,1164) is missing") }
            found = imager
        case .object:
            guard let imager else { throw refuse("Imager Pixel Spacing (0018,1164) is missing") }
            guard let factor = projection.magnification else {
                throw refuse("Estimated Radiographic Magnification Factor (0018,1114) is missing")
            }
            guard (1...10).contains(factor) else {
                throw refuse("Estimated Radiographic Magnification Factor (0018,1114) is \(factor), which is no magnification")
            }
            found = imager / factor
        case .calibrated:
            guard let spacing = header.plane.spacing else { throw refuse("Pixel Spacing (0028,0030) is missing") }
            guard ["GEOMETRY", "FIDUCIAL"].contains(projection.calibrationType) else {
                throw refuse("Pixel Spacing Calibration Type (0028,0A02) is neither GEOMETRY nor FIDUCIAL")
            }
            found = spacing
        case .stated(let x, let y):
            guard imager == nil, header.plane.spacing.map({ $0 == SIMD2(x, y) && projection.calibrationType == nil }) != false else {
                throw refuse("the image states a spacing of its own (0018,1164 or 0028,0030), which the recipe's would replace")
            }
            found = SIMD2(x, y)
        }
        guard Grid.plausibleSpacing.contains(found.x), Grid.plausibleSpacing.contains(found.y) else {
            throw refuse("the spacing of \(found.x) × \(found.y) mm is no usable number")
        }
        return found
    }

    /// Whether the series is one image that is read: `projection`, or else `unsupported-object`.
    static func verdict(on instances: [InstanceHeader]) -> GeometryVerdict {
        let header = instances.first
        func refuse(_ name: String) -> GeometryVerdict { .unsupportedObject(name, path: header?.path ?? "") }
        guard let header, header.projection != nil, instances.count == 1 else {
            return refuse("\(instances.count) projection images in one series")
        }
        // Its pixels are an icon, the image lies in private elements.
        if header.isHologicTomosynthesis { return refuse(hologicTomosynthesis) }
        if header.pixels.numberOfFrames != 1 { return refuse("a projection image of several frames") }
        return header.pixels.objection.map(refuse) ?? .projection
    }
}
