import CDCMTK
import Foundation
import TestSupport
import Testing

@testable import DICOM

/// A header that is looked at in place says what DCMTK makes of the same bytes; an element behind the pixels sends a file to DCMTK.
struct PlainImageTwinTests {
    /// What a reader got from a file.
    private enum Outcome: Equatable {
        case header(InstanceHeader, sequence: [String?], pixels: [Int32])
        case refusal(DICOMError.Code, String)
    }

    private static let padding = DICOMBytes.Element(0xFFFC, 0xFFFC, "OB", [0, 0, 0, 0])

    private func isPlain(_ path: String) -> Bool {
        var error = cdcmtk_error()
        guard let file = cdcmtk_open(path, 0, &error) else { return false }
        defer { cdcmtk_close(file) }
        return cdcmtk_is_plain(file) != 0
    }

    private func outcome(_ path: String) -> Outcome {
        do throws(DICOMError) {
            let file = try DICOMFile(path: path)
            var header = try InstanceHeader(file: file)
            header.path = ""
            var pixels = [Int32](repeating: 0, count: 6)
            try file.readFrame(0, x: 1..<4, y: 1..<3, into: &pixels)
            let references = file.dataset.items(Tag(0x0008, 0x1140)).map { $0.string(Tag(0x0008, 0x1155)) }
            return .header(header, sequence: references, pixels: pixels)
        } catch {
            return .refusal(error.code, error.message)
        }
    }

    /// Reads the bytes as they are, and by DCMTK; whether the first was in place.
    @discardableResult
    private func compare(_ bytes: [UInt8], in folder: URL, _ name: Comment) throws -> Bool {
        let (own, other) = (folder.appending(path: "own"), folder.appending(path: "other"))
        try Data(bytes).write(to: own)
        guard isPlain(own.path) else { return false }
        try Data(bytes + Self.padding.bytes).write(to: other)
        #expect(!isPlain(other.path), name)
        #expect(outcome(own.path) == outcome(other.path), name)
        return true
    }

    private static let long = String(repeating: "a long text ", count: 1500)

