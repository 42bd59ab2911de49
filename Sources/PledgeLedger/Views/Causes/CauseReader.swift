import GRDB

/// Reads what a store's rows say of problems and causes, all of it at once, and between which times they say the
/// same.
final class CauseReader {
    private let database: Database
    private let row: CollectiveRow
    private let cutoff: Cutoff
    /// Where claimed times that are in end, and those that are out begin.
    private(set) var span = ClaimedSpan()

    init(_ database: Database, _ row: CollectiveRow, at cutoff: Cutoff) {
        (self.database, self.row, self.cutoff) = (database, row, cutoff)
    }

    /// Listed problems, by id.
    func problems() throws -> [ListedProblem] {
        var problems: [ListedProblem] = []
        try Prepared(database, """
            SELECT id, same_as, author, seq, time FROM definition JOIN problem ON problem.definition = definition.number
            WHERE collective = ? AND kind = \(Kind.problem.number) AND held = 1 AND (in_chain = 1 OR named > 0) ORDER BY id
            """).bind(1, row.number).each {
                let time = $0.uint(4)
                span.note(time, cutoff)
                guard cutoff.includes(claimed: time) || cutoff.timing.place(of: $0.value(2), by: cutoff.time) >= $0.uint(3)
                else { return true }
                problems.append(ListedProblem(id: $0.value(0), sameAs: $0.isNull(1) ? nil : $0.value(1)))
                return true
            }
        return problems
    }

    /// Claims that stand, by feed and place.
    func claims() throws -> [StandingClaim] {
        var claims: [StandingClaim] = []
        try eachClaim(of: authors()) { _, claim in claims.append(claim) }
        return claims
    }

    /// Each kept author's standing word on each target, by author.
    /// - Parameter isWanted: which targets.
    func stances(where isWanted: (EntryID) -> Bool) throws -> [EntryID: [StandingStance]] {
        let authors = try authors()
        var stances: [EntryID: [StandingStance]] = [:]
        try eachStance(of: authors, where: isWanted) { target, author, stance in
            stances[target, default: []].append(StandingStance(author: authors.keys[author], stance: stance))
        }
        return stances.mapValues { $0.sorted { $0.author < $1.author } }
    }

    /// Authors by their places, and these by the numbers of their feeds.
    struct Authors {
        var keys: [PublicKey] = []
        var places: [Int64: Int] = [:]
    }

    func authors() throws -> Authors {
        var authors = Authors()
        try Prepared(database, "SELECT number, author FROM feed WHERE collective = ?").bind(1, row.number).each {
            authors.places[$0.int(0)] = authors.keys.count
            authors.keys.append($0.value(1))
            return true
        }
        return authors
    }

    /// Calls `body` with each claim that stands and its author's place; what somebody took back only later comes last.
    func eachClaim(of authors: Authors, _ body: (_ author: Int, StandingClaim) -> Void) throws {
        var doubtful: [(place: Int64, author: Int, claim: StandingClaim)] = []
        try Prepared(database, """
            SELECT feed, seq, id, cause, effect, strength, time, retracted FROM claim WHERE collective = ? ORDER BY feed, seq
            """).bind(1, row.number).each {
                guard let author = authors.places[$0.int(0)] else { return true }
                let claim = StandingClaim(
                    id: $0.value(2), author: authors.keys[author], seq: $0.uint(1), cause: $0.value(3), effect: $0.value(4),
                    strength: UInt8(clamping: $0.int(5)))
                guard isIn(claim.author, claim.seq, $0.uint(6)) else { return true }
                if $0.int(7) == 0 {
                    body(author, claim)
                } else {
                    doubtful.append((EntryTable.place(feed: $0.int(0), seq: claim.seq), author, claim))
                }
                return true
            }
        for (place, author, claim) in doubtful where try !isTakenBack(claim.id, place) { body(author, claim) }
    }

    /// Calls `body` with each author's standing word on each target, targets together and ascending; what somebody took
    /// back only later comes last.
    /// - Parameter isWanted: asked of a target before its words.
    func eachStance(
        of authors: Authors, where isWanted: (EntryID) -> Bool, _ body: (EntryID, _ author: Int, Tally.Stance) -> Void
    ) throws {
        struct Last { let feed: Int64, seq: UInt64, author: Int, stance: Tally.Stance, isRetracted: Bool }
        var target: EntryID?, isOn = false, last: Last?, doubtful: [(target: EntryID, last: Last)] = []
        func keep() {
            guard let target, let last else { return }
            if last.isRetracted { doubtful.append((target, last)) } else { body(target, last.author, last.stance) }
        }
        try Prepared(database, """
            SELECT target, feed, seq, stance, standing, retracted, time FROM endorse WHERE collective = ? ORDER BY target, feed, seq
            """).bind(1, row.number).each {
                let on: EntryID = $0.value(0), feed = $0.int(1), seq = $0.uint(2)
                if on != target {
                    keep()
                    (target, last, isOn) = (on, nil, isWanted(on))
                }
                guard isOn, let author = authors.places[feed], isIn(authors.keys[author], seq, $0.uint(6)) else { return true }
                if last?.feed != feed { keep() }
                last = Last(feed: feed, seq: seq, author: author, stance: EndorsementsFold.stance($0, 3), isRetracted: $0.int(5) != 0)
                return true
            }
        keep()
        for (target, last) in doubtful where isWanted(target) {
            guard let id = try EntryTable(database: database).id(feed: last.feed, seq: last.seq) else { continue }
            if try !isTakenBack(id, EntryTable.place(feed: last.feed, seq: last.seq)) { body(target, last.author, last.stance) }
        }
    }

    private func isIn(_ author: PublicKey, _ seq: UInt64, _ time: UInt64) -> Bool {
        span.note(time, cutoff)
        return cutoff.includes(author, seq, claimed: time)
    }

    private func isTakenBack(_ id: EntryID, _ place: Int64) throws -> Bool {
        guard let retraction = try Store.retraction(of: id, at: place, within: cutoff, database) else {
            // When it will be in depends on the whole feed.
            span.end()
            return false
        }
        span.note(retraction.time, cutoff)
        return true
    }
}

/// The cutoffs for which the same entries are in by their claimed times.
struct ClaimedSpan: Hashable, Sendable {
    /// The latest claimed time that is in.
    var low: UInt64 = 0
    /// The last moment before anything that is out; the largest number where nothing is.
    var high = UInt64.max

    mutating func note(_ time: UInt64, _ cutoff: Cutoff) {
        if cutoff.includes(claimed: time) { low = max(low, time) } else { high = min(high, max(time, 1) - 1) }
    }

    /// Lets no other cutoff share the result.
    mutating func end() { (low, high) = (.max, 0) }

    /// Whether a cutoff sees the same. What was covered is in too, so there nothing may be out.
    func holds(_ cutoff: Cutoff) -> Bool {
        guard low <= high, (low...high).contains(cutoff.latest) else { return false }
        return cutoff.timing.isProvisional || cutoff.takesUncovered && high == .max
    }
}
