import Voxels

extension SeriesHeaders {
    /// The series, or its parts on either side of missing slices where the policy splits there, from low z to high z.
    public func parts(tolerance: GeometryTolerance) -> [SeriesHeaders] {
        guard tolerance.missingSlices == .split, case .missingSlices(let gaps, _) = verdict(tolerance: tolerance) else { return [self] }
        let frames = instances.flatMap(\.ofFrames)
        guard let first = frames.first, let row = first.plane.rowDirection, let column = first.plane.columnDirection else { return [self] }
        let normal = row.cross(column)
        let borders = gaps.map { ($0.before.position + $0.after.position) / 2 }
        let part: (InstanceHeader.Plane) -> Int = { plane in
            guard let position = plane.position else { return 0 }
            let height = position.dot(normal) / normal.length
            return borders.filter { $0 < height }.count
        }
        return (0...borders.count).map { number in
            let name = "part \(number + 1) of \(borders.count + 1)"
            return SeriesHeaders(
                seriesInstanceUID: seriesInstanceUID, instances: instances.compactMap { $0.restricted { part($0) == number } },
                damaged: damaged, stack: [stack, name].compactMap { $0 }.joined(separator: ", "))
        }
    }
}

extension InstanceHeader {
    /// The instance with the frames whose planes are wanted; nil when there is none.
    fileprivate func restricted(to isWanted: (Plane) -> Bool) -> InstanceHeader? {
        guard !frames.isEmpty else { return isWanted(plane) ? self : nil }
        var result = self
        result.frames = frames.filter { isWanted($0.plane) }
        return result.frames.isEmpty ? nil : result
    }
}
