import Features
import Voxels

extension DiscretisedRegion {
    /// Pads grey levels (0 outside) and a shape that are given without padding, x fastest.
    public init(size: Index3, levelCount: Int, levels: [UInt16], shape: [UInt8]) {
        let padded = size &+ 2
        var paddedLevels = [UInt16](repeating: 0, count: padded.product)
        var paddedShape = [UInt8](repeating: 0, count: padded.product)
        for z in 0..<size.z {
            for y in 0..<size.y {
                for x in 0..<size.x {
                    let source = (z * size.y + y) * size.x + x
                    let target = ((z + 1) * padded.y + y + 1) * padded.x + x + 1
                    paddedLevels[target] = levels[source]
                    paddedShape[target] = shape[source]
                }
            }
        }
        self.init(size: size, levels: paddedLevels, shape: paddedShape, levelCount: levelCount)
    }
}
