/// A day of the Gregorian calendar.
public struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The year.
    public let year: Int
    /// The month, 1…12.
    public let month: Int
    /// The day of the month, 1…31.
    public let day: Int

    /// A day, or nil when the calendar has none such.
    public init?(year: Int, month: Int, day: Int) {
        guard 1...9999 ~= year, 1...12 ~= month, 1...Self.days(year, month) ~= day else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// A DICOM date (PS3.5 6.2, DA): `YYYYMMDD`, or the old `YYYY.MM.DD`; padding is ignored.
    public init?(dicom text: String) {
        let text = text.trimmingPadding
        let separated = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let parts: [String]
        if separated.count == 3, separated.map(\.count) == [4, 2, 2] {
            parts = separated
        } else {
            guard text.count == 8 else { return nil }
            parts = [String(text.prefix(4)), String(text.dropFirst(4).prefix(2)), String(text.suffix(2))]
        }
        let numbers = parts.compactMap { $0.allSatisfy(\.isASCIIDigit) ? Int($0) : nil }
        guard numbers.count == 3 else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// The day as ISO 8601 writes it.
    public var description: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }

    /// The order of days.
    public static func < (one: CalendarDate, other: CalendarDate) -> Bool {
        (one.year, one.month, one.day) < (other.year, other.month, other.day)
    }

    /// The year of the day that lies an age before this one, nil before year 1.
    func year(before age: DICOMAge) -> Int? {
        let result =
            switch age.unit {
            case .years: year - age.count
            case .months: (12 * year + month - 1 - age.count).quotientTowardsNegative(12)
            case .weeks: yearAfterSubtracting(days: 7 * age.count)
            case .days: yearAfterSubtracting(days: age.count)
            }
        return result >= 1 ? result : nil
    }

    private func yearAfterSubtracting(days: Int) -> Int {
        let dayOfYear = (1..<month).reduce(day) { $0 + Self.days(year, $1) }
        var result = year
        var left = days - dayOfYear
        while left >= 0 {
            result -= 1
            left -= Self.isLeap(result) ? 366 : 365
        }
        return result
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// A DICOM age (PS3.5 6.2, AS): three digits and one of D, W, M, Y.
struct DICOMAge: Sendable, Hashable {
    enum Unit: Character, Sendable {
        case days = "D"
        case weeks = "W"
        case months = "M"
        case years = "Y"
    }

    let count: Int
    let unit: Unit

    init?(_ text: String) {
        let text = text.trimmingPadding
        guard text.count == 4, let last = text.last, let unit = Unit(rawValue: last), text.dropLast().allSatisfy(\.isASCIIDigit),
            let count = Int(text.dropLast())
        else { return nil }
        self.count = count
        self.unit = unit
    }
}

extension String {
    /// The text without the spaces and NULs that DICOM allows around values.
    var trimmingPadding: String {
        // Most texts have none, which their ends show.
        if let first = utf8.first, let last = utf8.last, 0x21...0x7E ~= first, 0x21...0x7E ~= last { return self }
        let isPadding: (Character) -> Bool = { $0 == "\0" || $0.isWhitespace }
        let start = drop(while: isPadding)
        return String(start.reversed().drop(while: isPadding).reversed())
    }
}

extension Character {
    var isASCIIDigit: Bool { "0"..."9" ~= self }
}

extension Int {
    fileprivate func quotientTowardsNegative(_ divisor: Int) -> Int {
        self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
    }
}
