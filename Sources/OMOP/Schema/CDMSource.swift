/// The one row of `cdm_source`, written when the database is made and never changed: OHDSI's Strategus derives a database's identity from it.
public struct CDMSource: Sendable, Hashable {
    /// The database's name (≤ 255 characters).
    public var name: String
    /// Its short name (≤ 25 characters).
    public var abbreviation: String
    /// Who holds it (≤ 255 characters).
    public var holder: String
    /// What is in it.
    public var description: String
    /// The day of its making, for both release dates.
    public var releaseDate: CalendarDate

    /// Describes a database.
    public init(
        name: String = "Voxmark radiomics", abbreviation: String = "voxmark", holder: String = "not stated",
        description: String = "IBSI radiomic features of regions of interest; values below zero are legitimate for many of them",
        releaseDate: CalendarDate
    ) {
        self.name = name
        self.abbreviation = abbreviation
        self.holder = holder
        self.description = description
        self.releaseDate = releaseDate
    }
}
