import Voxels

extension PhantomArchive {
    /// What is known of every region in closed form, as a CSV table with units in its header.
    ///
    /// A region of a projection has an area and no volume; a mean is in the unit that stands beside it.
    public var answers: String {
        let columns = [
            "patient", "study_date", "modality", "phantom", "region", "volume_mm3", "surface_area_mm2", "area_mm2", "maximum_diameter_mm",
            "major_axis_mm", "minor_axis_mm", "least_axis_mm", "mean", "unit",
        ]
        let rows = scans.flatMap { scan in scan.phantom.parts.map { row(of: $0, in: scan).joined(separator: ",") } }
        return ([columns.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
    }

    private func row(of part: Phantom.Part, in scan: Scan) -> [String] {
        // A region that others are painted into has no mean of its own.
        let mean = part.name == scan.phantom.part.name ? scan.meanIntensity : nil
        // What reaches beyond the image has no closed form.
        let shape =
            scan.phantom.isWhole(part) ? scan.modality.isProjection ? projection(part) : solid(part) : Array(repeating: "", count: 7)
        return [scan.patient.id, scan.study.date, scan.modality.code, scan.phantom.name, part.name] + shape
            + [mean.map { "\($0)" } ?? "", scan.modality.unit]
    }

    private func solid(_ part: Phantom.Part) -> [String] {
        let facts = part.shape.facts
        let axes = (0..<3).map { 4 * facts.principalVariances[$0].squareRoot() }
        return ["\(facts.volume)", "\(facts.surfaceArea)", ""] + ([facts.maximumDiameter] + axes).map { "\($0)" }
    }

    /// The section of an ellipsoid in the plane of the image, which holds its centre and two of its axes.
    private func projection(_ part: Phantom.Part) -> [String] {
        let lengths = part.shape.solid.halfLengths
        return ["", "", "\(Double.pi * lengths.x * lengths.y)", "\(2 * max(lengths.x, lengths.y))", "", "", ""]
    }
}

extension PhantomArchive.Scan {
    /// The mean intensity of the region in the unit that a reader should get: HU, SUV by body weight, or the image's own; nil without a closed form.
    public var meanIntensity: Double? {
        guard case .pet(let facts) = modality else { return phantom.meanIntensity }
        return phantom.meanIntensity.map { $0 * facts.uptake(perActivityAt: study.time) }
    }
}

extension Phantom {
    /// Whether a part lies within the image; of a projection, its section does.
    fileprivate func isWhole(_ part: Part) -> Bool {
        let centre = grid.index(of: part.shape.centre)
        let directions = [grid.direction.x, grid.direction.y, grid.direction.z].prefix(grid.size.z == 1 ? 2 : 3)
        return directions.enumerated().allSatisfy { axis, direction in
            let half = part.shape.reach(along: direction) / grid.spacing[axis]
            return centre[axis] - half >= -0.5 && centre[axis] + half <= Double(grid.size[axis]) - 0.5
        }
    }
}

extension Shape {
    /// How far the body reaches from its centre along a direction in mm.
    fileprivate func reach(along direction: SIMD3<Double>) -> Double {
        let parts = solid.halfLengths * SIMD3(axes.x.dot(direction), axes.y.dot(direction), axes.z.dot(direction))
        return switch solid {
        case .ellipsoid: parts.length
        case .box: abs(parts.x) + abs(parts.y) + abs(parts.z)
        }
    }
}
