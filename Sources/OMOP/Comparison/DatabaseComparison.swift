/// Compares two databases, or two runs, on natural keys: never on surrogate ids, names of runs, versions of the program, or times.
///
/// Cases are the current ones; they belong together by their subject, so that a case whose recipe or input has changed is compared with what it was
/// before, feature by feature, also when the recipe's configuration has another number now. Persons, observation periods, what headers said about
/// persons, studies, images and their files are those of the whole databases; where a side is a site's CDM, whose persons are the site's, only files
/// and acquisitions of images are compared of them. Both sides are walked in key order, so that memory does not grow with them.
public struct DatabaseComparison {
    private let first: ComparedRun
    private let second: ComparedRun
    private let tolerance: Double
    private let regions: (ComparedRegions, ComparedRegions)
    private var features: [Int: ComparisonReport.Feature] = [:]
    private var report = ComparisonReport()

    /// Prepares a comparison.
    ///
    /// - Parameter tolerance: how far values may lie apart, relative to the larger magnitude; 0 asks for the same bits.
    /// - Throws: `OMOPError` when the pseudonyms of the two were made with different keys.
    public init(_ first: ComparedRun, _ second: ComparedRun, tolerance: Double = 0) throws(OMOPError) {
        guard first.database.fingerprint == second.database.fingerprint else {
            throw OMOPError(
                .wrongKey,
                "the pseudonyms in \(first.database.place) and \(second.database.place) were made with different keys: their persons and images "
                    + "cannot be compared")
        }
        self.first = first
        self.second = second
        self.tolerance = tolerance
        regions = (try ComparedRegions(first.database), try ComparedRegions(second.database))
    }

    /// Compares everything.
    public mutating func run() throws(OMOPError) -> ComparisonReport {
        report = ComparisonReport()
        features = [:]
        try compareCases()
        report.features = try features.values.filter { !$0.isEqual }.sorted { $0.concept < $1.concept }.map(named)
        report.tables = try tables().map { table throws(OMOPError) in try compare(table) }.filter { !$0.isEqual }
        return report
    }

    /// The tables beside the cases: runs of one database share them, and the persons of a site are the site's.
    private func tables() throws(OMOPError) -> [ComparedTable] {
        guard first.address != second.address else { return [] }
        let sites = (try first.database.isSite, try second.database.isSite)
        return ComparedTable.all.filter { sites == (false, false) || !$0.isOfPersons }
    }

    private mutating func compareCases() throws(OMOPError) {
        var (one, other) = (try first.cases(), try second.cases())
        while let pair = try Pairing.next(&one, &other) {
            switch pair {
            case .first(let row): report.onlyInFirst.add(Self.name(row))
            case .second(let row): report.onlyInSecond.add(Self.name(row))
            case .both(let row, let counterpart): try compare(row, counterpart)
            }
        }
    }

    /// The beginning of the case's key, and its recipe.
    private static func name(_ row: KeyedRows.Row) -> String {
        "\(row.values[0].prefix(16)) \(row.values[4]) \(standing(row))"
    }

    private static func standing(_ row: KeyedRows.Row) -> String { row.values[1] + (row.values[2].isEmpty ? "" : "(\(row.values[2]))") }

    private mutating func compare(_ one: KeyedRows.Row, _ other: KeyedRows.Row) throws(OMOPError) {
        report.casesCompared += 1
        if one.values[1...2] != other.values[1...2] {
            report.otherState.add("\(Self.name(one)), then \(other.values[0].prefix(16)) \(Self.standing(other))")
        } else if one.values[3] != other.values[3] {
            report.otherState.add("\(Self.name(one)): another person")
        }
        let sides = (try regions.0.of(one.values[0]), try regions.1.of(other.values[0]))
        let labels = Set(sides.0.map(\.label)).union(sides.1.map(\.label)).sorted()
        for label in labels {
            let (left, right) = (sides.0.filter { $0.label == label }, sides.1.filter { $0.label == label })
            for (region, counterpart) in zip(left, right) { compare(region, counterpart, in: one) }
            if left.count != right.count { report.otherRegions.add("\(Self.name(one)), \(label): in one only") }
        }
    }

    private mutating func compare(_ one: ComparedRegion, _ other: ComparedRegion, in row: KeyedRows.Row) {
        let different = zip(one.facts, other.facts).filter { $0.value != $1.value }.map(\.0.name)
        if !different.isEmpty { report.otherRegions.add("\(Self.name(row)), \(one.label): \(different.joined(separator: ", "))") }
        let counterparts = other.outcomes(alignedTo: one)
        for concept in Set(one.outcomes.keys).union(counterparts.keys) {
            compare(concept, one.outcomes[concept], counterparts[concept], "\(row.values[0].prefix(16)), \(one.label)")
        }
    }

    private mutating func compare(
        _ concept: Int, _ one: StoredRegion.Outcome?, _ other: StoredRegion.Outcome?, _ place: @autoclosure () -> String
    ) {
        var feature = features[concept] ?? ComparisonReport.Feature(concept: concept)
        if case .value(let left, let unit)? = one, case .value(let right, unit)? = other {
            report.valuesCompared += 1
            feature.compared += 1
            let gap = abs(left - right)
            let scale = max(abs(left), abs(right))
            let isEqual = left.bitPattern == right.bitPattern || tolerance > 0 && gap <= tolerance * scale
            if !isEqual {
                feature.different += 1
                feature.largestAbsolute = max(feature.largestAbsolute, gap)
                feature.largestRelative = max(feature.largestRelative, scale > 0 ? gap / scale : 0)
                if feature.example == nil { feature.example = "\(place()): \(left), then \(right)" }
            }
        } else if one != other {
            feature.otherStatus += 1
            if feature.example == nil { feature.example = "\(place()): \(Self.text(one)), then \(Self.text(other))" }
        }
        features[concept] = feature
    }

    private static func text(_ outcome: StoredRegion.Outcome?) -> String {
        switch outcome {
        case .value(let value, let unit)?: "\(value) \(unit)"
        case .some(.none(let status, let reason)): "\(status) (\(reason))"
        case nil: "nothing"
        }
    }

    private func named(_ feature: ComparisonReport.Feature) throws(OMOPError) -> ComparisonReport.Feature {
        for connection in [first.connection, second.connection] {
            let codes = try connection.rows("SELECT concept_code FROM concept WHERE concept_id = ?", .integer(feature.concept)) {
                $0.text(0)
            }
            guard let code = codes.first ?? nil else { continue }
            var named = feature
            named.code = code
            return named
        }
        return feature
    }

    private func compare(_ table: ComparedTable) throws(OMOPError) -> ComparisonReport.Table {
        var result = ComparisonReport.Table(name: table.name)
        var one = try KeyedRows(first.connection, table.query, keyCount: table.keyCount, numbers: table.numbers)
        var other = try KeyedRows(second.connection, table.query, keyCount: table.keyCount, numbers: table.numbers)
        while let pair = try Pairing.next(&one, &other) {
            switch pair {
            case .first(let row): result.onlyInFirst.add(row.key.joined(separator: " "))
            case .second(let row): result.onlyInSecond.add(row.key.joined(separator: " "))
            case .both(let row, let counterpart):
                guard row.values != counterpart.values else { continue }
                result.different.add(
                    "\(row.key.joined(separator: " ")): \(row.values.joined(separator: " ")), then \(counterpart.values.joined(separator: " "))"
                )
            }
        }
        return result
    }
}
