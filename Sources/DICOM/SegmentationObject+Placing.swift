import Voxels

extension SegmentationObject {
    /// Brings the patches of one segment to an image's grid.
    func place(
        _ patches: [FramePatch], on target: SegmentationTarget, name: String, tolerance: GeometryTolerance
    ) throws(DICOMError) -> PlacedMask {
        guard patches.allSatisfy({ $0.frame.plane != nil }) else { return try placeOnSources(patches, target, name: name) }
        let limit = min(tolerance.position, target.grid.spacing.min() / 10)
        if let maps = sliceMaps(patches.map(\.frame), target.grid, within: limit) {
            return try assemble(zip(patches, maps).map { ($0, $1) }, on: target.grid, name: name)
        }
        return try ownMask(patches, name: name, tolerance: tolerance).placed(on: target.grid)
    }

    /// Whether all frames of the object lie on the slices and voxels of a grid.
    public func liesOnSlices(of grid: Grid, tolerance: GeometryTolerance = GeometryTolerance()) -> Bool {
        sliceMaps(frames, grid, within: min(tolerance.position, grid.spacing.min() / 10)) != nil
    }

    /// How each frame's pixels are voxels of the image; nil when they are not, or when the object's slices are not the image's.
    private func sliceMaps(_ frames: [SegmentationFrame], _ grid: Grid, within limit: Double) -> [LatticeMap]? {
        var maps: [LatticeMap] = []
        var axis = 2
        for frame in frames {
            guard let plane = frame.plane else { return nil }
            let normal = plane.row.cross(plane.column)
            axis = (0..<3).max { abs(grid.direction[$0].dot(normal)) < abs(grid.direction[$1].dot(normal)) } ?? 2
            let own = plane.grid(columns: columns, rows: rows, slices: 1, sliceSpacing: grid.spacing[axis])
            guard let map = LatticeMap(from: own, to: grid, within: limit) else { return nil }
            maps.append(map)
        }
        let isOneSliceApart = smallestGap.map { abs($0 - grid.spacing[axis]) <= limit } ?? false
        let isStatedSo = statedSliceSpacing.map { abs($0 - grid.spacing[axis]) <= limit } ?? true
        return isOneSliceApart || isStatedSo ? maps : nil
    }

    /// Lays frames without position on the slices that they name as their source.
    private func placeOnSources(_ patches: [FramePatch], _ target: SegmentationTarget, name: String) throws(DICOMError) -> PlacedMask {
        let grid = target.grid
        var placed: [(FramePatch, LatticeMap)] = []
        for patch in patches {
            let slices = target.sopInstanceUIDs.indices.filter { patch.frame.sources.contains(target.sopInstanceUIDs[$0]) }
            guard columns == grid.size.x, rows == grid.size.y, slices.count == 1, let slice = slices.first else {
                throw DICOMError(
                    .unknownFrame,
                    "\(name): frame \(patch.frame.place + 1) has no position, and names no single slice of the series with its \(columns) × "
                        + "\(rows) pixels as its source; choose the image that it was made on", path: path)
            }
            placed.append((patch, LatticeMap(slice: slice)))
        }
        return try assemble(placed, on: grid, name: name)
    }

    /// Puts frames together whose pixels are voxels of the grid.
    private func assemble(_ patches: [(FramePatch, LatticeMap)], on grid: Grid, name: String) throws(DICOMError) -> PlacedMask {
        var places: Set<LatticeMap.Place> = []
        var box = Box(lower: .zero, upper: .zero)
        for (patch, map) in patches {
            guard places.insert(map.place).inserted else { throw twice(patch, name) }
            box = box.union(map(patch.box).intersection(grid.bounds))
        }
        var mask = Mask(grid: grid, box: box, values: [UInt8](repeating: 0, count: box.count))
        var (all, inside) = (0, 0)
        for (patch, map) in patches {
            patch.forEachPixel { column, row in
                all += 1
                let index = map(Index3(column, row, 0))
                guard box.contains(index) else { return }
                inside += 1
                mask.values[box.offset(of: index)] = 1
            }
        }
        let residual = patches.reduce(0) { max($0, $1.1.residual) }
        let placement = MaskPlacement(
            isExact: true, residual: residual, outside: Double(all - inside) / Double(max(all, 1)),
            ownVolume: Double(all) * grid.voxelVolume)
        return PlacedMask(mask: mask.rebased(to: mask.boundingBox), placement: placement)
    }

    /// The voxels of the largest box that a segment on a grid of its own may have: frames far apart would reserve all that lies between.
    private static let largestBox = 1 << 30

