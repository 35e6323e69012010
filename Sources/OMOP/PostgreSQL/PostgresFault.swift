/// What PostgreSQL or its client library said, for those who ask for causes.
struct PostgresFault: Error, CustomStringConvertible {
    /// The SQLSTATE of five characters, empty where the server gave none (a lost connection).
    let state: String
    /// The server's own words, without details that quote rows.
    let reason: String
    /// The constraint that was violated, empty when there was none.
    let constraint: String
    /// The statement that failed.
    let sql: String
    /// Whether the connection is gone.
    let isLost: Bool

    /// True for what goes well when the transaction runs again: others changed the same rows, or took the same ids.
    var isTransient: Bool { !isLost && ["40001", "40P01", "23505"].contains(state) }

    /// True for what a row is refused for by itself, whatever others do: a value that does not fit, or leads nowhere.
    var isOfRows: Bool { !isLost && ["22", "23"].contains(state.prefix(2)) }

    /// The code of the error that the user gets.
    var code: OMOPError.Code {
        if isLost { return .unreachable }
        return switch (state.prefix(2), state) {
        case ("08", _), (_, "57P01"), (_, "57P02"), (_, "57P03"), (_, "53300"): .unreachable
        case ("28", _), (_, "42501"), (_, "25006"): .privilege
        case (_, "40001"), (_, "40P01"), (_, "55P03"), (_, "55006"): .busy
        case (_, "3D000"), (_, "3F000"), (_, "42P01"), (_, "42703"), (_, "42P07"): .schema
        case (_, "22001"): .textTooLong
        case (_, "22003"): .outOfRange
        default: .database
        }
    }

    /// What is wrong and what to do; follows the name of the database.
    var advice: String {
        if isLost {
            return "was lost (\(reason)); the transaction under way is written whole or not at all: see to the server, then run again"
        }
        return switch state {
        case "57P01", "57P02", "57P03": "is being shut down or started (\(reason)); nothing was written: wait, then run again"
        case "53300": "has no connection left (\(reason)); wait, then run again"
        case "53100": "cannot grow: the server's disk is full (\(reason)); make room there and run again"
        case "42501": "refused (\(reason)); ask its administrator for the rights that the documentation lists"
        case "25006": "is read-only (\(reason)); name a server that can be written (a primary, not a standby)"
        case "40001", "40P01", "55P03", "55006": "is in use by other writers (\(reason)); run again when they are done"
        case "3F000", "42P01", "42703":
            "lacks what is needed (\(reason)); check --cdm-schema and --results-schema, and that the CDM there is version 5.4"
        case "57014": "cancelled a statement (\(reason)); where a statement_timeout is set for this user, raise it, then run again"
        case "22P05", "22021": "cannot hold a text (\(reason)); load into a database that was made with ENCODING 'UTF8'"
        case "23505", "23503", "23502", "23514": "refused a row (\(reason)); another program may have changed the same rows: run again"
        default: "was refused by PostgreSQL: \(reason) (SQLSTATE \(state))"
        }
    }

    /// One line.
    var description: String { "PostgreSQL \(state.isEmpty ? "connection" : state): \(reason), in: \(sql)" }
}
