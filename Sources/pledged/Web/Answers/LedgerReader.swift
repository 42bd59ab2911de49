import PledgeLedger
import Synchronization

/// The oldest change of the ledger that an answer rests on.
final class OldestChange: Sendable {
    private let change: Mutex<UInt64>

    init(_ change: UInt64) { self.change = Mutex(change) }

    func note(_ other: UInt64) { change.withLock { $0 = min($0, other) } }

    var value: UInt64 { change.withLock { $0 } }
}

/// One collective at one moment, as the pages and the API read it.
struct LedgerReader {
    let site: Site
    let collective: CharteredCollective
    let cutoff: Cutoff
    /// Whether somebody chose the moment.
    let isPast: Bool
    let details: Details
    let lister: Lister
    /// The change that the oldest of what was read is of.
    let oldest: OldestChange

    /// - Parameter time: in milliseconds since the Unix epoch.
    init(_ site: Site, _ collective: CharteredCollective, at time: UInt64, isPast: Bool) throws {
        self.site = site
        self.collective = collective
        self.isPast = isPast
        cutoff = try site.memo.value("cutoff", in: collective.row, at: time, isPast: isPast) {
            try site.store.cutoff(at: time, in: collective.id, takesUncovered: !isPast)
        }
        oldest = OldestChange(collective.row.change)
        details = Details(site.store, collective.id, at: cutoff)
        lister = Lister(
            store: site.store, collective: collective, cutoff: cutoff, isPast: isPast, limit: WebLimits.items.most)
    }

    var store: Store { site.store }
    var id: CollectiveID { collective.id }
    /// Whether the moment that somebody chose has not come yet.
    var isAhead: Bool { isPast && cutoff.time > Moment.now }

    // MARK: views that several answers need

    private func memo<T: Sendable>(_ name: String, _ compute: () throws -> T) throws -> T {
        try site.memo.value(name, in: collective.row, at: cutoff.time, isPast: isPast, compute)
    }

    private func lasting<T: Sendable>(_ name: String, _ compute: () throws -> T) throws -> T {
        let (value, change) = try site.memo.lasting(name, in: collective.row, at: cutoff.time, isPast: isPast, compute)
        oldest.note(change)
        return value
    }

    func roots() throws -> RootCauses { try lasting("roots") { try store.rootCauses(of: id, at: cutoff) } }

    /// Problems that repeat others, each with the one that it counts as.
    func sameProblems() throws -> [EntryID: EntryID] {
        try lasting("same problems") { try store.view(of: id, at: cutoff) { try CauseWords.joined(in: $0) } }
    }

    func rally() throws -> RallyList { try lasting("rally") { try store.rallyList(of: id, at: cutoff) } }

    /// What the newest rounds would give.
    func grants() throws -> [RoundGrant] { try lasting("grants") { try RoundGrant.newest(self) } }

    /// What people who are no members yet said.
    func waiting() throws -> WaitingRoom {
        // It is known of now alone.
        guard !isPast else { return WaitingRoom([], at: cutoff) }
        return try lasting("waiting") { WaitingRoom(try store.waitingEntries(in: id), at: cutoff) }
    }

    /// The frontier root of all that is in the store; nil where this node can't hold everything.
    func root() throws -> Digest? {
        guard !collective.row.isPartial else { return nil }
        return try memo("root") { try store.frontier(of: id).tree.root() }
    }

    /// Covers of a time that their witness can't have had.
    func backdated() throws -> [BackdatedCover] { try memo("backdated") { try store.backdatedCovers(of: id) } }

    /// Where each of some projects stands among its versions.
    func places(_ projects: [EntryID]) throws -> [VersionPlace] {
        try store.view(of: id, at: cutoff) { source in try projects.map { try VersionPlace(of: $0, in: source) ?? .only } }
    }

    // MARK: what a chosen moment leaves out

