extension PostgresDatabase {
    /// Whether another connection shows that the run is at work; the lock that shows it goes with its connection.
    public func isAlive(run: String) throws(OMOPError) -> Bool {
        let lock = Self.lock(of: run)
        let isFree =
            try rows("SELECT pg_try_advisory_lock(\(lock))") { $0.integer(0) == 1 }.first == true
        if isFree { try execute("SELECT pg_advisory_unlock(\(lock))") }
        return !isFree
    }

    /// Takes the lock that shows that a run is at work.
    public func keepAlive(run: String) throws(OMOPError) {
        try execute("SELECT pg_advisory_lock(\(Self.lock(of: run)))")
    }

    /// The two numbers of a run's lock; the first tells it from the lock of writers.
    private static func lock(of run: String) -> String { "\(0x564F_5852), \(number(of: run))" }
}
