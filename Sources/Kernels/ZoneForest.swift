/// The zones within one slice: level index, size, and the smallest distances to the border.
struct ZoneList: ~Copyable {
    let levels: UnsafeMutablePointer<UInt16>
    let sizes: UnsafeMutablePointer<UInt32>
    /// Distances within the slice, and in the volume.
    let inPlane, across: UnsafeMutablePointer<UInt32>
    private(set) var count = 0

    init(capacity: Int) {
        levels = .allocate(capacity: capacity)
        sizes = .allocate(capacity: capacity)
        inPlane = .allocate(capacity: capacity)
        across = .allocate(capacity: capacity)
    }

    deinit {
        levels.deallocate()
        sizes.deallocate()
        inPlane.deallocate()
        across.deallocate()
    }

    mutating func clear() { count = 0 }

    /// Replaces what some voxels point to by the number of their zone; whatever they point to comes before them and has its number.
    @inline(__always)
    mutating func number(_ voxels: Range<Int>, levels voxelLevels: UnsafePointer<UInt16>, numbers: UnsafeMutablePointer<Int32>) {
        var next = count
        let levels = levels
        let sizes = sizes
        (sizes + count).update(repeating: 0, count: voxels.count)
        (inPlane + count).update(repeating: .max, count: voxels.count)
        (across + count).update(repeating: .max, count: voxels.count)
        for voxel in voxels {
            let parent = Int(numbers[voxel])
            // All bits for the first voxel of a zone, which points to itself; a branch would be guessed wrong too often.
            let isFirst = (voxel &- parent &- 1) >> 63
            let zone = (next & isFirst) | (Int(numbers[parent]) & ~isFirst)
            next &-= isFirst
            numbers[voxel] = Int32(truncatingIfNeeded: zone)
            levels[zone] = voxelLevels[voxel]
            sizes[zone] &+= 1
        }
        count = next
    }

    /// Lowers the zones' distances to those of some voxels.
    @inline(__always)
    func measure(_ voxels: Range<Int>, numbers: UnsafePointer<Int32>, distances: SliceDistances) {
        for voxel in voxels {
            let zone = Int(numbers[voxel])
            inPlane[zone] = min(inPlane[zone], UInt32(distances.inPlane[voxel]))
        }
        guard let others = distances.across else { return }
        for voxel in voxels {
            let zone = Int(numbers[voxel])
            across[zone] = min(across[zone], UInt32(others[voxel]))
        }
    }
}

/// Nodes of a forest: the zones within one slice, and what is known of the zones of the volume that they are parts of.
private struct ZoneNodes: ~Copyable {
    let levels: UnsafeMutablePointer<UInt16>
    let parents: UnsafeMutablePointer<Int32>
    let sizes, distances: UnsafeMutablePointer<UInt32>

    init(capacity: Int) {
        levels = .allocate(capacity: capacity)
        parents = .allocate(capacity: capacity)
        sizes = .allocate(capacity: capacity)
        distances = .allocate(capacity: capacity)
    }

    deinit {
        levels.deallocate()
        parents.deallocate()
        sizes.deallocate()
        distances.deallocate()
    }
}

/// The zones of the volume that reach the slice before, to which those of a new slice are joined.
struct ZoneForest: ~Copyable {
    /// What each node points to, those of the slice before first; a tree's first node is its root.
    let parents: UnsafeMutablePointer<Int32>
    /// The number of nodes of the slice before.
    private(set) var before = 0
    /// The slice before; a zone's size and distance are those of its root.
    private var nodes: ZoneNodes
    /// What the new slice's nodes become; then the zones that it does not reach.
    private var next: ZoneNodes
    /// For each root the first node of its zone in the new slice, or −1.
    private let successors: UnsafeMutablePointer<Int32>

    /// Makes an empty forest for slices with up to `capacity` zones.
    init(capacity: Int) {
        parents = .allocate(capacity: 2 &* capacity)
        successors = .allocate(capacity: 2 &* capacity)
        nodes = ZoneNodes(capacity: capacity)
        next = ZoneNodes(capacity: capacity)
    }

    deinit {
        parents.deallocate()
        successors.deallocate()
    }

    /// Appends nodes for the zones of a new slice, not joined to anything.
    func append(_ slice: borrowing ZoneList) {
        for node in before..<before &+ slice.count { parents[node] = Int32(truncatingIfNeeded: node) }
    }

    /// Adds the zones that do not reach the new slice, and makes the new slice the one before.
    mutating func advance(_ slice: borrowing ZoneList, sizes: inout ExtentCounts, distances: inout ExtentCounts?) {
        successors.update(repeating: -1, count: before &+ slice.count)
        gatherRoots()
        takeOver(slice)
        let ended = listEnded()
        sizes.add(levels: nodes.levels, extents: nodes.sizes, count: ended)
        distances?.add(levels: nodes.levels, extents: nodes.distances, count: ended)
        parents.update(from: next.parents, count: slice.count)
        swap(&nodes, &next)
        before = slice.count
    }

    /// Makes the nodes of the slice before point to their roots, which take over their sizes and distances.
    private func gatherRoots() {
        let sizes = nodes.sizes
        let distances = nodes.distances
        for node in 0..<before {
            let root = Int(parents[Int(parents[node])])
            parents[node] = Int32(truncatingIfNeeded: root)
            // No bits for a root, which has its own size already.
            let isChild = UInt32(truncatingIfNeeded: (root &- node) >> 63)
            sizes[root] &+= sizes[node] & isChild
            distances[root] = min(distances[root], distances[node])
        }
    }

    /// Makes the new slice's nodes: a zone's first one there is its new root, and takes over the size and distance so far.
    private func takeOver(_ slice: borrowing ZoneList) {
        let before = before
        let (oldSizes, oldDistances) = (nodes.sizes, nodes.distances)
        let (levels, parents, sizes, distances) = (next.levels, next.parents, next.sizes, next.distances)
        let (all, successors) = (self.parents, successors)
        let (sliceSizes, sliceDistances) = (slice.sizes, slice.across)
        levels.update(from: slice.levels, count: slice.count)
        sizes.update(repeating: 0, count: slice.count)
        distances.update(repeating: .max, count: slice.count)
        for place in 0..<slice.count {
            let node = before &+ place
            let root = Int(all[Int(all[node])])
            all[node] = Int32(truncatingIfNeeded: root)
            // All bits while the root has no successor, and while it lies in the slice before.
            let isFirst = successors[root] >> 31
            let isOld = Int32(truncatingIfNeeded: (root &- before) >> 63)
            let successor = (Int32(truncatingIfNeeded: place) & isFirst) | (successors[root] & ~isFirst)
            successors[root] = successor
            parents[place] = successor
            let taken = UInt32(bitPattern: isFirst & isOld)
            let old = root & Int(isOld)
            sizes[Int(successor)] &+= sliceSizes[place] &+ (oldSizes[old] & taken)
            distances[Int(successor)] = min(distances[Int(successor)], sliceDistances[place], oldDistances[old] | ~taken)
        }
    }

    /// Moves the zones without successor to the front, and returns how many there are.
    private func listEnded() -> Int {
        let (levels, sizes, distances) = (nodes.levels, nodes.sizes, nodes.distances)
        var ended = 0
        for node in 0..<before {
            levels[ended] = levels[node]
            sizes[ended] = sizes[node]
            distances[ended] = distances[node]
            // All bits for a root; below zero without a successor.
            let isRoot = (node &- Int(parents[node]) &- 1) >> 63
            ended &-= isRoot & Int(successors[node] >> 31)
        }
        return ended
    }
}
