import GRDB

/// Fills a ``PledgeBook`` from the store's rows: the projects asked for, those that their binding
/// pledges are joint with, and of their authors' chains only the rows that backing needs.
final class PledgeReader {
    let database: Database
    let row: CollectiveRow
    let cutoff: Cutoff
    let entries: EntryTable
    let definitions: Definitions
    private var timing: Timing { cutoff.timing }
    private let silent: (Cutoff) throws -> Set<PublicKey>
    private(set) var book = PledgeBook()
    private var locks: [Int64: UInt64??] = [:]
    private var units: [Int64: [Project.Ask]] = [:]

    /// - Parameter silent: kept keys without a voice at a cutoff.
    init(
        _ database: Database, _ row: CollectiveRow, at cutoff: Cutoff,
        silent: @escaping (Cutoff) throws -> Set<PublicKey>
    ) {
        (self.database, self.row, self.cutoff, self.silent) = (database, row, cutoff, silent)
        entries = EntryTable(database: database)
        definitions = Definitions(database: database, collective: row.number)
    }

    /// Reads projects, and on from there.
    func read(_ ids: [EntryID]) throws {
        var waiting = ids
        while let id = waiting.popLast() {
            guard book.projects[id] == nil, var listed = try project(id) else { continue }
            listed.promises = try promises(to: listed)
            book.projects[id] = listed
            for promise in listed.promises {
                if promise.isBinding { waiting += promise.said.content.joint }
                if promise.ask != nil { try readWords(on: promise.said, receivers: listed.receivers) }
            }
        }
        book.silent = try book.silences(at: cutoff) { try silent(cutoff.moved(to: $0)) }
    }

    /// A project of the view, without its pledges; nil where it is none.
    func project(_ id: EntryID) throws -> PledgeBook.Listed? {
        guard let project = try definitions.record(id)?.project, try definitions.isListed(id),
            let entry = try definitions.entry(id)?.entry, cutoff.includes(definition: entry)
        else { return nil }
        return PledgeBook.Listed(id: id, author: entry.author, project: project, promises: [])
    }

    /// The same of one that is known to be listed.
    func listedProject(_ id: EntryID) throws -> PledgeBook.Listed? {
        guard let held = try definitions.entry(id), cutoff.includes(definition: held.entry), let project = held.reading.facts?.project
        else { return nil }
        return PledgeBook.Listed(id: id, author: held.entry.author, project: project, promises: [])
    }

    /// A project with as many of its promises as are needed, and what both sides say of some of them.
    func take(_ listed: PledgeBook.Listed, wordsOn promises: [Promise]) throws {
        book.projects[listed.id] = listed
        for promise in promises where promise.ask != nil { try readWords(on: promise.said, receivers: listed.receivers) }
    }

    /// Pledges to a project within the cutoff, whoever stands by them.
    func pledges(to id: EntryID) throws -> [Said<Pledge>] {
        try places(to: id).compactMap { try pledge($0.feed, $0.seq) }.filter { cutoff.includes($0.moment) }
    }

    struct Place {
        let feed: Int64
        let seq: UInt64
        let isRetracted: Bool
    }

    private func places(to id: EntryID) throws -> [Place] {
        guard let number = try definitions.record(id)?.number else { return [] }
        var places: [Place] = []
        try Prepared(database, """
            SELECT feed, seq, state FROM pledge WHERE project = ? AND time <= ? ORDER BY feed, seq
            """).bind(1, number).bind(2, Int64(clamping: cutoff.lastClaimed)).each {
                let isRetracted = $0.int(2) == TotalsFold.State.retracted.rawValue
                places.append(Place(feed: $0.int(0), seq: $0.uint(1), isRetracted: isRetracted))
                return true
            }
        return places
    }

    /// Where pledges to a project are, each author's together.
    func places(of listed: PledgeBook.Listed) throws -> [ArraySlice<Place>] {
        try places(to: listed.id).chunked { $0.feed == $1.feed }
    }

    private func promises(to listed: PledgeBook.Listed) throws -> [Promise] {
        let promises = try places(of: listed).flatMap { try self.promises(at: $0, listed) }
        return promises.sorted { ($0.said.author, $0.said.seq) < ($1.said.author, $1.said.seq) }
    }

