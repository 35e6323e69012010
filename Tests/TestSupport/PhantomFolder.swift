import Foundation

/// Where the IBSI data sets are: `VOXMARK_PHANTOMS`, else the cache that `Phantoms/fetch.sh` fills.
public enum PhantomFolder {
    /// The folder, or nil when neither place holds the data.
    public static var url: URL? {
        let environment = ProcessInfo.processInfo.environment
        let cache =
            environment["XDG_CACHE_HOME"].map { URL(filePath: $0) } ?? URL(filePath: environment["HOME"] ?? "/").appending(path: ".cache")
        let candidates = [environment["VOXMARK_PHANTOMS"].map { URL(filePath: $0) }, cache.appending(path: "voxmark/phantoms")]
        return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.appending(path: "ibsi1").path) }
    }

    /// What a skipped test says.
    public static let missing = "IBSI data not found: set VOXMARK_PHANTOMS, or run Phantoms/fetch.sh to fill the cache"
}
