import Voxels

extension ModalityPolicy {
    /// What can change a value, as part of the configuration.
    ///
    /// A key of the recipe that is at its default is not written, so that recipes from before the key keep digest and configuration.
    var upstream: [(String, String)] {
        var lines: [(String, String)] = []
        if uptake != .none { lines.append(("pet.suv", uptake.rawValue)) }
        if magnetic != .rescale { lines.append(("mr.scaling", magnetic.rawValue)) }
        if let intent = projection.intent { lines.append(("projection.intent", intent.rawValue)) }
        if let spacing = projection.spacing { lines.append(("projection.spacing", spacing.canonical)) }
        return lines
    }

    /// What is written beside it into the digest.
    var choice: [(String, String)] { modalities.map { [("modalities", $0.joined(separator: " "))] } ?? [] }

    /// What of it IBSI's short-hand shows.
    var shorthand: [String] {
        var parts: [String] = []
        if uptake != .none { parts.append("SUV:\(uptake.rawValue)") }
        if magnetic != .rescale { parts.append("MR:\(magnetic.rawValue)") }
        let projected = [projection.intent?.rawValue, projection.spacing?.canonical].compactMap { $0 }
        if !projected.isEmpty { parts.append("PROJ:" + projected.joined(separator: ",")) }
        return parts
    }
}

extension ProjectionPolicy.Spacing {
    fileprivate var canonical: String {
        switch self {
        case .detector: "detector"
        case .object: "object"
        case .calibrated: "calibrated"
        case .stated(let x, let y): "\(plain(x)) \(plain(y))"
        }
    }
}
