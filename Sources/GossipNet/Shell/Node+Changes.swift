import Logging
import PledgeLedger

/// From the store to the core: whatever process changed it, the change numbers say so.
extension Node {
    func noticeOrLog(from link: LinkID? = nil) {
        logging { try notice(from: link) }
    }

    /// Tells the core what changed in the store since it was last told.
    func notice(from link: LinkID?) throws {
        for row in try store.collectives() {
            guard let known = opened[row.id], known.hasCharter == row.hasCharter else {
                try open(row)
                continue
            }
            guard row.change != known.change else { continue }
            try tellChanges(row.id, after: known.change, from: link)
        }
    }

    private func open(_ row: CollectiveRow) throws {
        let (heads, change) = try store.heads(of: row.id)
        opened[row.id] = OpenedCollective(
            change: change, hasCharter: row.hasCharter, isWitnessed: row.charter?.isWitnessed ?? false)
        feed(.opened(CollectiveState(
            id: row.id, secret: row.secret, charterHeld: row.hasCharter, heads: heads,
            entries: heads.reduce(0) { $0 + $1.stop }, waiting: try store.waiting(in: row.id),
            extras: try store.besideErasures(in: row.id), change: change)))
        try tellWants(row.id)
    }

    private func tellChanges(_ id: CollectiveID, after change: UInt64, from link: LinkID?) throws {
        let (feeds, newest) = try store.changes(in: id, after: change)
        opened[id]?.change = newest
        let came = feeds.map { feed in
            let held = core.head(of: feed.head.author, in: id)
            let isForkNew = feed.head.fork != 0 && feed.head.fork != held?.fork
            let isEmpty = feed.head.stop == 0 && feed.head.fork == 0
            return HeadChange(
                author: feed.head.author, before: held?.stop ?? 0,
                place: isEmpty ? .gone : feed.isKept ? .frontier(feed.head) : .waiting(feed.head), isForkNew: isForkNew)
        }
        // Those that go first, so that there is room for those that come.
        let changes = try evicted(id, by: feeds).map { HeadChange(author: $0, before: 0, place: .gone) } + came
        let extras = try store.besideErasures(in: id)
        if extras != core.domains[id]?.extras { feed(.extras(id, extras)) }
        let entries = try store.collective(id)?.entries ?? 0
        if !changes.isEmpty { feed(.changed(id, changes, entries: entries, from: link, number: newest)) }
        try tellWants(id)
    }

    /// Waiting feeds that the store dropped for newer ones: it keeps no trace of them to be read here.
    private func evicted(_ id: CollectiveID, by feeds: [FeedView]) throws -> [PublicKey] {
        guard feeds.contains(where: { !$0.isKept }), core.waiting(in: id).count >= Limits.waiting else {
            return []
        }
        let held = Set(try store.waiting(in: id).map(\.author))
        return core.waiting(in: id).filter { !held.contains($0) }
    }

    private func tellWants(_ id: CollectiveID) throws {
        guard let known = opened[id], known.hasCharter else { return }
        // Without witnesses nothing past a fork is ever wanted.
        let branches = known.isWitnessed ? try store.missingBranches(in: id, limit: Limits.wanted / 4) : []
        let new = Wants(
            branches: branches,
            definitions: try store.missingDefinitions(in: id, limit: Limits.wanted - branches.count),
            texts: try store.missingTexts(in: id, limit: Limits.wanted / 2))
        guard wants[id] != new else { return }
        wants[id] = new
        feed(.wanted(id, definitions: branches + new.definitions, texts: new.texts))
    }

    /// What a store would like to have of a collective.
    struct Wants: Equatable {
        /// Entries past forks.
        var branches: [EntryID] = []
        var definitions: [EntryID] = []
        var texts: [EntryID] = []
    }
}

extension CollectiveRow {
    var hasCharter: Bool { charter != nil }
}

extension GossipCore {
    /// Authors of the feeds that the core believes to be waiting.
    func waiting(in id: CollectiveID) -> [PublicKey] { domains[id]?.waiting.keys ?? [] }

    /// The head that the core knows of an author.
    func head(of author: PublicKey, in id: CollectiveID) -> Head? {
        domains[id].flatMap { $0.tree.head(of: author) ?? $0.waiting[author] }
    }
}
