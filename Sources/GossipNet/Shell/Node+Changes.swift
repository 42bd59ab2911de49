import Logging
import PledgeLedger

/// From the store to the core: whatever process changed it, the change numbers say so.
extension Node {
    func noticeOrLog(from link: LinkID? = nil) {
        logging { try notice(from: link) }
    }

    /// Tells the core what changed in the store since it was last told.
    func notice(from link: LinkID?) throws {
        for news in try store.atOneMoment({ try readNews() }) { tell(news, from: link) }
    }

    /// What is new of every collective, as the store is now.
    private func readNews() throws -> [News] {
        try store.collectives().compactMap { row in
            guard let known = opened[row.id], known.hasCharter == row.hasCharter else { return try .opened(read(row)) }
            return row.change == known.change ? nil : try .changed(readChanges(row, after: known.change))
        }
    }

    private func read(_ row: CollectiveRow) throws -> Opening {
        let (heads, change) = try store.heads(of: row.id)
        let known = OpenedCollective(
            change: change, hasCharter: row.hasCharter, isWitnessed: row.charter?.isWitnessed ?? false)
        let state = CollectiveState(
            id: row.id, secret: row.secret, charterHeld: row.hasCharter, heads: heads,
            entries: heads.reduce(0) { $0 + $1.stop }, waiting: try store.waiting(in: row.id),
            extras: try store.besideErasures(in: row.id), change: change)
        return Opening(known: known, state: state, wants: try wants(of: row.id, known))
    }

    private func readChanges(_ row: CollectiveRow, after change: UInt64) throws -> Changing {
        let (feeds, newest) = try store.changes(in: row.id, after: change)
        let came = feeds.map { feed in
            let held = core.head(of: feed.head.author, in: row.id)
            let isForkNew = feed.head.fork != 0 && feed.head.fork != held?.fork
            let isEmpty = feed.head.stop == 0 && feed.head.fork == 0
            return HeadChange(
                author: feed.head.author, before: held?.stop ?? 0,
                place: isEmpty ? .gone : feed.isKept ? .frontier(feed.head) : .waiting(feed.head), isForkNew: isForkNew)
        }
        // Those that go first, so that there is room for those that come.
        let gone = try evicted(row.id, by: feeds).map { HeadChange(author: $0, before: 0, place: .gone) }
        return Changing(
            id: row.id, heads: gone + came, extras: try store.besideErasures(in: row.id), entries: row.entries,
            newest: newest, wants: try opened[row.id].flatMap { try wants(of: row.id, $0) })
    }

    private func tell(_ news: News, from link: LinkID?) {
        switch news {
        case .opened(let opening):
            opened[opening.state.id] = opening.known
            feed(.opened(opening.state))
            tell(opening.wants, of: opening.state.id)
        case .changed(let changing):
            let id = changing.id
            opened[id]?.change = changing.newest
            if changing.extras != core.domains[id]?.extras { feed(.extras(id, changing.extras)) }
            if !changing.heads.isEmpty {
                feed(.changed(id, changing.heads, entries: changing.entries, from: link, number: changing.newest))
            }
            tell(changing.wants, of: id)
        }
    }

    /// Waiting feeds that the store dropped for newer ones: it keeps no trace of them to be read here.
    private func evicted(_ id: CollectiveID, by feeds: [FeedView]) throws -> [PublicKey] {
        guard feeds.contains(where: { !$0.isKept }), core.waiting(in: id).count >= Limits.waiting else {
            return []
        }
        let held = Set(try store.waiting(in: id).map(\.author))
        return core.waiting(in: id).filter { !held.contains($0) }
    }

    /// What is wanted of a collective whose charter is here.
    private func wants(of id: CollectiveID, _ known: OpenedCollective) throws -> Wants? {
        guard known.hasCharter else { return nil }
        // Without witnesses nothing past a fork is ever wanted.
        let branches = known.isWitnessed ? try store.missingBranches(in: id, limit: Limits.wanted / 4) : []
        return Wants(
            branches: branches,
            definitions: try store.missingDefinitions(in: id, limit: Limits.wanted - branches.count),
            texts: try store.missingTexts(in: id, limit: Limits.wanted / 2))
    }

    private func tell(_ new: Wants?, of id: CollectiveID) {
        guard let new, wants[id] != new else { return }
        wants[id] = new
        feed(.wanted(id, definitions: new.branches + new.definitions, texts: new.texts))
    }

    /// News of one collective.
    private enum News {
        /// It is new here, or its charter is.
        case opened(Opening)
        case changed(Changing)
    }

    private struct Opening {
        let known: OpenedCollective
        let state: CollectiveState
        let wants: Wants?
    }

    private struct Changing {
        let id: CollectiveID
        let heads: [HeadChange]
        let extras: [EntryID]
        /// How many the collective counts now.
        let entries: UInt64
        let newest: UInt64
        let wants: Wants?
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
