import Threads

/// Memory that parts fill at the same time, each its own places.
private struct SharedMemory<Element>: @unchecked Sendable {
    let base: UnsafeMutableBufferPointer<Element>
}

extension ThreadGrant {
    /// Changes parts of an array at the same time, as far as threads are free.
    ///
    /// - Parameters:
    ///   - array: what is changed.
    ///   - cut: ranges that do not overlap, in units of `unit` elements.
    ///   - body: gets a range of the cut and the elements of that range.
    public func modify<Element: Sendable>(
        _ array: inout [Element], cut: [Range<Int>], unit: Int,
        _ body: @escaping @Sendable (Range<Int>, inout MutableSpan<Element>) -> Void
    ) {
        array.withUnsafeMutableBufferPointer { buffer in
            let memory = SharedMemory(base: buffer)
            _ = map(cut) { range in
                let part = UnsafeMutableBufferPointer(rebasing: memory.base[range.lowerBound * unit..<range.upperBound * unit])
                var span = part.mutableSpan
                body(range, &span)
            }
        }
    }
}
