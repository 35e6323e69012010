/// A moment in seconds since the beginning of the year 0 of the proleptic Gregorian calendar, in the scanner's local time.
struct DICOMMoment: Sendable, Hashable {
    let seconds: Double

    /// Adds the seconds of a day to the beginning of a day.
    init?(date: String?, time: String?) {
        guard let day = date.flatMap(Self.day), let time = time.flatMap(Self.secondOfDay) else { return nil }
        seconds = Double(day) * 86_400 + time
    }

    /// Reads a date-time (DT) that names at least the minute; an offset from UTC is left to the caller.
    init?(dateTime: String) {
        let plain = dateTime.prefix { $0 != "+" && $0 != "-" }
        guard plain.count >= 12 else { return nil }
        self.init(date: String(plain.prefix(8)), time: String(plain.dropFirst(8)))
    }

    init(seconds: Double) {
        self.seconds = seconds
    }

    /// The seconds since midnight.
    var secondOfDay: Double { seconds - (seconds / 86_400).rounded(.down) * 86_400 }

    /// Seconds from another moment to this one.
    func seconds(since other: DICOMMoment) -> Double { seconds - other.seconds }

    /// The seconds since midnight of a time (TM), as HHMM, HHMMSS or HHMMSS.FFFFFF, with or without colons; nil for anything else.
    static func secondOfDay(_ text: String) -> Double? {
        let parts = text.filter { $0 != ":" }.trimmed.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let numbers = pairs(whole), (2...3).contains(numbers.count) else { return nil }
        let second = numbers.count == 3 ? numbers[2] : 0
        guard numbers[0] < 24, numbers[1] < 60, second <= 60 else { return nil }
        var fraction = 0.0
        if parts.count == 2, !parts[1].isEmpty {
            guard numbers.count == 3, parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let value = Double("0.\(parts[1])") else {
                return nil
            }
            fraction = value
        }
        return Double(numbers[0] * 3600 + numbers[1] * 60 + second) + fraction
    }

    /// The days from the year 0 to a date (DA), as YYYYMMDD or YYYY.MM.DD; nil for anything else.
    private static func day(_ text: String) -> Int? {
        guard let numbers = pairs(Substring(text.filter { $0 != "." }.trimmed)), numbers.count == 4 else { return nil }
        let (year, month, day) = (numbers[0] * 100 + numbers[1], numbers[2], numbers[3])
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Years begin in March, so that the leap day is the last.
        let shifted = month > 2 ? year : year - 1
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + ofYear
    }

    /// The numbers of two digits that a text of digits is made of.
    private static func pairs(_ digits: Substring) -> [Int]? {
        guard digits.count % 2 == 0, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        let values = digits.compactMap(\.wholeNumberValue)
        return stride(from: 0, to: values.count, by: 2).map { values[$0] * 10 + values[$0 + 1] }
    }
}

extension String {
    /// The text without spaces and zero bytes around it.
    var trimmed: String {
        let isPadding: (Character) -> Bool = { $0 == " " || $0 == "\0" }
        return String(drop(while: isPadding).reversed().drop(while: isPadding).reversed())
    }
}