    /// Headers with something odd about them, and whether they are looked at in place.
    private static let headers: [(name: Comment, elements: [DICOMBytes.Element], isPlain: Bool)] = [
        ("as it is", slice(1), true),
        ("texts with spaces", slice(1).with(0x0010, 0x0020, .init(0x0010, 0x0020, "LO", "  two words   ")), true),
        ("an empty text", slice(1).with(0x0010, 0x0020, .init(0x0010, 0x0020, "LO", "")), true),
        ("nothing but spaces", slice(1).with(0x0010, 0x0020, .init(0x0010, 0x0020, "LO", "    ")), true),
        ("several values", slice(1) + [.init(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\\\AXIAL")], true),
        ("spaces between values", slice(1) + [.init(0x0008, 0x0008, "CS", "ORIGINAL \\ PRIMARY")], false),
        ("a zero byte in a text", slice(1).with(0x0010, 0x0020, .init(0x0010, 0x0020, "LO", "P\u{0}1")), false),
        ("UTF-8", slice(1) + [.init(0x0008, 0x0005, "CS", "ISO_IR 192"), .init(0x0008, 0x103E, "LO", "Schädel")], true),
        ("Latin-1 in ASCII", slice(1) + [.init(0x0008, 0x0005, "CS", "ISO_IR 100"), .init(0x0008, 0x103E, "LO", "Skull")], true),
        ("Latin-1", slice(1) + [.init(0x0008, 0x0005, "CS", "ISO_IR 100"), .init(0x0008, 0x103E, "LO", [0x53, 0xE4])], false),
        ("Cyrillic", slice(1) + [.init(0x0008, 0x0005, "CS", "ISO_IR 144")], false),
        ("numbers with spaces and signs", slice(1).with(0x0028, 0x1053, .init(0x0028, 0x1053, "DS", " +1.5E0 ")), true),
        ("no number", slice(1).with(0x0028, 0x1053, .init(0x0028, 0x1053, "DS", "one")), true),
        ("a number too many", slice(1).with(0x0028, 0x0030, .init(0x0028, 0x0030, "DS", "1\\2\\3")), true),
        ("signed padding", slice(1) + [.init(0x0028, 0x0120, "SS", [0x30, 0xF8])], true),
        ("unsigned padding", slice(1) + [.init(0x0028, 0x0120, 0xF830)], true),
        ("no rescaling", slice(1).with(0x0028, 0x1053, nil).with(0x0028, 0x1052, nil), true),
        ("a private element", slice(1) + [.init(0x0009, 0x0010, "LO", "MAKER"), .init(0x0009, 0x1001, "OB", [1, 2, 3, 4])], true),
        ("an unknown value representation", slice(1) + [.init(0x0009, 0x1001, "UN", [1, 2])], false),
        ("a long text", slice(1) + [.init(0x0020, 0x4000, "LT", "short"), .init(0x0040, 0x0280, "UT", long)], true),
        (
            "a sequence",
            slice(1) + [
                .init(0x0008, 0x1140, items: [[.init(0x0008, 0x1155, "UI", "1.2.3")], [.init(0x0008, 0x1155, "UI", "1.2.4")]])
            ], true
        ),
        ("a modality table", slice(1) + [.init(0x0028, 0x3000, items: [[.init(0x0028, 0x3004, "LO", "HU")]])], true),
        ("a UID with a space", slice(1).with(0x0020, 0x000E, .init(0x0020, 0x000E, "UI", "1.2.3 ")), false),
        ("another element twice", slice(1) + [.init(0x0028, 0x0010, 3)], false),
        ("an element of eight bits", slice(1).with(0x0028, 0x0100, .init(0x0028, 0x0100, 8)), false),
        ("short pixel data", slice(1, values: [1, 2, 3]), false),
        ("more than the pixels", slice(1, values: [UInt16](repeating: 7, count: 14)), true),
    ]

    @Test(arguments: headers.indices)
    func headersSayTheSame(place: Int) throws {
        let one = Self.headers[place]
        try withFolder([:]) { folder in
            let isPlain = try compare(DICOMBytes.file(one.elements), in: folder, one.name)
            #expect(isPlain == one.isPlain, one.name)
        }
    }

    /// Undefined lengths of sequences and items.
    @Test func openSequencesSayTheSame() throws {
        let end: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
        let uid = DICOMBytes.Element(0x0008, 0x1155, "UI", "1.2.3").bytes
        let item = [0xFE, 0xFF, 0x00, 0xE0] + end + uid + [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0]
        let open = [0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0, 0] + end + item + [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]
        let (head, rest) = (slice(1).filter { $0.group == 8 && $0.element < 0x1140 }, slice(1).filter { $0.group > 8 })
        try withFolder([:]) { folder in
            let whole = try compare(DICOMBytes.file(head) + open + DICOMBytes.bareFile(rest), in: folder, "open")
            let cut = try compare(DICOMBytes.file(head) + open.dropLast(8) + DICOMBytes.bareFile(rest), in: folder, "without end")
            #expect(whole && !cut)
        }
    }

    /// Whatever byte of the header is another: a file that is still looked at in place says what DCMTK says.
    @Test func spoiltHeadersSayTheSame() throws {
        var generator = RepeatableGenerator(seed: 0x5001)
        let sequence = DICOMBytes.Element(0x0008, 0x1140, items: [[.init(0x0008, 0x1155, "UI", "1.2.3")]])
        let texts: [DICOMBytes.Element] = [
            .init(0x0008, 0x0005, "CS", "ISO_IR 100"), .init(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY"),
            .init(0x0008, 0x103E, "LO", "Thorax  "),
        ]
        let sound = DICOMBytes.file(slice(1) + [sequence] + texts)
        var plain = 0
        try withFolder([:]) { folder in
            for round in 0..<1000 {
                var bytes = sound
                let place = Int.random(in: 128..<bytes.count, using: &generator)
                bytes[place] = round % 2 == 0 ? UInt8.random(in: 0...255, using: &generator) : bytes[place] ^ (1 << UInt8(round / 2 % 8))
                if try compare(bytes, in: folder, "round \(round), byte \(place)") { plain += 1 }
            }
        }
        #expect(plain > 250)
    }

    /// A transfer syntax that claims bytes behind the meta header, or that is no UID.
    @Test func spoiltMetaHeadersAreLeftToDCMTK() throws {
        let sound = DICOMBytes.file(slice(1))
        try withFolder([:]) { folder in
            for (place, value) in [(150, 0xFF), (151, 0xFF), (148, 0x50), (149, 0x4E)] as [(Int, UInt8)] {
                var bytes = sound
                bytes[place] = value
                let isPlain = try compare(bytes, in: folder, "byte \(place)")
                #expect(!isPlain)
            }
            let isPlain = try compare(sound, in: folder, "sound")
            #expect(isPlain)
        }
    }
}