    /// Refuses a moment at which there was no collective yet.
    /// - Throws: ``WebFault``
    func refuseBeforeCharter() throws {
        guard let founded = try laterCharter() else { return }
        throw notYet("there was no such collective yet: it was founded at \(ISODate.text(founded))")
    }

    /// When the collective was founded, where that was after the moment that was chosen; else nil.
    func laterCharter() throws -> UInt64? {
        guard isPast, let charter = try store.entry(id, in: id)?.entry.entry, !cutoff.includes(claimed: charter.time) else { return nil }
        return charter.time
    }

    /// Refuses what came only after the moment that was chosen.
    private func refuseLater(_ listed: ListedEntry) throws {
        let entry = listed.entry.entry
        guard isPast, !cutoff.includes(entry), !cutoff.includes(claimed: entry.time) else { return }
        throw notYet("this was not there yet: its author signed it at \(ISODate.text(entry.time))")
    }

    private func notYet(_ words: String) -> WebFault {
        WebFault(.notFound, "at \(ISODate.text(cutoff.time)) \(words)", isOfMoment: true)
    }

    // MARK: finding what a path names

    /// The entry whose id begins so.
    /// - Throws: ``WebFault``
    func entry(_ text: String) throws -> ListedEntry {
        guard let prefix = IDPrefix(text) else { throw WebFault(.notFound, "an entry's id is 6 to 64 hex digits") }
        let ids: [EntryID] = try store.find(prefix, in: id).compactMap { finding in
            switch finding {
            case .entry(let id): id
            case .collective(let found): found == id ? id : nil
            case .author: nil
            }
        }
        guard ids.count < 2 else { throw WebFault(.notFound, "several entries here begin with \(prefix); write more digits") }
        guard let id = ids.first, let listed = try details.listed(id) else {
            throw WebFault(.notFound, "no entry here begins with \(prefix)")
        }
        try refuseLater(listed)
        return listed
    }

    /// The same, of one kind.
    func entry(_ text: String, _ kind: Kind) throws -> ListedEntry {
        let listed = try entry(text)
        guard listed.entry.reading.facts?.kind == kind else { throw WebFault(.notFound, "this is no \(kind)") }
        return listed
    }

    /// The entry of a kind that a query narrows a list to, by a parameter of the kind's name; nil where it names none.
    /// A whole id may be of something that is not here yet, and that others name already.
    func named(_ kind: Kind, _ wish: WebRequest) throws -> EntryID? {
        guard let text = wish.query[kind.rawValue] else { return nil }
        do { return try entry(text, kind).id } catch let fault as WebFault {
            if let id = EntryID(hex: text), try store.entry(id, in: self.id) == nil, try store.isNamed(id, in: self.id) { return id }
            let isUnreadable = IDPrefix(text) == nil
            throw WebFault(isUnreadable ? .badRequest : .notFound, "\(kind): \(fault.words)", isOfMoment: fault.isOfMoment)
        }
    }

    func project(_ text: String) throws -> ProjectAnswer {
        guard let answer = try lister.project(entry(text, .project).id, withStates: true) else {
            throw WebFault(.notFound, "this is no project")
        }
        return answer
    }

    /// A key that is known here.
    func key(_ text: String) throws -> PublicKey {
        guard let key = try? KeyText.parseAuthor(text) else {
            throw WebFault(.notFound, "a member's key is pledge1 and 58 letters and digits, or 64 hex digits")
        }
        guard try collective.charter.founders.contains(key) || KeyAnswer.isKnown(key, store, id) else {
            throw WebFault(.notFound, "nobody with this key is known here")
        }
        return key
    }

    func answer(_ listed: ListedEntry) -> EntryAnswer { EntryAnswer(listed: listed, details: details) }

    /// Entries by their ids; what went meanwhile is left out.
    func entries(_ ids: [EntryID]) throws -> [EntryAnswer] {
        try ids.compactMap { try details.listed($0) }.map(answer)
    }
}
