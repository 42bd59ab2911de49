import GRDB

/// One collective's rows in a store, as views read them, within one read of the store.
struct StoreSource: ViewSource {
    let charter: Charter
    let cutoff: Cutoff
    private let database: Database
    private let row: CollectiveRow
    private let silent: Set<PublicKey>
    private let voiceless: (Cutoff) throws -> Set<PublicKey>
    private let definitions: Definitions
    /// Reads problems and causes, and remembers for which cutoffs.
    let causes: CauseReader

    /// - Parameters:
    ///   - silent: kept keys without a voice at the cutoff.
    ///   - voiceless: the same at others.
    init(
        _ database: Database, _ row: CollectiveRow, charter: Charter, silent: Set<PublicKey>, at cutoff: Cutoff,
        voiceless: @escaping (Cutoff) throws -> Set<PublicKey> = { _ in [] }
    ) {
        self.voiceless = voiceless
        self.charter = charter
        self.cutoff = cutoff
        self.database = database
        self.row = row
        self.silent = silent
        definitions = Definitions(database: database, collective: row.number)
        causes = CauseReader(database, row, at: cutoff)
    }

    func hasVoice(_ author: PublicKey) -> Bool { !silent.contains(author) }

    func definitions(_ kind: Kind) throws -> [Said<Facts>] {
        try definitions.listed(kind).compactMap(definition)
    }

    func definition(_ id: EntryID) throws -> Said<Facts>? {
        guard let held = try definitions.entry(id), cutoff.includes(definition: held.entry) else { return nil }
        return held.reading.facts.map { Said(held.entry, $0) }
    }

    func said<Content>(_ kind: Kind, of target: EntryID?, _ pick: (Facts) -> Content?) throws -> [Said<Content>] {
        try Store.said(kind, of: target, at: cutoff, database, row, pick)
    }

    func pledges(to id: EntryID) throws -> [Said<Pledge>] {
        guard let number = try definitions.record(id)?.number else { return [] }
        var places: [(feed: Int64, seq: UInt64, isRetracted: Bool)] = []
        try Prepared(database, "SELECT feed, seq, state FROM pledge WHERE project = ? AND time <= ?")
            .bind(1, number).bind(2, Int64(clamping: cutoff.lastClaimed)).each {
                places.append(($0.int(0), $0.uint(1), $0.int(2) == TotalsFold.State.retracted.rawValue))
                return true
            }
        let entries = EntryTable(database: database)
        var found: [Said<Pledge>] = []
        for (feed, seq, isRetracted) in places {
            guard let entry = try entries.entry(feed: feed, seq: seq), case .pledge(let pledge) = entry.reading.facts,
                cutoff.includes(entry.entry),
                try !(isRetracted && Store.isRetracted(PlacedEntry(feed: feed, entry: entry), at: cutoff, database))
            else { continue }
            found.append(Said(entry.entry, pledge))
        }
        return found.sorted { ($0.author, $0.seq) < ($1.author, $1.seq) }
    }

    func everyPledge(to id: EntryID) throws -> [Said<Pledge>] {
        try PledgeReader(database, row, at: cutoff) { _ in silent }.pledges(to: id)
            .sorted { ($0.author, $0.seq) < ($1.author, $1.seq) }
    }

    func settlements(on pledge: EntryID) throws -> [Said<Settle>] { try said(.settle, of: pledge, \.settle) }

    func locked(at lock: UInt64) throws -> StoreSource {
        let there = cutoff.locked(at: lock)
        return StoreSource(database, row, charter: charter, silent: try voiceless(there), at: there, voiceless: voiceless)
    }

    func stances(on target: Bytes32) throws -> [(author: PublicKey, stance: Tally.Stance)] {
        try latest(on: target).map { ($0.author, $0.stance) }
    }

    func mayRepeatProblems() throws -> Bool {
        try Prepared(database, "SELECT 1 FROM problem WHERE same_as IS NOT NULL LIMIT 1").first { _ in true } ?? false
    }

    func problems() throws -> [ListedProblem] { try causes.problems() }

    func claims() throws -> [StandingClaim] { try causes.claims() }

    func stances(where isWanted: (EntryID) -> Bool) throws -> [EntryID: [StandingStance]] { try causes.stances(where: isWanted) }

    func totals(of projects: [Said<Project>]) throws -> [ProjectTotals] {
        try Store.totals(of: projects, database, row, at: cutoff)
    }

    func words(on target: Bytes32) throws -> [StandingWord] {
        let entries = EntryTable(database: database)
        return try latest(on: target).compactMap { last in
            try entries.id(feed: last.feed, seq: UInt64(last.seq)).map {
                StandingWord(id: $0, author: last.author, stance: last.stance)
            }
        }
    }

