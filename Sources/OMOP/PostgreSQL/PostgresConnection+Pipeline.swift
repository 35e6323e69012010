import CLibPQ

/// Statements that are not waited for: within a transaction, what gives no rows is sent together with the next statement that does.
///
/// Each would cost a round trip otherwise. What the server says of them comes up with the statement that is waited for next, which is the end of
/// the transaction, or of its part, at the latest; those after one that failed are not run.
extension PostgresConnection {
    /// The results of more could fill the connection, while both ends wait for each other to read.
    private static let mostSent = 64

    /// True within a transaction, also one that failed and waits to be rolled back.
    var isInTransaction: Bool { [PQTRANS_INTRANS, PQTRANS_INERROR, PQTRANS_ACTIVE].contains { $0 == transaction } }

    /// True within a transaction that failed and waits to be rolled back.
    var hasFailed: Bool { transaction == PQTRANS_INERROR }

    /// Sends a compiled statement without waiting for it; call it within a transaction.
    func send(prepared name: String, _ parameters: [String?], sql: String) throws(OMOPError) {
        try makeRoom(for: sql)
        let isSent = Self.withTexts(parameters) { PQsendQueryPrepared(handle, name, Int32(parameters.count), $0, nil, nil, 0) }
        guard isSent == 1 else { throw lost(sql) }
        sent.append(sql)
    }

    /// Sends one statement without parameters, and does not wait for it; call it within a transaction.
    func send(_ sql: String) throws(OMOPError) {
        try makeRoom(for: sql)
        guard PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 0) == 1 else { throw lost(sql) }
        sent.append(sql)
    }

    /// Runs the statement that ends a transaction or its part, after all that was sent.
    @discardableResult
    func end(_ sql: String) throws(OMOPError) -> PostgresResult {
        guard !sent.isEmpty else { return try execute(sql) }
        try send(sql)
        guard let result = try settle() else { throw lost(sql) }
        return result
    }

    /// Runs the statement that ends a part of a transaction, and waits for it unless all that came before has gone well.
    func endPart(_ sql: String) throws(OMOPError) {
        if sent.isEmpty, transaction == PQTRANS_INTRANS { try send(sql) } else { try end(sql) }
    }

    private func makeRoom(for sql: String) throws(OMOPError) {
        if sent.count >= Self.mostSent { try settle() }
        guard !sent.isEmpty || PQenterPipelineMode(handle) == 1 else { throw lost(sql) }
    }

    /// Waits for all that was sent.
    ///
    /// - Returns: what the last statement gave, nil when nothing was sent.
    /// - Throws: what the first one that failed says.
    @discardableResult
    func settle() throws(OMOPError) -> PostgresResult? {
        guard let last = sent.last else { return nil }
        let statements = sent
        sent = []
        guard PQpipelineSync(handle) == 1 else { throw lost(last) }
        var fault: OMOPError?
        var given: PostgresResult?
        for sql in statements {
            while let result = PQgetResult(handle) {
                if PQresultStatus(result) == PGRES_PIPELINE_ABORTED {
                    PQclear(result)
                } else {
                    do throws(OMOPError) { given = try checked(result, sql) } catch { fault = fault ?? error }
                }
                if PQstatus(handle) != CONNECTION_OK { throw fault ?? lost(sql) }
            }
        }
        PQclear(PQgetResult(handle))
        guard PQstatus(handle) == CONNECTION_OK, PQexitPipelineMode(handle) == 1 else { throw fault ?? lost(last) }
        if let fault { throw fault }
        return given
    }
}
