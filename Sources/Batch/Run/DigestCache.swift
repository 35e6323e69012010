/// The digest of a file's content, and the state of the file that it belongs to.
struct KnownDigest: Sendable, Hashable, Codable {
    let state: FileState
    let sha256: String
}

/// The content digests of files: those that an index knows, and those of the images that were digested last, which several masks may share.
struct DigestCache {
    /// How many files are remembered.
    private static let most = 1 << 14

    /// By the path that the plan has.
    private var known: [String: KnownDigest] = [:]
    private var fresh: [String: KnownDigest] = [:]

    /// The same cache, which also knows some digests by path; one whose file has changed does not count.
    func knowing(_ more: [String: KnownDigest]) -> DigestCache {
        var cache = self
        if cache.known.count > Self.most { cache.known.removeAll() }
        cache.known.merge(more) { $1 }
        return cache
    }

    /// What was computed and was not known yet, by path; files that were being written are left out.
    mutating func takeFresh() -> [String: KnownDigest] {
        defer { fresh = [:] }
        return fresh
    }

    /// The digests of a bundle's image and mask.
    ///
    /// - Parameter heart: told after each file.
    mutating func digests(of bundle: CaseBundle, heart: Heart? = nil) throws(Reason) -> BundleDigests {
        var buffer: [UInt8] = []
        let files = try digests(of: bundle.image.files, &buffer, heart)
        let masks = try digests(of: bundle.mask.files, &buffer, heart)
        // Neither the names of an image's files nor their order matter.
        return BundleDigests(
            image: ContentDigest.text(files.sorted()), mask: masks.count == 1 ? masks[0] : ContentDigest.text(masks.sorted()), files: files)
    }

    private mutating func digests(of files: [PlannedFile], _ buffer: inout [UInt8], _ heart: Heart?) throws(Reason) -> [String] {
        var digests: [String] = []
        for file in files {
            try file.requireUnchanged()
            digests.append(try digest(of: file.path, &buffer))
            heart?.beat()
        }
        return digests
    }

    private mutating func digest(of path: String, _ buffer: inout [UInt8]) throws(Reason) -> String {
        if let known = known[path], known.state == FileState(of: path) { return known.sha256 }
        if buffer.isEmpty { buffer = ContentDigest.buffer }
        let (digest, state) = try ContentDigest.file(path, through: &buffer)
        if let state, state.isSettled {
            known[path] = KnownDigest(state: state, sha256: digest)
            fresh[path] = known[path]
        }
        return digest
    }
}
