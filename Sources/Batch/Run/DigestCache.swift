import Synchronization

/// The content digests of images, which several masks may share.
final class DigestCache: Sendable {
    private let digests = Mutex<[[String]: String]>([:])

    /// The digest of a set of files, computed once.
    func digest(of files: [String]) throws(Reason) -> String {
        if let known = digests.withLock({ $0[files] }) { return known }
        let digest = try ContentDigest.files(files)
        digests.withLock { $0[files] = digest }
        return digest
    }

    /// The digests of a bundle's image and mask.
    func digests(of bundle: CaseBundle) throws(Reason) -> BundleDigests {
        let files = bundle.mask.files
        let mask = files.count == 1 ? try ContentDigest.file(files[0]) : try digest(of: files)
        return BundleDigests(image: try digest(of: bundle.image.files), mask: mask)
    }
}