    /// One author's pledges to one project.
    func promises(at places: ArraySlice<Place>, _ listed: PledgeBook.Listed) throws -> [Promise] {
        guard let feed = places.first?.feed else { return [] }
        var found: [Promise] = []
        let lock = listed.project.lock
        for place in places {
            guard let said = try pledge(feed, place.seq), cutoff.includes(said.moment) else { continue }
            let seen = place.isRetracted ? try retraction(of: said, feed, within: cutoff) : nil
            found.append(Promise(
                said: said, ask: listed.project.asks.first { said.content.fits($0) }, stands: seen == nil,
                isTakenBack: seen.map { timing.takesBack($0, said.moment, lock: lock, at: cutoff) } ?? false,
                missingCapacity: 0, timeliness: timing.timeliness(of: said.moment, lock: lock, at: cutoff)))
        }
        let missing = try missingCapacity(of: found.filter { $0.ask != nil }.map(\.said), feed)
        for at in found.indices { found[at].missingCapacity = missing[found[at].said.seq] ?? 0 }
        return found
    }

    /// A pledge at its place.
    func pledge(_ feed: Int64, _ seq: UInt64) throws -> Said<Pledge>? {
        guard let entry = try entries.entry(feed: feed, seq: seq), case .pledge(let pledge) = entry.reading.facts
        else { return nil }
        return Said(entry.entry, pledge)
    }

    /// The first retraction of an author's own entry, or the first within a cutoff.
    private func retraction(of said: Said<Pledge>, _ feed: Int64, within cutoff: Cutoff = .end) throws -> Moment? {
        let place = EntryTable.place(feed: feed, seq: said.seq)
        return try Store.retraction(of: said.id, at: place, within: cutoff, database)
            .map { Moment(author: said.author, seq: $0.seq, time: $0.time) }
    }

    /// Both sides' standing words on a pledge; what others say is passed over unread.
    func readWords(on said: Said<Pledge>, receivers: [PublicKey]) throws {
        var sides: Set<Int64> = []
        for key in receivers + [said.author] { if let feed = try feed(of: key) { sides.insert(feed.number) } }
        book.words[said.id] = try Store.said(.settle, of: said.id, from: sides, at: cutoff, database, row, \.settle)
    }

    private var feeds: [PublicKey: FeedRow?] = [:]

    /// An author's feed here.
    func feed(of key: PublicKey) throws -> FeedRow? {
        if let known = feeds[key] { return known }
        let found = try FeedTable(database: database, collective: row.number).find(key)
        feeds[key] = .some(found)
        return found
    }

    // MARK: Backing

    /// What an author's capacity holds of a promise at the next place of their chain.
    func backing(of quantity: Quantity, by author: PublicKey) throws -> Backing {
        guard let feed = try feed(of: author) else { return Backing(capacity: nil, missing: UInt128(quantity.amount)) }
        let last = feed.state.stop, next = last + 1
        let before = try promised(feed.number, through: last)[quantity.unit] ?? []
        let all = Capacity(promised: before + [.init(seq: next, time: cutoff.time, amount: quantity.amount)])
        let declared = try profile(feed.number, before: next)?.capacity.first { $0.unit == quantity.unit }?.amount
        return Backing(capacity: declared, missing: all.missing(at: [next]) { _ in declared }[next] ?? 0)
    }

    /// What an author's capacity misses for each of these pledges.
    func missingCapacity(of wanted: [Said<Pledge>], _ feed: Int64) throws -> [UInt64: UInt128] {
        var missing: [UInt64: UInt128] = [:]
        let earlier = wanted.isEmpty ? [:] : try promised(feed, through: wanted.map(\.seq).max() ?? 0)
        for (unit, some) in Dictionary(grouping: wanted, by: \.content.quantity.unit) {
            let capacity = Capacity(promised: earlier[unit] ?? [])
            let found = try capacity.missing(at: Set(some.map(\.seq))) { seq in
                try profile(feed, before: seq)?.capacity.first { $0.unit == unit }?.amount
            }
            missing.merge(found) { $1 }
        }
        return missing
    }

