import GRDB

/// The views as the store answers them, from their incremental forms.
extension Store {
    /// Members of a collective, by key.
    public func members(of id: CollectiveID, at cutoff: Cutoff) throws -> [Member] {
        try reading(id) { try Store.members($0, $1, at: cutoff) }
    }

    private static func members(_ database: Database, _ row: CollectiveRow, at cutoff: Cutoff) throws -> [Member] {
        guard let charter = row.charter else { return [] }
        guard charter.admission == .vouched else {
            return try FeedTable(database: database, collective: row.number).kept().filter(\.isInFrontier)
                .map { Member(key: $0.author, distance: 0, isNow: true) }.sorted { $0.key < $1.key }
        }
        let vouches = VouchTable(database: database, collective: row.number)
        guard try vouches.anyEnds(after: cutoff) else { return try everybodyKept(database, row, charter) }
        return Members.members(charter: charter, records: try vouches.records(), at: cutoff)
    }

    /// Members where a vouch may have ended, or come later, the nearest to the founders first.
    func changedMembers(_ database: Database, _ row: CollectiveRow, _ charter: Charter, at cutoff: Cutoff) throws -> [Member] {
        try voices.members(in: row.id, change: row.change, at: cutoff, charter: charter) {
            try VouchTable(database: database, collective: row.number).records()
        }
    }

    /// Members where no vouch ends: whoever is kept. Founders may have said nothing yet, and have no feed.
    private static func everybodyKept(_ database: Database, _ row: CollectiveRow, _ charter: Charter) throws -> [Member] {
        var distances = Dictionary(charter.founders.map { ($0, UInt8(0)) }, uniquingKeysWith: min)
        for feed in try FeedTable(database: database, collective: row.number).kept() where feed.distance != VouchLadder.outside {
            distances[feed.author] = feed.distance
        }
        return distances.map { Member(key: $0.key, distance: $0.value, isNow: true) }.sorted { $0.key < $1.key }
    }

    /// Kept keys without a voice at the cutoff: few, and none where no vouch ever ends.
    func voiceless(_ database: Database, _ row: CollectiveRow, at cutoff: Cutoff) throws -> Set<PublicKey> {
        let vouches = VouchTable(database: database, collective: row.number)
        guard let charter = row.charter, charter.admission == .vouched else { return [] }
        let outside = try FeedTable(database: database, collective: row.number).outside(charter.witnesses)
        guard try vouches.anyEnds(after: cutoff) else { return outside }
        return try voices.silent(
            in: row.id, change: row.change, at: cutoff, charter: charter, records: { try vouches.records() }).union(outside)
    }

    /// Those of some kept keys who have no voice at the cutoff.
    public func voiceless(among keys: Set<PublicKey>, in id: CollectiveID, at cutoff: Cutoff) throws -> Set<PublicKey> {
        try reading(id) { try voiceless($0, $1, at: cutoff).intersection(keys) }
    }

    /// Totals of one project; nil when no such project is in the view.
    public func totals(of project: EntryID, in id: CollectiveID, at cutoff: Cutoff) throws -> ProjectTotals? {
        try reading(id) { try Store.totals(of: project, $0, $1, at: cutoff) }
    }

    /// Every project of a collective with its totals, by id.
    public func allTotals(in id: CollectiveID, at cutoff: Cutoff) throws -> [ProjectTotals] {
        try reading(id) { database, row in
            try Definitions(database: database, collective: row.number).listed(.project)
                .compactMap { try Store.totals(of: $0, database, row, at: cutoff) }
        }
    }

    static func totals(
        of id: EntryID, _ database: Database, _ row: CollectiveRow, at cutoff: Cutoff
    ) throws -> ProjectTotals? {
        let definitions = Definitions(database: database, collective: row.number)
        guard let record = try definitions.record(id), let project = record.project, try definitions.isListed(id),
            let entry = try definitions.entry(id)?.entry, cutoff.includes(definition: entry)
        else { return nil }
        let backing = try Prepared(database, "SELECT people, latest FROM backing WHERE project = ?")
            .bind(1, record.number).first { (Int($0.int(0)), $0.uint(1)) }
        guard cutoff.includesAll(claimed: backing?.1 ?? 0) else {
            return try exactTotals(of: id, project, database, row, at: cutoff)
        }
        let asks = try project.asks.map { ask in
            try Prepared(database, "SELECT high, low, pledges FROM total WHERE project = ? AND ask = ?")
                .bind(1, record.number).bind(2, Int64(ask.number))
                .first { .init(ask: ask, pledged: UInt128(high: $0.uint(0), low: $0.uint(1)), pledges: Int($0.int(2))) }
                ?? ProjectTotals.AskTotal(ask: ask, pledged: 0, pledges: 0)
        }
        return ProjectTotals(project: id, asks: asks, people: backing?.0 ?? 0)
    }

    /// Totals of many projects of the view: of those whose rows hold what the view holds, all at once.
    static func totals(
        of projects: [Said<Project>], _ database: Database, _ row: CollectiveRow, at cutoff: Cutoff
    ) throws -> [ProjectTotals] {
        let backings = try backings(database, row), sums = try sums(database, row)
        return try projects.map { said in
            let backing = backings[said.id]
            guard cutoff.includesAll(claimed: backing?.latest ?? 0) else {
                return try exactTotals(of: said.id, said.content, database, row, at: cutoff)
            }
            let asks = said.content.asks.map { ask in
                let sum = sums[said.id]?[ask.number]
                return ProjectTotals.AskTotal(ask: ask, pledged: sum?.pledged ?? 0, pledges: sum?.pledges ?? 0)
            }
            return ProjectTotals(project: said.id, asks: asks, people: backing?.people ?? 0)
        }
    }

