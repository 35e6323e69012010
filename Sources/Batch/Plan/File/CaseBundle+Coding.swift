import DICOM
import Segmentation

extension CaseBundle: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case image, mask, cases
    }

    /// Reads a bundle of a plan file.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(only: CodingKeys.self)
        image = try container.decode(PlannedImage.self, forKey: .image)
        mask = try container.decode(PlannedMask.self, forKey: .mask)
        cases = try container.decode([PlannedCase].self, forKey: .cases)
        var labels: Set<String> = []
        for one in cases where !labels.insert(one.label).inserted {
            throw container.trouble("two cases are called “\(one.label)”; give each a label of its own", at: .cases)
        }
    }

    /// Writes a bundle of a plan file.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(image, forKey: .image)
        try container.encode(mask, forKey: .mask)
        try container.encode(cases, forKey: .cases)
    }
}

extension PlannedCase: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case label, region, cost
    }

    /// Reads a case of a plan file; one whose cost was taken out counts as `CaseCost.unknown`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(only: CodingKeys.self)
        label = try container.decode(String.self, forKey: .label)
        guard !label.isEmpty else { throw container.trouble("a case needs a name", at: .label) }
        region = try container.decode(Region.self, forKey: .region)
        cost = try container.decodeIfPresent(Strict<CaseCost>.self, forKey: .cost)?.value ?? .unknown
        guard cost.peakBytes >= 0, cost.seconds >= 0 else { throw container.trouble("a cost is not negative", at: .cost) }
    }

    /// Writes a case of a plan file.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(label, forKey: .label)
        try container.encode(region, forKey: .region)
        try container.encode(cost, forKey: .cost)
    }
}

/// An object with one key, which says what kind of region it is.
extension PlannedCase.Region: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case roi, segment, label, labels, file, made, all
    }

    private struct Made: Codable, Sendable {
        let operation: MaskOperation
        let of: [String: PlannedCase.Region]
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(only: CodingKeys.self)
        guard let kind = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "a region is of one kind"))
        }
        switch kind {
        case .roi: self = .roi(try container.decodeStrictly(ROI.self, forKey: kind))
        case .segment: self = .segment(try container.decodeStrictly(Segment.self, forKey: kind))
        case .label: self = .label(try container.decode(Int.self, forKey: kind))
        case .all: self = .label(nil)
        case .labels: self = .labels(try container.decode([Int].self, forKey: kind))
        case .file: self = .file(try container.decodeStrictly(MaskFolder.File.self, forKey: kind))
        case .made:
            let made = try container.decodeStrictly(Made.self, forKey: kind)
            self = .made(made.operation, of: made.of)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .roi(let roi): try container.encode(roi, forKey: .roi)
        case .segment(let segment): try container.encode(segment, forKey: .segment)
        case .label(let number?): try container.encode(number, forKey: .label)
        case .label(nil): try container.encode(true, forKey: .all)
        case .labels(let numbers): try container.encode(numbers, forKey: .labels)
        case .file(let file): try container.encode(file, forKey: .file)
        case .made(let operation, let operands): try container.encode(Made(operation: operation, of: operands), forKey: .made)
        }
    }
}
