import Synchronization

/// The digest of a file's content, and the state of the file that it belongs to.
struct KnownDigest: Sendable, Hashable {
    let state: FileState
    let sha256: String
}

/// The content digests of files: those of images, which several masks may share, and those that an index knows.
public final class DigestCache: Sendable {
    private struct Image {
        let digest: String
        let files: [String]
    }

    private let known: [String: KnownDigest]
    private let images = Mutex<[[String]: Image]>([:])
    private let computed = Mutex<[String: KnownDigest]>([:])

    /// Knows nothing.
    public convenience init() { self.init(known: [:]) }

    /// Knows digests by the absolute paths of files; one whose file has changed does not count.
    init(known: [String: KnownDigest]) {
        self.known = known
    }

    /// What was computed and is not known yet, by absolute path; files that were being written are left out.
    var fresh: [String: KnownDigest] { computed.withLock { $0 } }

    /// The digests of a bundle's image and mask.
    func digests(of bundle: CaseBundle) throws(Reason) -> BundleDigests {
        var buffer: [UInt8] = []
        for file in bundle.image.files + bundle.mask.files { try file.requireUnchanged() }
        let image = try image(of: bundle.image.paths, &buffer)
        let masks = bundle.mask.paths
        let mask = masks.count == 1 ? try file(masks[0], &buffer) : try self.image(of: masks, &buffer).digest
        return BundleDigests(image: image.digest, mask: mask, files: image.files)
    }

    /// The digest of a set of files, found once: neither their names nor their order matter.
    private func image(of files: [String], _ buffer: inout [UInt8]) throws(Reason) -> Image {
        if let known = images.withLock({ $0[files] }) { return known }
        var digests: [String] = []
        for path in files { digests.append(try file(path, &buffer)) }
        let image = Image(digest: ContentDigest.text(digests.sorted()), files: digests)
        images.withLock { $0[files] = image }
        return image
    }

    private func file(_ path: String, _ buffer: inout [UInt8]) throws(Reason) -> String {
        let place = absolute(path)
        if let known = known[place], known.state == FileState(of: path) { return known.sha256 }
        if buffer.isEmpty { buffer = ContentDigest.buffer }
        let (digest, state) = try ContentDigest.file(path, through: &buffer)
        if let state, state.isSettled { computed.withLock { $0[place] = KnownDigest(state: state, sha256: digest) } }
        return digest
    }
}
