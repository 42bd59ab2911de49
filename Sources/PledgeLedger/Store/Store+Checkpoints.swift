import GRDB

/// Checkpoints that this node holds, and what it can say by them.
extension Store {
    /// How many are held of a collective; beside the one that came last, those with the fewest witnesses
    /// go first, then the earliest made.
    public static let heldCheckpoints = 16

    /// The ledger as it is now, to be signed.
    /// - Parameter now: milliseconds since the Unix epoch.
    /// - Throws: ``CheckpointFault`` where this node can't state a root; ``StoreFault``
    public func checkpoint(of id: CollectiveID, now: UInt64) throws -> Checkpoint {
        try reading(id) { database, row in
            guard row.charter != nil, !row.isPartial, !row.isImporting else { throw CheckpointFault.incomplete }
            let heads = try FeedTable(database: database, collective: row.number).kept().filter(\.isInFrontier).map(\.head)
            return Checkpoint(
                collective: id, root: FrontierTree(collective: id, heads: heads).root(), feeds: row.feeds,
                entries: row.entries, time: now)
        }
    }

    /// Holds a checkpoint, with the signatures of one that says the same.
    /// - Returns: the checkpoint with all signatures held.
    @discardableResult
    public func hold(_ note: CheckpointNote) throws -> CheckpointNote {
        let id = note.checkpoint.collective
        return try write(.full) { database in
            guard let row = try CollectiveTable(database: database).find(id) else { throw StoreFault.noCollective(id) }
            let witnesses = row.charter?.witnesses ?? [], all = try Store.checkpoints(database, row)
            var whole = note
            for held in all where held.checkpoint == note.checkpoint { whole.merge(held) }
            whole.shorten(to: witnesses)
            try Store.write(whole, row, database)
            let others = all.filter { $0.checkpoint != note.checkpoint }.sorted {
                let counts = ($0.signatures(by: witnesses), $1.signatures(by: witnesses))
                return counts.0 != counts.1 ? counts.0 > counts.1 : $0.checkpoint.time > $1.checkpoint.time
            }
            for gone in others.dropFirst(Self.heldCheckpoints - 1) {
                try Prepared(database, "DELETE FROM checkpoint WHERE collective = ? AND digest = ?")
                    .bind(1, row.number).bind(2, gone.digest).run()
            }
            return whole
        }
    }

    private static func write(_ note: CheckpointNote, _ row: CollectiveRow, _ database: Database) throws {
        try Prepared(database, "INSERT OR REPLACE INTO checkpoint (collective, digest, time, note) VALUES (?, ?, ?, ?)")
            .bind(1, row.number).bind(2, note.digest).bind(3, Int64(clamping: note.checkpoint.time)).bind(4, note.bytes).run()
    }

    /// Checkpoints that are held, latest first.
    public func checkpoints(of id: CollectiveID) throws -> [CheckpointNote] {
        try reading(id, Store.checkpoints)
    }

    static func checkpoints(_ database: Database, _ row: CollectiveRow) throws -> [CheckpointNote] {
        var notes: [CheckpointNote] = []
        try Prepared(database, "SELECT note FROM checkpoint WHERE collective = ? ORDER BY time DESC, digest")
            .bind(1, row.number).each {
                if let note = try? CheckpointNote(bytes: $0.bytes(0)) { notes.append(note) }
                return true
            }
        return notes
    }

    /// Proof that an entry counts, by a checkpoint that states the root of this ledger.
    /// - Throws: ``CheckpointFault`` or ``StoreFault``
    public func proof(of entry: EntryID, by note: CheckpointNote) throws -> EntryProof {
        let id = note.checkpoint.collective
        return try reading(id) { database, row in
            guard let charter = row.charterBytes, !row.isPartial else { throw CheckpointFault.incomplete }
            let feeds = FeedTable(database: database, collective: row.number), entries = EntryTable(database: database)
            let tree = FrontierTree(collective: id, heads: try feeds.kept().filter(\.isInFrontier).map(\.head))
            guard tree.root() == note.checkpoint.root else { throw CheckpointFault.otherRoot }
            guard let placed = try entries.find(entry, collective: row.number),
                let feed = try feeds.find(placed.entry.entry.author), placed.entry.entry.seq <= feed.state.stop,
                let path = tree.proof(of: feed.author)
            else { throw CheckpointFault.doesNotCount(entry) }
            var chain: [[UInt8]] = [], length = 0
            try Prepared(database, "SELECT bytes FROM entry WHERE place >= ? AND place <= ? ORDER BY place")
                .bind(1, placed.place).bind(2, EntryTable.place(feed: feed.number, seq: feed.state.stop)).each {
                    chain.append($0.bytes(0))
                    length += chain.last?.count ?? 0
                    return length <= EntryProof.longest
                }
            let proof = EntryProof(
                charter: charter, fork: feed.state.fork, entries: chain, path: path, checkpoint: note)
            guard proof.bytes.count <= EntryProof.longest else { throw CheckpointFault.tooLong }
            return proof
        }
    }
}

/// Why a checkpoint or a proof by one can't be made.
public enum CheckpointFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not everything is here: the charter, the rest of an import, or what a bound keeps out.
    case incomplete
    /// The checkpoint is not of the ledger as it is here.
    case otherRoot
    case doesNotCount(EntryID)
    case tooLong

    public var description: String {
        switch self {
        case .incomplete: "not all of the collective is here, so no root can be stated; sync with a peer first"
        case .otherRoot:
            "the checkpoint is of another state of the ledger than is here; sync with whoever made it, or make a new one "
                + "with `pledged checkpoint`"
        case .doesNotCount(let id): "entry \(id.hex.prefix(12)) does not count, so nothing proves that it does"
        case .tooLong: "its feed is too long after it for one proof"
        }
    }
}

extension CheckpointNote {
    /// Names what it states, whoever signed it.
    fileprivate var digest: Digest { SHA256.hash(Array(note.text.utf8)) }
}
