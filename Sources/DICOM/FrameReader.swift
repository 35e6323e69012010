import Voxels

/// Reads frames, and keeps the file of the last one open, so that a multi-frame object is parsed once.
struct FrameReader {
    private var file: DICOMFile?
    /// What the open file's header says of each of its frames now.
    private var frames: [InstanceHeader] = []

    /// Reads a window of a slice as stored values into the beginning of `stored`.
    ///
    /// - Throws: `changed-file` when the file is no longer what the index saw, or why it cannot be read.
    mutating func read(_ slice: InstanceHeader, x: Range<Int>, y: Range<Int>, into stored: inout [Int32]) throws(DICOMError) {
        let file = try open(slice)
        guard slice.frame < frames.count, frames[slice.frame] == slice else {
            throw DICOMError(.changedFile, "the file has changed since its header was read; index the archive again", path: slice.path)
        }
        try file.readFrame(slice.frame, x: x, y: y, into: &stored)
    }

    private mutating func open(_ slice: InstanceHeader) throws(DICOMError) -> DICOMFile {
        if let file, file.path == slice.path { return file }
        let opened = try DICOMFile(path: slice.path)
        frames = try InstanceHeader(file: opened).ofFrames
        file = opened
        return opened
    }
}
