/// Unique identifiers that depend on nothing but the names they are made from.
enum UniqueIdentifier {
    /// A UID under 2.25 (DICOM PS3.5 B.2): a UUID of version 8 whose other bits are the FNV-1a hash of the names.
    static func make(_ names: String...) -> String {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in names.joined(separator: "\u{0}").utf8 {
            hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
        let version: UInt128 = 0x8 << 76
        let variant: UInt128 = 0x2 << 62
        hash = hash & ~(0xF << 76) & ~(0x3 << 62) | version | variant
        return "2.25.\(hash)"
    }
}
