/// A key by its name.
private struct NamedKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// The container of an object that has no other keys than these, so that a slip of whoever edited it is told.
    func container<Key: CodingKey & CaseIterable>(only keys: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try requireKeys(among: keys.allCases.map(\.stringValue))
        return try container(keyedBy: keys)
    }

    fileprivate func requireKeys(among known: [String]) throws {
        let found = try container(keyedBy: NamedKey.self).allKeys
        guard let other = found.filter({ !known.contains($0.stringValue) }).min(by: { $0.stringValue < $1.stringValue }) else { return }
        throw DecodingError.dataCorrupted(
            DecodingError.Context(
                codingPath: codingPath,
                debugDescription: "there is no key “\(other.stringValue)”; the keys are \(known.sorted().joined(separator: ", "))"))
    }
}

/// A value whose object has no other keys than the value has properties.
struct Strict<Value: Decodable>: Decodable {
    let value: Value

    init(from decoder: any Decoder) throws {
        value = try Value(from: decoder)
        try decoder.requireKeys(among: Mirror(reflecting: value).children.compactMap(\.label))
    }
}

extension KeyedDecodingContainer {
    /// Decodes a value whose object has no other keys than the value has properties.
    func decodeStrictly<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decode(Strict<Value>.self, forKey: key).value
    }

    /// Decodes such values; an absent key stands for none.
    func decodeListStrictly<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> [Value] {
        try decodeIfPresent([Strict<Value>].self, forKey: key)?.map(\.value) ?? []
    }

    /// The error of a value that has the right form and makes no sense.
    func trouble(_ message: String, at key: Key) -> DecodingError {
        DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: message)
    }
}

extension DecodingError {
    /// Where something is wrong and what, in one line.
    var line: String {
        let (context, what): (Context, String) =
            switch self {
            case .typeMismatch(_, let context): (context, context.debugDescription)
            case .valueNotFound(_, let context): (context, "a value is missing")
            case .keyNotFound(let key, let context): (context, "the key “\(key.stringValue)” is missing")
            case .dataCorrupted(let context): (context, context.underlyingError.map { "\($0)" } ?? context.debugDescription)
            @unknown default: (Context(codingPath: [], debugDescription: ""), "\(self)")
            }
        let place = context.codingPath.reduce("") { path, key in
            if let index = key.intValue { return "\(path)[\(index)]" }
            return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
        }
        return place.isEmpty ? what : "\(place): \(what)"
    }
}
