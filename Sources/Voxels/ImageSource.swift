/// An image whose grid is known before any intensity is read.
public protocol ImageSource: Sendable {
    /// The grid of the whole image.
    var grid: Grid { get }

    /// Reads the intensities of one box, and nothing that this does not need.
    ///
    /// - Parameter box: a box inside `grid.bounds`.
    /// - Throws: the source's own error when the pixels are missing, damaged, or not exact in 32-bit floats.
    func volume(in box: Box) throws -> Volume
}

extension Volume: ImageSource {
    /// The part inside a box, which must lie in the volume's own.
    public func volume(in box: Box) -> Volume { cropped(to: box) }
}
