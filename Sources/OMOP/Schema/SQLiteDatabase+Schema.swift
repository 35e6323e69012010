extension SQLiteDatabase {
    /// Makes the tables of an empty database; one that holds other tables, or an older or newer version of ours, is refused; call it in a transaction.
    func prepareSchema(_ source: CDMSource, key: PseudonymKey) throws(OMOPError) {
        guard try !isEmpty else {
            try createTables(fingerprint: key.fingerprint)
            return try write(source)
        }
        try check(fingerprintOfCheckedSchema(), is: key)
    }

    /// True when there is no table.
    var isEmpty: Bool {
        get throws(OMOPError) {
            try rows("SELECT 1 FROM sqlite_master WHERE type = 'table' LIMIT 1") { _ in true }.isEmpty
        }
    }

    /// What tells the key of the pseudonyms of a database that has our tables in this version; any other is refused.
    func fingerprintOfCheckedSchema() throws(OMOPError) -> String {
        guard
            try !rows(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'voxmark_property'",
                row: { _ in true }
            ).isEmpty
        else {
            throw OMOPError(
                .schema, "\(path) holds tables that Voxmark did not make; name a new file for the database")
        }
        return try fingerprintOfThisVersion()
    }

    /// Checks a database for damage whose last run did not come to its end, so that none is built upon; reading all pages takes its time.
    func checkUnlessEndedWell() throws(OMOPError) {
        if let state = try RunTable(self).newestState(), state == .running || state == .ended { try checkForDamage() }
    }

    /// Makes all tables and writes the vocabulary that holds for every recipe.
    func createTables(fingerprint: String) throws(OMOPError) {
        try execute(CDMTables.statements)
        try execute(ImagingTables.studies)
        try execute(VoxmarkTables.statements(.sqlite))
        try enterProperties(fingerprint: fingerprint)
        try insertStandardVocabulary()
    }
}
