import GRDB

/// Root causes as the store answers them: the last result, while nothing that they rest on changed.
extension Store {
    /// The root causes of a collective. Equal to ``RootCauses/init(_:)`` of all that its entries say.
    /// - Throws: ``StoreFault``
    public func rootCauses(of id: CollectiveID, at cutoff: Cutoff) throws -> RootCauses {
        let (roots, fresh) = try reading(id) { database, row -> (RootCauses, (terms: RootCausesTable.Terms, span: ClaimedSpan)?) in
            guard let charter = row.charter else { throw StoreFault.noCollective(id) }
            let silent = try voiceless(database, row, at: cutoff)
            let table = RootCausesTable(database: database, collective: row.number), terms = try table.terms(silent: silent)
            if let known = try table.find(terms, at: cutoff) { return (known, nil) }
            let source = StoreSource(database, row, charter: charter, silent: silent, at: cutoff)
            let roots = RootCauses(try CauseWords(source)), span = source.causes.span
            return (roots, span.holds(cutoff) ? (terms, span) : nil)
        }
        if let fresh { keep(roots, fresh.terms, fresh.span, in: id) }
        return roots
    }

    /// Projects by where a gift reaches deepest. Equal to ``RallyList`` with the root causes at the same cutoff.
    /// - Throws: ``StoreFault``
    public func rallyList(of id: CollectiveID, at cutoff: Cutoff) throws -> RallyList {
        let known = try reading(id) { database, row in
            let table = RootCausesTable(database: database, collective: row.number)
            return try table.weights(table.terms(silent: voiceless(database, row, at: cutoff)), at: cutoff)
        }
        let weights = try known ?? RootCauses.weights(rootCauses(of: id, at: cutoff).problems)
        return try view(of: id, at: cutoff) { try RallyList($0, weights: weights) }
    }

    /// Keeps a result for the next who asks, unless something else is being written: nobody waits for that.
    private func keep(_ roots: RootCauses, _ terms: RootCausesTable.Terms, _ span: ClaimedSpan, in id: CollectiveID) {
        try? writeIfFree { database in
            guard let row = try CollectiveTable(database: database).find(id) else { return }
            let table = RootCausesTable(database: database, collective: row.number)
            // Meanwhile something may have changed, and then the next one asks for more.
            let now = try Prepared(database, "SELECT number FROM cause_change WHERE collective = ?").bind(1, row.number)
                .first { $0.uint(0) } ?? 0
            if now == terms.change { try table.keep(roots, terms, span) }
        }
    }
}
