extension CaseBundle {
    /// Where image and mask lie, relative to the archive: what their paths share, then what is different in braces.
    var place: String {
        let (one, other) = (image.place.components, mask.place.components)
        let shared = zip(one, other).prefix { $0 == $1 }.count
        let rest = [one, other].map { $0.dropFirst(shared).joined(separator: "/") }.filter { !$0.isEmpty }
        let leading = one.prefix(shared).joined(separator: "/")
        guard rest.count == 2 else { return ([leading] + rest).filter { !$0.isEmpty }.joined(separator: "/") }
        return (leading.isEmpty ? "" : leading + "/") + "{\(rest.joined(separator: ", "))}"
    }
}

extension String {
    /// The parts of a path; that of the root is empty.
    fileprivate var components: [Substring] { split(separator: "/", omittingEmptySubsequences: false) }
}
