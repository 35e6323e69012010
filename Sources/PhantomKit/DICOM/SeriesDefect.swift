import Voxels

/// Something wrong with a series, to be written on purpose; slices are named by their index in the volume.
public enum SeriesDefect: Sendable, Hashable {
    /// The slice is not written.
    case missingSlice(Int)
    /// The slice is written twice, under two SOP Instance UIDs.
    case duplicateSlice(Int)
    /// The slice's position is moved by a vector in LPS mm.
    case shiftedSlice(Int, by: SIMD3<Double>)
    /// Gantry tilt: each slice is moved along its columns by this many mm more than the one before.
    case sheared(perSlice: Double)
    /// The slice's pixel spacing (rows, columns) in mm.
    case pixelSpacing(Int, SIMD2<Double>)
    /// The slice's plane is turned about the feet-head axis by this many degrees.
    case turnedSlice(Int, degrees: Double)
    /// The slice has lost its last row and column.
    case smallerMatrix(Int)
    /// The slice has no Image Position (Patient).
    case noPosition(Int)
    /// The slice has no Image Orientation (Patient).
    case noOrientation(Int)
    /// No slice has Pixel Spacing.
    case noPixelSpacing

    func apply(to slices: inout [ImageSlice]) {
        switch self {
        case .missingSlice(let index):
            slices.removeAll { $0.index == index }
        case .duplicateSlice(let index):
            slices += slices.filter { $0.index == index }.map(SeriesDefect.duplicate)
        case .shiftedSlice(let index, let vector):
            change(index, in: &slices) { $0.position = $0.position.map { $0 + vector } }
        case .sheared(let step):
            for place in slices.indices {
                guard let direction = slices[place].orientation?.column else { continue }
                let shift = direction * (step * Double(slices[place].index))
                slices[place].position = slices[place].position.map { $0 + shift }
            }
        case .pixelSpacing(let index, let spacing):
            change(index, in: &slices) { $0.pixelSpacing = (spacing.x, spacing.y) }
        case .turnedSlice(let index, let degrees):
            change(index, in: &slices) { $0.turn(degrees: degrees) }
        case .smallerMatrix(let index):
            change(index, in: &slices) { $0.cropLastRowAndColumn() }
        case .noPosition(let index):
            change(index, in: &slices) { $0.position = nil }
        case .noOrientation(let index):
            change(index, in: &slices) { $0.orientation = nil }
        case .noPixelSpacing:
            for place in slices.indices { slices[place].pixelSpacing = nil }
        }
    }

    private func change(_ index: Int, in slices: inout [ImageSlice], _ body: (inout ImageSlice) -> Void) {
        for place in slices.indices where slices[place].index == index { body(&slices[place]) }
    }

    private static func duplicate(of slice: ImageSlice) -> ImageSlice {
        var copy = slice
        copy.sopInstanceUID = UniqueIdentifier.make(slice.sopInstanceUID, "duplicate")
        copy.instanceNumber += 10_000
        return copy
    }
}

extension ImageSlice {
    fileprivate mutating func turn(degrees: Double) {
        guard let (row, column) = orientation else { return }
        let turned = Grid.Direction(x: row, y: column, z: row.cross(column)).turned(aboutZ: degrees)
        orientation = (turned.x, turned.y)
    }

    fileprivate mutating func cropLastRowAndColumn() {
        let all = Array(intensities)
        intensities = ArraySlice((0..<rows - 1).flatMap { all[$0 * columns..<$0 * columns + columns - 1] })
        rows -= 1
        columns -= 1
    }
}
