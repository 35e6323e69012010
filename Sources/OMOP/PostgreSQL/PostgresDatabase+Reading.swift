/// What reads a database that runs have written into.
extension PostgresDatabase {
    /// Reads from now on what the database holds at this moment, and writes nothing.
    func beginSnapshot() throws(OMOPError) {
        try execute("SET default_transaction_read_only = on; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    /// Refuses a database that no run has written into.
    func requireOwnTables() throws(OMOPError) {
        guard try hasOwnTables else {
            throw OMOPError(
                .noDatabase, "schema \(resultsSchema) of \(place) holds no results of a run; name the --results-schema of the run")
        }
    }
}
