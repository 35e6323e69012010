import CDCMTK

/// One element of a DICOM header as it stands there, of the dataset itself or of an item within a sequence at any depth.
public struct HeaderElement: Sendable, Hashable {
    /// The group number of the tag.
    public let group: UInt16
    /// The element number of the tag.
    public let element: UInt16
    /// The value representation, such as `PN`.
    public let vr: String
    /// The bytes of a text (in UTF-8 where the Specific Character Set is known, several values separated by backslashes), of an `OB` or of
    /// a `UN` of at most 1 MiB; empty for anything else.
    public let bytes: [UInt8]

    /// Reads all elements of a file but sequences and pixels, those of nested items too, with the meta information (group 0002).
    ///
    /// - Returns: the elements, and what is wrong with the file where it is damaged before its pixels, so that elements may be missing.
    /// - Throws: `DICOMError` when the file is not DICOM, or nothing of it can be read.
    public static func readAll(of path: String) throws(DICOMError) -> (elements: [HeaderElement], damage: String?) {
        let file = try DICOMFile(path: path)
        var elements: [HeaderElement] = []
        let code = withUnsafeMutablePointer(to: &elements) { list in
            cdcmtk_walk(
                file.handle,
                { context, group, element, vr, bytes, length in
                    let letters = UnsafeRawBufferPointer(start: vr, count: 2)
                    context?.assumingMemoryBound(to: [HeaderElement].self).pointee.append(
                        HeaderElement(
                            group: group, element: element, vr: String(decoding: letters, as: UTF8.self),
                            bytes: Array(UnsafeBufferPointer(start: bytes, count: length))))
                }, list)
        }
        guard code == 0 else { throw DICOMError(.damagedFile, "the header cannot be gone through", path: path) }
        return (elements, cdcmtk_is_header_whole(file.handle) == 0 ? file.damage ?? "" : nil)
    }

    /// The tag as the standard writes it, such as `(0010,0020)`.
    public var tag: String { Tag(group, element).description }
}
