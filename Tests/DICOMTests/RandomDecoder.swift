import TestSupport

/// Makes any decodable value out of chance, so that no field of it can be forgotten.
struct RandomDecoder: Decoder {
    /// The generator, which all containers share.
    final class Chance {
        var generator: RepeatableGenerator

        init(seed: UInt64) { generator = RepeatableGenerator(seed: seed) }

        func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

        var integer: Int {
            switch number(0...4) {
            case 0: 0
            case 1: .max
            case 2: .min
            default: number(-300...100_000)
            }
        }

        var double: Double {
            switch number(0...6) {
            case 0: .nan
            case 1: -.infinity
            case 2: -0.0
            case 3: .leastNonzeroMagnitude
            case 4: .greatestFiniteMagnitude
            default: Double.random(in: -1e4...1e4, using: &generator)
            }
        }

        var text: String {
            let length = [0, 1, 15, 16, 64, 70_000][one(in: 40) ? 5 : number(0...4)]
            let alphabet = Array("0.19Aé漢\n\u{0}😀")
            return String((0..<length).map { _ in alphabet[number(0...alphabet.count - 1)] })
        }
    }

    let chance: Chance
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed<Key>(chance: chance))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed(chance: chance, count: chance.number(0...3)) }
    func singleValueContainer() -> any SingleValueDecodingContainer { Single(chance: chance) }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let chance: Chance
        var codingPath: [any CodingKey] { [] }

        /// Of an enumeration one case: the names of those that headers have.
        var allKeys: [Key] {
            let keys = ["none", "emission", "magnetic", "projection", "binary", "fractional", "labelMap"].compactMap(Key.init(stringValue:))
            return keys.isEmpty ? [] : [keys[chance.number(0...keys.count - 1)]]
        }

        func contains(_ key: Key) -> Bool { true }
        func decodeNil(forKey key: Key) -> Bool { chance.one(in: 3) }
        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try Single(chance: chance).decode(type) }
        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedDecodingContainer<Nested> {
            KeyedDecodingContainer(Keyed<Nested>(chance: chance))
        }
        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
            Unkeyed(chance: chance, count: chance.number(0...3))
        }
        func superDecoder() -> any Decoder { RandomDecoder(chance: chance) }
        func superDecoder(forKey key: Key) -> any Decoder { RandomDecoder(chance: chance) }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let chance: Chance
        let count: Int?
        var codingPath: [any CodingKey] { [] }
        private(set) var currentIndex = 0
        var isAtEnd: Bool { currentIndex >= count ?? 0 }

        init(chance: Chance, count: Int) {
            self.chance = chance
            self.count = count
        }

        func decodeNil() -> Bool { false }
        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            currentIndex += 1
            return try Single(chance: chance).decode(type)
        }
        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
            KeyedDecodingContainer(Keyed<Nested>(chance: chance))
        }
        func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed(chance: chance, count: 2) }
        func superDecoder() -> any Decoder { RandomDecoder(chance: chance) }
    }

    private struct Single: SingleValueDecodingContainer {
        let chance: Chance
        var codingPath: [any CodingKey] { [] }

        func decodeNil() -> Bool { chance.one(in: 3) }

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let value: Any? =
                switch type {
                case is Int.Type: chance.integer
                case is Double.Type: chance.double
                case is String.Type: chance.text
                case is Bool.Type: chance.one(in: 2)
                case is SIMD2<Double>.Type: SIMD2(chance.double, chance.double)
                case is SIMD3<Double>.Type: SIMD3(chance.double, chance.double, chance.double)
                default: nil
                }
            return try value as? Value ?? Value(from: RandomDecoder(chance: chance))
        }
    }
}
