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
            let roots = RootCauses(try source.causes.words(hasVoice: source.hasVoice)), span = source.causes.span
            return (roots, span.holds(cutoff) ? (terms, span) : nil)
        }
        if let fresh { keep(roots, fresh.terms, fresh.span, in: id) }
        return roots
    }

    /// Whether the root causes of a collective were computed already: then nobody waits for them.
    /// - Throws: ``StoreFault``
    package func keepsRootCauses(of id: CollectiveID, at cutoff: Cutoff) throws -> Bool {
        try reading(id) { database, row in
            let table = RootCausesTable(database: database, collective: row.number)
            return try table.holds(table.terms(silent: voiceless(database, row, at: cutoff)), at: cutoff)
        }
    }

    /// What one author claims of two problems and did not take back by the cutoff, by place.
    /// - Throws: ``StoreFault``
    public func claims(
        by author: PublicKey, from cause: EntryID, to effect: EntryID, in id: CollectiveID, at cutoff: Cutoff
    ) throws -> [StandingClaim] {
        try reading(id) { database, row in
            guard let feed = try FeedTable(database: database, collective: row.number).find(author) else { return [] }
            var claims: [(claim: StandingClaim, isRetracted: Bool)] = []
            try Prepared(database, """
                SELECT seq, id, strength, time, retracted FROM claim
                WHERE collective = ? AND feed = ? AND cause = ? AND effect = ? ORDER BY seq
                """).bind(1, row.number).bind(2, feed.number).bind(3, cause).bind(4, effect).each {
                    let claim = StandingClaim(
                        id: $0.value(1), author: author, seq: $0.uint(0), cause: cause, effect: effect, strength: UInt8(clamping: $0.int(2)))
                    if cutoff.includes(author, claim.seq, claimed: $0.uint(3)) { claims.append((claim, $0.int(4) != 0)) }
                    return true
                }
            return try claims.filter { claim, isRetracted in
                let place = EntryTable.place(feed: feed.number, seq: claim.seq)
                return try !isRetracted || Store.retraction(of: claim.id, at: place, within: cutoff, database) == nil
            }.map(\.claim)
        }
    }

    /// Projects by where a gift reaches deepest. Equal to ``RallyList`` with the root causes at the same cutoff.
    /// - Throws: ``StoreFault``
    public func rallyList(of id: CollectiveID, at cutoff: Cutoff) throws -> RallyList {
        let known = try reading(id) { database, row in
            let table = RootCausesTable(database: database, collective: row.number)
            return try table.problems(table.terms(silent: voiceless(database, row, at: cutoff)), at: cutoff)
        }
        let problems = try known ?? rootCauses(of: id, at: cutoff).problems
        return try view(of: id, at: cutoff) { try RallyList($0, problems: problems) }
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