    /// Everything that an author promised up to a place, by unit.
    func promised(_ feed: Int64, through last: UInt64) throws -> [Unit: [Capacity.Promised]] {
        struct Row { let project: Int64, seq: UInt64, ask: UInt32, amount: UInt64, time: UInt64, state: TotalsFold.State? }
        var rows: [Row] = []
        try Prepared(database, """
            SELECT project, seq, ask, amount, time, state FROM pledge WHERE feed = ? AND seq <= ? ORDER BY seq
            """).bind(1, feed).bind(2, last).each {
                rows.append(Row(
                    project: $0.int(0), seq: $0.uint(1), ask: UInt32(clamping: $0.int(2)), amount: $0.uint(3),
                    time: $0.uint(4), state: TotalsFold.State(rawValue: $0.int(5))))
                return true
            }
        var promised: [Unit: [Capacity.Promised]] = [:]
        for one in rows {
            // A row that counts is in its ask's unit; of others, and of times past a row's, the entry tells.
            if one.state == .counting, one.time < Int64.max, let unit = try unit(of: one.ask, one.project) {
                promised[unit, default: []].append(.init(seq: one.seq, time: one.time, amount: one.amount))
            } else if let said = try pledge(feed, one.seq) {
                let release = one.state == .retracted ? try release(of: said, feed, one.project) : nil
                promised[said.content.quantity.unit, default: []].append(.init(
                    seq: one.seq, time: said.time, amount: said.content.quantity.amount, release: release))
            }
        }
        return promised
    }

    private func release(of said: Said<Pledge>, _ feed: Int64, _ project: Int64) throws -> Capacity.Release? {
        guard let lock = try lock(of: project), let first = try retraction(of: said, feed),
            timing.takesBack(first, said.moment, lock: lock, at: cutoff)
        else { return nil }
        return Capacity.Release(seq: first.seq, lock: lock)
    }

    /// The lock of a definition by its number: outer nil where it is no project or round, or not here.
    private func lock(of number: Int64) throws -> UInt64?? {
        if let known = locks[number] { return known }
        let lock = try definition(number)?.lock
        locks[number] = .some(lock)
        return lock
    }

    private func unit(of ask: UInt32, _ number: Int64) throws -> Unit? {
        if units[number] == nil { units[number] = try definition(number)?.project?.asks ?? [] }
        return units[number]?.first { $0.number == ask }?.unit
    }

    /// What a definition says, by its number; nil where it is not here.
    func definition(_ number: Int64) throws -> Facts? {
        let id: EntryID? = try Prepared(database, "SELECT id FROM definition WHERE number = ?").bind(1, number)
            .first { $0.value(0) }
        return try id.flatMap { try definitions.record($0)?.facts }
    }

    /// An author's latest profile before a place.
    private func profile(_ feed: Int64, before seq: UInt64) throws -> Profile? { try profileEntry(feed, before: seq)?.profile }

    /// The same with its entry.
    func profileEntry(_ feed: Int64, before seq: UInt64) throws -> (id: EntryID, profile: Profile)? {
        var found: (id: EntryID, profile: Profile)?
        // As in ``Store/profile(of:in:)``: profiles are found by the first byte of their facts.
        try Prepared(database, """
            SELECT bytes FROM entry WHERE place > ? AND place < ? AND substr(bytes, 148, 1) = x'12' ORDER BY place DESC
            """).bind(1, EntryTable.place(feed: feed, seq: 0)).bind(2, EntryTable.place(feed: feed, seq: seq)).each {
                if let entry = EntryTable.stored($0.bytes(0)), case .profile(let profile) = entry.reading.facts {
                    found = (entry.entry.id, profile)
                }
                return found == nil
            }
        return found
    }

    // MARK: Voices

    private lazy var silentNow = Result { try silent(cutoff) }

    /// Whether a key has a voice at the cutoff.
    func hasVoice(_ key: PublicKey) throws -> Bool {
        guard let feed = try feed(of: key), row.charter?.admission == .vouched ? feed.isKept : feed.isInFrontier
        else { return false }
        return try !silentNow.get().contains(key)
    }
}

extension Array {
    /// Runs of neighbours that belong together.
    fileprivate func chunked(by belong: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var runs: [ArraySlice<Element>] = [], start = 0
        for at in indices where at + 1 == count || !belong(self[at], self[at + 1]) {
            runs.append(self[start...at])
            start = at + 1
        }
        return runs
    }
}
