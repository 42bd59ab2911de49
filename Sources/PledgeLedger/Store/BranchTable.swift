import GRDB

/// What lies beside the feeds of one collective past their forks, as far as witnesses covered it.
struct BranchTable {
    let entries: EntryTable
    let aside: AsideTable
    let covers: CoverTable

    init(database: Database, collective: Int64) {
        self.init(
            entries: EntryTable(database: database), aside: AsideTable(database: database, collective: collective),
            covers: CoverTable(database: database, collective: collective))
    }

    init(entries: EntryTable, aside: AsideTable, covers: CoverTable) {
        (self.entries, self.aside, self.covers) = (entries, aside, covers)
    }

    /// Entries held that lead from a covered one back to the feed's chain, or to its fork: by id.
    func covered(of feed: FeedRow) throws -> [VerifiedEntry] {
        let beside = try beside(feed)
        var found: Set<EntryID> = []
        for cover in try covers.all(of: feed.author, from: feed.state.fork) {
            var seq = cover.seq, id = cover.id
            while seq >= feed.state.fork, let entry = beside[id], entry.entry.seq == seq, found.insert(id).inserted {
                (seq, id) = (seq - 1, entry.entry.prev)
            }
        }
        return found.sorted().compactMap { beside[$0] }
    }

    /// A witness can keep so many ids of one author wanted that nobody has.
    private static let wantedFromOne = 16

    /// Ids of one author's entries past the fork that are missing: covered ones, and what links lead to from
    /// these. None where no quorum covered anything.
    func wanted(of feed: FeedRow, quorum: Int) throws -> Set<EntryID> {
        guard feed.isKept, feed.state.isForked, quorum > 0 else { return [] }
        let covers = try covers.all(of: feed.author, from: feed.state.fork)
        guard Set(covers.map(\.witness)).count >= quorum else { return [] }
        let beside = try beside(feed)
        var wanted: Set<EntryID> = [], seen: Set<EntryID> = [], byWitness: [PublicKey: Int] = [:]
        for cover in covers.reversed() {
            var seq = cover.seq, id = cover.id
            while seq >= feed.state.fork, seen.insert(id).inserted {
                if seq <= feed.state.stop, try entries.id(feed: feed.number, seq: seq) == id { break }
                guard let entry = beside[id] else {
                    byWitness[cover.witness, default: 0] += 1
                    if byWitness[cover.witness, default: 0] <= Self.wantedFromOne { wanted.insert(id) }
                    break
                }
                guard entry.entry.seq == seq else { break }
                (seq, id) = (seq - 1, entry.entry.prev)
            }
        }
        return wanted
    }

    private func beside(_ feed: FeedRow) throws -> [EntryID: VerifiedEntry] {
        var beside: [EntryID: VerifiedEntry] = [:]
        for held in try aside.all(of: feed.author, from: feed.state.fork) { beside[held.entry.id] = held }
        return beside
    }
}

extension Store {
    /// Witnesses who are known to have covered two stories of somebody whose feed forked.
    public func witnessConflicts(in id: CollectiveID) throws -> [WitnessConflict] {
        try reading(id) { try Store.witnessConflicts($0, $1) }
    }

    static func witnessConflicts(_ database: Database, _ row: CollectiveRow) throws -> [WitnessConflict] {
        guard row.charter?.isWitnessed ?? false else { return [] }
        let branches = BranchTable(database: database, collective: row.number)
        return try FeedTable(database: database, collective: row.number).forked().flatMap { feed in
            let covers = try branches.covers.all(of: feed.author)
            guard let lowest = covers.first?.seq else { return [WitnessConflict]() }
            var held: [EntryID: Entry] = [:]
            for entry in try branches.aside.all(of: feed.author, from: lowest) { held[entry.entry.id] = entry.entry }
            for entry in try branches.entries.all(of: feed.number) where entry.entry.seq >= lowest { held[entry.entry.id] = entry.entry }
            return WitnessConflict.all(in: covers, held: held)
        }
    }
}
