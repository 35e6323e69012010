import Testing

@testable import OMOP

@Suite("A site's observation periods")
struct ObservationPeriodMechanicsTests {
    /// The periods of a person after they were made to cover days, one after the other.
    private static func covering(_ days: [String], _ periods: [(String, String)]) throws -> [String] {
        let database = try Samples.writer(":memory:").database
        try database.execute(
            """
            INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id) VALUES (7, 0, 1950, 0, 0)
            """)
        for (number, (start, end)) in periods.enumerated() {
            try database.execute("INSERT INTO observation_period VALUES (\(number + 1), 7, '\(start)', '\(end)', 32817)")
        }
        for day in days { try ObservationPeriods(database).cover(#require(CalendarDate(iso: day)), of: 7) }
        return try database.table(
            "SELECT observation_period_start_date, observation_period_end_date FROM observation_period ORDER BY observation_period_id")
    }

    private static let two = [("2000-01-01", "2001-12-31"), ("2010-01-01", "2011-12-31")]

    @Test(
        "are extended by the nearest one, forwards or backwards, and none that is there already",
        arguments: [
            ("2001-06-01", ["2000-01-01|2001-12-31", "2010-01-01|2011-12-31"]),
            ("2002-01-01", ["2000-01-01|2002-01-01", "2010-01-01|2011-12-31"]),
            ("2005-12-31", ["2000-01-01|2005-12-31", "2010-01-01|2011-12-31"]),
            ("2006-01-02", ["2000-01-01|2001-12-31", "2006-01-02|2011-12-31"]),
            ("2009-12-31", ["2000-01-01|2001-12-31", "2009-12-31|2011-12-31"]),
            ("1999-12-31", ["1999-12-31|2001-12-31", "2010-01-01|2011-12-31"]),
            ("2012-01-01", ["2000-01-01|2001-12-31", "2010-01-01|2012-01-01"]),
        ])
    func nearest(day: String, periods: [String]) throws {
        #expect(try Self.covering([day], Self.two) == periods)
    }

    @Test("of which two are equally near: the earlier one grows; a single day between two leaves both, which never overlap")
    func equallyNear() throws {
        let even = [("2000-01-01", "2000-01-31"), ("2000-03-01", "2000-03-31")]
        #expect(try Self.covering(["2000-02-15"], even) == ["2000-01-01|2000-02-15", "2000-03-01|2000-03-31"])
        let close = [("2000-01-01", "2000-01-31"), ("2000-02-02", "2000-02-29")]
        #expect(try Self.covering(["2000-02-01"], close) == ["2000-01-01|2000-02-01", "2000-02-02|2000-02-29"])
        let after = try Self.covering(["2005-01-01", "2006-01-01", "2009-01-01", "2007-12-31"], Self.two)
        #expect(after == ["2000-01-01|2006-01-01", "2007-12-31|2011-12-31"])
    }

    @Test("of a person without any begin with the day")
    func none() throws {
        #expect(try Self.covering(["2006-01-01", "2006-02-01"], []) == ["2006-01-01|2006-02-01"])
    }
}
