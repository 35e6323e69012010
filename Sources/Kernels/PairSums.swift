import Threads

/// Sums over all ordered pairs of distinct voxels of a region, weighted by the inverse of their distance in mm.
public struct PairSums: Sendable {
    /// Σ w_ij.
    public var weights = 0.0
    /// Σ w_ij y_i y_j, with y the deviation from the mean.
    public var products = 0.0
    /// Σ w_ij y_i².
    public var squares = 0.0

    /// Sums over no pair.
    public init() {}

    init(weights: Double, products: Double, squares: Double) {
        self.weights = weights
        self.products = products
        self.squares = squares
    }
}

/// The plans of the three axes of a correlation over a padded box.
public struct PairPlans: Sendable {
    let x, y: TransformPlan
    /// Half of the padded length along z: even and odd frequencies are transformed apart, on inputs without padding.
    let halfZ: TransformPlan
    /// The padded length along z.
    let lengthZ: Int
    /// exp(−2πi·n/lengthZ) for n below half the length.
    let odd: [SIMD2<Double>]

    /// Groups the plans; `halfZ` has half of the padded length along z, or 1 where there is a single slice.
    public init(x: TransformPlan, y: TransformPlan, halfZ: TransformPlan, lengthZ: Int, odd: [SIMD2<Double>]) {
        self.x = x
        self.y = y
        self.halfZ = halfZ
        self.lengthZ = lengthZ
        self.odd = odd
    }
}

/// The region whose voxels are paired: an image crop, the box in it, and the box's mask.
///
/// Threads only read through the pointers, which must outlive the sums.
public struct PairInput: @unchecked Sendable {
    let image: UnsafePointer<Float>
    let layout: BlockLayout
    let mask: UnsafePointer<UInt8>
    let mean: Double

    /// Groups the pointers; `mask` holds the layout's box densely.
    public init(image: UnsafePointer<Float>, layout: BlockLayout, mask: UnsafePointer<UInt8>, mean: Double) {
        self.image = image
        self.layout = layout
        self.mask = mask
        self.mean = mean
    }
}

/// Uninitialised lanes that are freed with their owner; threads that share them write places of their own.
struct LaneBuffer: ~Copyable, @unchecked Sendable {
    let base: UnsafeMutablePointer<Lanes>

    init(_ count: Int) {
        base = .allocate(capacity: max(count, 1))
    }

    deinit { base.deallocate() }
}

/// Rows of a transform, twice over: the stages go back and forth between them.
struct RowBuffer: ~Copyable {
    private let storage: LaneBuffer
    let rows: ComplexRows
    let scratch: ComplexRows

    init(length: Int, width: Int) {
        let count = length * width
        storage = LaneBuffer(4 * count)
        rows = ComplexRows(real: storage.base, imaginary: storage.base + count)
        scratch = ComplexRows(real: storage.base + 2 * count, imaginary: storage.base + 3 * count)
    }
}

/// The pair sums of a region, by the correlation theorem: Σ_ij w(i−j) f_i g_j = Σ_k W(k)·conj(F(k))·G(k) / K.
///
/// Real, zero-padded transforms of the mask, the deviations and their squares are made along z first (half of the spectrum suffices), then
/// along y and x one kz-slab at a time, so that what is held is 24 bytes per voxel of the box for the spectra and 8 for the weights.
/// W is real and even, so an octant of it is transformed, two real sequences in one complex.
///
/// Rows of z-transforms and slabs are computed at the same time as far as threads are free; each thread takes memory for the planes of one slab.
public func pairSums(_ input: PairInput, spacing: SIMD3<Double>, plans: PairPlans, on threads: ThreadGrant = .one) -> PairSums {
    var total = PairSums()
    let spectrum = RegionSpectrum(input: input, plans: plans)
    let weights = WeightSpectrum(spacing: spacing, plans: plans)
    let rows = Cut.ranges(count: spectrum.height, weight: 1, size: rowsOfPart, most: .max)
    let weightRows = Cut.ranges(count: weights.countY, weight: 1, size: 2 * rowsOfPart, most: .max)
    for parity in 0..<(plans.lengthZ == 1 ? 1 : 2) {
        _ = threads.map(rows.count + weightRows.count) { part in
            if part < rows.count {
                spectrum.transformAlongZ(input, rows: rows[part], parity: parity)
            } else {
                weights.transformAlongZ(rows: weightRows[part - rows.count], parity: parity)
            }
        }
        let slabs = Cut.ranges(count: keptFrequencies(plans, parity: parity), weight: 1, size: slabsOfPart, most: .max)
        let sums = threads.map(slabs) { slabSums($0, spectrum, weights) }
        for (slab, sums) in sums.joined().enumerated() {
            let isOwnMirror = parity == 0 && (slab == 0 || 2 * slab == plans.halfZ.length)
            let multiplicity = isOwnMirror ? 1.0 : 2.0
            total.weights += multiplicity * sums.weights
            total.products += multiplicity * sums.products
            total.squares += multiplicity * sums.squares
        }
    }
    // The spectra along z carry a factor of two each, which separating two real sequences leaves in.
    let scale = 0.25 / (Double(plans.x.length) * Double(plans.y.length) * Double(plans.lengthZ))
    return PairSums(weights: total.weights * scale, products: total.products * scale, squares: total.squares * scale)
}

/// How many rows of z-transforms, and how many slabs, a thread takes at a time.
private let rowsOfPart = 8
private let slabsOfPart = 4

/// The sums of each of some slabs, without their multiplicity.
private func slabSums(_ slabs: Range<Int>, _ spectrum: borrowing RegionSpectrum, _ weights: borrowing WeightSpectrum) -> [PairSums] {
    let planes = RegionPlanes(spectrum)
    let weightPlanes = WeightPlanes(weights)
    return slabs.map { slab in
        weightPlanes.transformSlab(slab, of: weights)
        planes.transformSlabAlongY(slab, of: spectrum)
        let sums = planes.sumSlabAlongX(weightPlanes)
        return PairSums(weights: sums.0.sum(), products: sums.1.sum(), squares: sums.2.sum())
    }
}

/// How many frequencies along z of one parity are not mirror images of others.
func keptFrequencies(_ plans: PairPlans, parity: Int) -> Int {
    parity == 0 ? plans.halfZ.length / 2 + 1 : plans.halfZ.length / 2
}