    /// The segment on its own grid: the frames as slices of a regular stack, those that are not there empty.
    private func ownMask(_ patches: [FramePatch], name: String, tolerance: GeometryTolerance) throws(DICOMError) -> Mask {
        let planes = patches.compactMap(\.frame.plane)
        guard let first = planes.first else { throw irregular(name) }
        let normal = first.row.cross(first.column)
        let heights = planes.map { $0.position.dot(normal) }
        let lowest = heights.indices.min { heights[$0] < heights[$1] } ?? 0
        let base = planes[lowest]
        for plane in planes {
            let turn = max((plane.row - base.row).length, (plane.column - base.column).length)
            let shift = plane.position - base.position
            let aside = (shift - normal * shift.dot(normal)).length
            guard turn <= tolerance.orientation, aside <= tolerance.shear, (plane.spacing / base.spacing - 1).magnitude <= tolerance.spacing
            else { throw irregular(name) }
        }
        let rising = heights.map { $0 - heights[lowest] }
        let candidates = [statedSliceSpacing, smallestGap, statedThickness].compactMap { $0 }
        let spacing = candidates.first { spacing in
            let slack = min(tolerance.position, spacing / 10)
            return rising.allSatisfy { abs($0 - ($0 / spacing).rounded() * spacing) <= slack && $0 / spacing < 1e6 }
        }
        guard let spacing else { throw irregular(name) }
        let slices = rising.map { Int(($0 / spacing).rounded()) }
        let grid = base.grid(columns: columns, rows: rows, slices: (slices.max() ?? 0) + 1, sliceSpacing: spacing)
        var box = Box(lower: .zero, upper: .zero)
        var taken: Set<Int> = []
        for (patch, slice) in zip(patches, slices) {
            guard taken.insert(slice).inserted else { throw twice(patch, name) }
            box = box.union(patch.box.moved(to: slice))
        }
        guard box.count <= Self.largestBox else { throw irregular(name) }
        var mask = Mask(grid: grid, box: box, values: [UInt8](repeating: 0, count: box.count))
        for (patch, slice) in zip(patches, slices) {
            patch.forEachPixel { mask.values[box.offset(of: Index3($0, $1, slice))] = 1 }
        }
        return mask
    }

    private var columns: Int { header.instance.pixels.columns }
    private var rows: Int { header.instance.pixels.rows }

    /// The smallest distance in mm of two frames of the object along the normal of the first; nil when all lie in one plane.
    private var smallestGap: Double? {
        let planes = frames.compactMap(\.plane)
        guard let first = planes.first else { return nil }
        let normal = first.row.cross(first.column)
        let heights = planes.map { $0.position.dot(normal) }.sorted()
        return zip(heights, heights.dropFirst()).map { $1 - $0 }.filter { $0 > 1e-3 }.min()
    }

    private func twice(_ patch: FramePatch, _ name: String) -> DICOMError {
        DICOMError(
            .malformedSegmentation,
            "\(name): frame \(patch.frame.place + 1) lies where another frame of it does; export the segmentation again",
            path: path)
    }

    private func irregular(_ name: String) -> DICOMError {
        DICOMError(
            .malformedSegmentation, "\(name): its frames form no regular stack; export the segmentation on the grid of the image",
            path: path)
    }
}

extension SegmentationFrame.Plane {
    /// The grid of a stack of frames that begins with this one.
    fileprivate func grid(columns: Int, rows: Int, slices: Int, sliceSpacing: Double) -> Grid {
        let x = row / row.length
        let upright = column - x * column.dot(x)
        let y = upright / upright.length
        return Grid(
            size: Index3(columns, rows, slices), spacing: SIMD3(spacing.x, spacing.y, sliceSpacing), origin: position,
            direction: Grid.Direction(x: x, y: y, z: x.cross(y)))
    }
}

extension FramePatch {
    /// The patch's box in its frame.
    fileprivate var box: Box {
        Box(lower: Index3(columns.lowerBound, rows.lowerBound, 0), upper: Index3(columns.upperBound, rows.upperBound, 1))
    }
}

extension Box {
    fileprivate func moved(to slice: Int) -> Box {
        Box(lower: lower &+ Index3(0, 0, slice), upper: upper &+ Index3(0, 0, slice))
    }
}

extension LatticeMap {
    /// Where a frame's pixels come to lie.
    fileprivate struct Place: Hashable {
        let origin: Index3
        let steps: [Index3]
    }

    fileprivate var place: Place { Place(origin: origin, steps: steps) }
}

extension Grid.Direction {
    fileprivate subscript(axis: Int) -> SIMD3<Double> { axis == 0 ? x : axis == 1 ? y : z }
}

extension SIMD2 where Scalar == Double {
    fileprivate var magnitude: Double { Swift.max(abs(x), abs(y)) }
}
