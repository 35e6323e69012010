extension CalendarDate {
    /// The day that lies some days later, or earlier for a negative number; nil outside the years 1…9999.
    public func adding(days: Int) -> CalendarDate? {
        let (number, overflow) = dayNumber.addingReportingOverflow(days)
        return overflow ? nil : CalendarDate(dayNumber: number)
    }

    /// How many days lie between an earlier day and this one; negative for a later one.
    func days(since other: CalendarDate) -> Int { dayNumber - other.dayNumber }

    /// A day as ISO 8601 writes it, as in `date` columns.
    public init?(iso text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], text.allSatisfy({ $0 == "-" || $0.isASCIIDigit }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// Days since 0000-03-01, so that the leap day ends a year (Hinnant, "chrono-compatible low-level date algorithms").
    private var dayNumber: Int {
        let march = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return 365 * march + march / 4 - march / 100 + march / 400 + dayOfYear
    }

    private init?(dayNumber: Int) {
        guard 0...3_700_000 ~= dayNumber else { return nil }
        let era = dayNumber / 146_097
        let dayOfEra = dayNumber % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = era * 400 + yearOfEra + (month < 10 ? 0 : 1)
        self.init(year: year, month: month < 10 ? month + 3 : month - 9, day: dayOfYear - (153 * month + 2) / 5 + 1)
    }
}
