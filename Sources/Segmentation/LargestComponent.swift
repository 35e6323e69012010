import Voxels

extension Mask {
    /// The largest part of the region whose voxels touch each other by face, edge or corner; of equal ones the one that begins first, x fastest.
    ///
    /// - Complexity: O(voxels of the region's box).
    public var largestComponent: Mask {
        var rest = rebased(to: boundingBox)
        var best: [Int] = []
        for start in rest.values.indices where rest.values[start] != 0 {
            let component = rest.takeComponent(from: start)
            if component.count > best.count { best = component }
        }
        var result = Mask(grid: grid, box: rest.box, values: [UInt8](repeating: 0, count: rest.box.count))
        for offset in best { result.values[offset] = 1 }
        return result.rebased(to: result.boundingBox)
    }

    /// Takes out the voxels that are connected with one, and gives their offsets in the box.
    private mutating func takeComponent(from start: Int) -> [Int] {
        let size = box.size
        var found = [start]
        values[start] = 0
        var next = 0
        while next < found.count {
            let offset = found[next]
            next += 1
            let (x, y, z) = (offset % size.x, offset / size.x % size.y, offset / (size.x * size.y))
            for k in max(z - 1, 0)...min(z + 1, size.z - 1) {
                for j in max(y - 1, 0)...min(y + 1, size.y - 1) {
                    for i in max(x - 1, 0)...min(x + 1, size.x - 1) {
                        let neighbour = (k * size.y + j) * size.x + i
                        guard values[neighbour] != 0 else { continue }
                        values[neighbour] = 0
                        found.append(neighbour)
                    }
                }
            }
        }
        return found
    }
}
