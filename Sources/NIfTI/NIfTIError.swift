/// Why a NIfTI file was refused or could not be written: one readable line that says what, where and what to do.
public struct NIfTIError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of trouble it is; the raw value is stable.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file is missing or cannot be read.
        case unreadable
        /// The file cannot be written.
        case unwritable
        /// The file is not NIfTI-1 in one file (`n+1`).
        case notNIfTI = "not-nifti"
        /// The file is of a kind that exists but is not read: NIfTI-2, a header-and-image pair, Analyze.
        case unsupported = "unsupported-object"
        /// The header contradicts itself or the standard.
        case badHeader = "bad-header"
        /// The file is longer or shorter than its header promises.
        case length = "wrong-length"
        /// The compressed stream is cut off or fails its checksum.
        case damaged = "damaged-file"
        /// The voxels do not lie on a regular grid with orthogonal axes.
        case geometry
        /// Stored values that a 32-bit float cannot hold.
        case precision
        /// NaN or infinite voxels.
        case nonFinite = "non-finite"
        /// A mask holds values that are not integers.
        case notAMask = "not-a-mask"
        /// A mask has no voxel other than 0.
        case emptyMask = "empty-mask"
        /// A mask does not hold the label that was asked for.
        case labelMissing = "label-missing"
        /// The names of a mask's labels cannot be understood.
        case badLabels = "bad-labels"
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What is wrong and what to do, for the user.
    public let message: String
    /// The file concerned.
    public let path: String

    /// Describes trouble with a file.
    public init(_ code: Code, _ message: String, path: String) {
        self.code = code
        self.message = message
        self.path = path
    }

    /// The file and the message in one line.
    public var description: String { "\(path): \(message) [\(code.rawValue)]" }
}

/// Something about a NIfTI file that does not stop its use but that the user should know.
public struct NIfTIFinding: Sendable, Hashable, CustomStringConvertible {
    /// A stable kebab-case name.
    public let code: String
    /// What was found and what was done about it.
    public let message: String

    /// The message with its code.
    public var description: String { "\(message) (\(code))" }
}