    /// Where each kept author's standing word on a target is, by author.
    private func latest(
        on target: Bytes32
    ) throws -> [(feed: Int64, seq: Int64, author: PublicKey, stance: Tally.Stance)] {
        var latest: [Int64: (seq: Int64, author: PublicKey, stance: Tally.Stance, isRetracted: Bool)] = [:]
        try Prepared(database, """
            SELECT endorse.feed, seq, author, stance, standing, retracted, time FROM endorse
            JOIN feed ON feed.number = endorse.feed WHERE endorse.collective = ? AND target = ? ORDER BY endorse.feed, seq
            """).bind(1, row.number).bind(2, EntryID(target)).each {
                guard cutoff.includes($0.value(2), $0.uint(1), claimed: $0.uint(6)) else { return true }
                latest[$0.int(0)] = ($0.int(1), $0.value(2), EndorsementsFold.stance($0, 3), $0.int(5) != 0)
                return true
            }
        let entries = EntryTable(database: database)
        let standing = try latest.filter { feed, last in
            guard last.isRetracted, let entry = try entries.entry(feed: feed, seq: UInt64(last.seq)) else { return true }
            return try !Store.isRetracted(PlacedEntry(feed: feed, entry: entry), at: cutoff, database)
        }
        return standing.map { ($0.key, $0.value.seq, $0.value.author, $0.value.stance) }.sorted { $0.2 < $1.2 }
    }

    func offering(_ skill: String) throws -> [PublicKey] {
        var feeds: Set<Int64> = []
        try Prepared(database, "SELECT feed FROM skill WHERE collective = ? AND skill = ?").bind(1, row.number)
            .bind(2, Array(skill.utf8)).each {
                feeds.insert($0.int(0))
                return true
            }
        // Facts begin with the tag of their kind (proto/facts.proto: profile = 2).
        return try feeds.compactMap { feed in
            var offers: PublicKey?
            try Prepared(database, """
                SELECT bytes FROM entry WHERE place > ? AND place <= ? AND substr(bytes, 148, 1) = x'12' ORDER BY place DESC
                """).bind(1, EntryTable.place(feed: feed, seq: 0)).bind(2, EntryTable.place(feed: feed, seq: UInt64(UInt32.max))).each { row in
                    guard let entry = EntryTable.stored(row.bytes(0)), case .profile(let profile) = entry.reading.facts,
                        cutoff.includes(entry.entry)
                    else { return true }
                    if profile.skills.contains(skill) { offers = entry.entry.author }
                    return false
                }
            return offers
        }.sorted()
    }

    func revisions(of id: EntryID) throws -> [EntryID] {
        let entries = EntryTable(database: database)
        return try Store.places(of: .project, naming: id, at: cutoff, database, row).compactMap { place in
            guard let entry = try entries.entry(feed: place >> 32, seq: UInt64(place & 0xffff_ffff)),
                case .project(let project) = entry.reading.facts, project.revises.contains(id),
                cutoff.includes(entry.entry)
            else { return nil }
            return entry.entry.id
        }.sorted()
    }

    func isInChain(_ id: EntryID) throws -> Bool {
        try Prepared(database, "SELECT in_chain FROM definition WHERE collective = ? AND id = ?").bind(1, row.number).bind(2, id)
            .first { $0.int(0) != 0 } ?? false
    }

    func isTakenBack(_ id: EntryID) throws -> Bool {
        guard let placed = try EntryTable(database: database).find(id, collective: row.number) else { return false }
        return try Store.isRetracted(placed, at: cutoff, database)
    }

    func vouches() throws -> [RoundVouch] {
        try VouchTable(database: database, collective: row.number).records().flatMap { $0.standing(at: cutoff) }
            .sorted { ($0.voucher, $0.subject) < ($1.voucher, $1.subject) }
    }
}

extension Store {
    /// Reads a view of a collective at a cutoff.
    /// - Throws: ``StoreFault``, also while the charter is not here.
    public func view<T>(
        of id: CollectiveID, at cutoff: Cutoff, _ body: (any ViewSource) throws -> T
    ) throws -> T {
        try reading(id) { database, row in
            guard let charter = row.charter else { throw StoreFault.noCollective(id) }
            let silent = try voiceless(database, row, at: cutoff)
            return try body(StoreSource(database, row, charter: charter, silent: silent, at: cutoff) {
                try self.voiceless(database, row, at: $0)
            })
        }
    }
}