    private static func backings(_ database: Database, _ row: CollectiveRow) throws -> [EntryID: (people: Int, latest: UInt64)] {
        var backings: [EntryID: (people: Int, latest: UInt64)] = [:]
        try Prepared(database, """
            SELECT id, people, latest FROM definition JOIN backing ON backing.project = definition.number WHERE collective = ?
            """).bind(1, row.number).each {
                backings[$0.value(0)] = (Int($0.int(1)), $0.uint(2))
                return true
            }
        return backings
    }

    private static func sums(_ database: Database, _ row: CollectiveRow) throws -> [EntryID: [UInt32: (pledged: UInt128, pledges: Int)]] {
        var sums: [EntryID: [UInt32: (pledged: UInt128, pledges: Int)]] = [:]
        try Prepared(database, """
            SELECT id, ask, high, low, pledges FROM definition JOIN total ON total.project = definition.number WHERE collective = ?
            """).bind(1, row.number).each {
                sums[$0.value(0), default: [:]][UInt32(clamping: $0.int(1))] = (UInt128(high: $0.uint(2), low: $0.uint(3)), Int($0.int(4)))
                return true
            }
        return sums
    }

    /// The same from each pledge, where the rows hold more than the view.
    private static func exactTotals(
        of id: EntryID, _ project: Project, _ database: Database, _ row: CollectiveRow, at cutoff: Cutoff
    ) throws -> ProjectTotals {
        var totals = ProjectTotals(none: id, project)
        let source = StoreSource(database, row, charter: row.charter ?? Charter(founders: []), silent: [], at: cutoff)
        let pledges = Dictionary(grouping: try source.pledges(to: id), by: \.author)
        for (_, some) in pledges { totals.add(some.map(\.content)) }
        return totals
    }

    /// The stances on an entry or key.
    public func tally(on target: Bytes32, in id: CollectiveID, at cutoff: Cutoff) throws -> Tally {
        try reading(id) { database, row in
            var tally = Tally()
            var latest: UInt64 = 0
            try Prepared(database, """
                SELECT stance, standing, people, latest FROM tally WHERE collective = ? AND target = ?
                """).bind(1, row.number).bind(2, EntryID(target)).each {
                    tally.add(Int(Int32(clamping: $0.int(2))), EndorsementsFold.stance($0, 0))
                    latest = max(latest, $0.uint(3))
                    return true
                }
            let silent = try voiceless(database, row, at: cutoff)
            if cutoff.includesAll(claimed: latest), silent.isEmpty { return tally }
            return try Store.exactTally(on: target, database, row, silent: silent, at: cutoff)
        }
    }

    private static func exactTally(
        on target: Bytes32, _ database: Database, _ row: CollectiveRow, silent: Set<PublicKey>, at cutoff: Cutoff
    ) throws -> Tally {
        let hex = EntryID(target).hex
        let ledger = try partLedger(row, database, feeds: """
            SELECT DISTINCT feed FROM endorse WHERE collective = \(row.number) AND target = x'\(hex)'
            """, definitions: [:])
        var tally = Tally()
        for feed in ledger.feeds where !silent.contains(feed.author) {
            if let stance = Endorsements.standing(of: feed, at: cutoff)[target] { tally.add(1, stance) }
        }
        return tally
    }

    /// The ledger of some feeds alone, for the pure form of a view where the rows do not suffice.
    private static func partLedger(
        _ row: CollectiveRow, _ database: Database, feeds query: String, definitions: [EntryID: VerifiedEntry]
    ) throws -> LedgerContents {
        var rows: [FeedRow] = []
        try Prepared(database, "SELECT \(FeedTable.columns) FROM feed WHERE number IN (\(query)) ORDER BY author").each {
            rows.append(FeedTable.row($0))
            return true
        }
        let entries = EntryTable(database: database)
        let feeds = try rows.map { feed in
            LedgerContents.Feed(
                author: feed.author, state: feed.state, distance: feed.distance ?? .max,
                chain: try entries.all(of: feed.number))
        }
        return LedgerContents(
            collective: row.id, charter: row.charter ?? Charter(founders: []), feeds: feeds, definitions: definitions)
    }

    /// Everything of a collective that counts, in memory: for audits and small ledgers.
    public func contents(of id: CollectiveID) throws -> LedgerContents {
        try reading(id) { database, row in
            var ledger = try Store.partLedger(row, database, feeds: """
                SELECT number FROM feed WHERE collective = \(row.number) AND distance IS NOT NULL
                AND (stop > 0 OR fork > 0)
                """, definitions: [:])
            for feed in ledger.feeds {
                for entry in feed.chain where entry.reading.kind?.isDefinition ?? false {
                    ledger.definitions[entry.entry.id] = entry
                }
            }
            let aside = AsideTable(database: database, collective: row.number)
            for feed in ledger.feeds where feed.state.isForked && ledger.charter.isWitnessed {
                for entry in feed.chain { ledger.branches[entry.entry.id] = entry.entry }
                for held in try aside.all(of: feed.author, from: feed.state.fork) { ledger.branches[held.entry.id] = held.entry }
            }
            for why in [AsideTable.Why.definition, .evidence] {
                for entry in try aside.all(why) { ledger.definitions[entry.entry.id] = entry }
            }
            // What is named may also lie in the feed of somebody who waits.
            let held = Definitions(database: database, collective: row.number)
            for id in ledger.named() where ledger.definitions[id] == nil { ledger.definitions[id] = try held.entry(id) }
            return ledger
        }
    }
}
