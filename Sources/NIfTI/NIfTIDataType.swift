/// The voxel types that are read and written, by their NIfTI-1 datatype codes.
public enum NIfTIDataType: Int16, Sendable, Hashable, CaseIterable {
    case uint8 = 2
    case int16 = 4
    case int32 = 8
    case float32 = 16
    case float64 = 64
    case int8 = 256
    case uint16 = 512
    case uint32 = 768
    case int64 = 1024
    case uint64 = 1280

    /// The bytes of one voxel.
    public var byteCount: Int {
        switch self {
        case .uint8, .int8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        }
    }

    /// Does work that is generic in the stored type; the switch lets the compiler specialise every case.
    func apply<Work: StoredValueWork>(_ work: Work) throws(NIfTIError) -> Work.Result {
        switch self {
        case .uint8: try work.run(UInt8.self)
        case .int16: try work.run(Int16.self)
        case .int32: try work.run(Int32.self)
        case .float32: try work.run(Float.self)
        case .float64: try work.run(Double.self)
        case .int8: try work.run(Int8.self)
        case .uint16: try work.run(UInt16.self)
        case .uint32: try work.run(UInt32.self)
        case .int64: try work.run(Int64.self)
        case .uint64: try work.run(UInt64.self)
        }
    }
}

/// Work on voxels of any stored type.
protocol StoredValueWork {
    associatedtype Result
    func run<T: StoredValue>(_ type: T.Type) throws(NIfTIError) -> Result
}

/// A number as it is stored in a file.
protocol StoredValue: Sendable {
    /// An integer of the same width, whose byte order can be swapped.
    associatedtype Bits: FixedWidthInteger & BitwiseCopyable & Sendable
    /// The value of a bit pattern.
    init(bits: Bits)
    /// The value as the nearest 64-bit float.
    var double: Double { get }
    /// Whether a 32-bit float holds the value exactly; NaN and infinities are not asked.
    var fitsFloat: Bool { get }
    /// The value as an integer, or nil when it is none.
    var integer: Int? { get }
    /// The bit pattern of a float, or nil when the type cannot hold it exactly.
    static func bits(of value: Float) -> Bits?
}

extension StoredValue {
    /// The width of a stored value.
    static var bitCount: Int { Bits.bitWidth }
}

extension StoredValue where Self: FixedWidthInteger & BitwiseCopyable, Bits == Self {
    init(bits: Self) { self = bits }
    var double: Double { Double(self) }
    var fitsFloat: Bool { Self.bitWidth <= 16 || Float(exactly: self) != nil }
    var integer: Int? { Int(exactly: self) }
    static func bits(of value: Float) -> Self? { Self(exactly: value) }
}

extension UInt8: StoredValue {}
extension Int8: StoredValue {}
extension UInt16: StoredValue {}
extension Int16: StoredValue {}
extension UInt32: StoredValue {}
extension Int32: StoredValue {}
extension UInt64: StoredValue {}
extension Int64: StoredValue {}

extension Float: StoredValue {
    init(bits: UInt32) { self.init(bitPattern: bits) }
    var double: Double { Double(self) }
    var fitsFloat: Bool { true }
    var integer: Int? { Int(exactly: self) }
    static func bits(of value: Float) -> UInt32? { value.bitPattern }
}

extension Double: StoredValue {
    init(bits: UInt64) { self.init(bitPattern: bits) }
    var double: Double { self }
    var fitsFloat: Bool { Double(Float(self)) == self }
    var integer: Int? { Int(exactly: self) }
    static func bits(of value: Float) -> UInt64? { Double(value).bitPattern }
}
