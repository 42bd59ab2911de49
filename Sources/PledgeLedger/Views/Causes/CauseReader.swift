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
        let authors = try authors()
        var claims: [StandingClaim] = [], doubtful: [(place: Int64, claim: StandingClaim)] = []
        try Prepared(database, """
            SELECT feed, seq, id, cause, effect, strength, time, retracted FROM claim WHERE collective = ? ORDER BY feed, seq
            """).bind(1, row.number).each {
                guard let author = authors[$0.int(0)] else { return true }
                let claim = StandingClaim(
                    id: $0.value(2), author: author, seq: $0.uint(1), cause: $0.value(3), effect: $0.value(4),
                    strength: UInt8(clamping: $0.int(5)))
                guard isIn(author, claim.seq, $0.uint(6)) else { return true }
                if $0.int(7) == 0 { claims.append(claim) } else { doubtful.append((EntryTable.place(feed: $0.int(0), seq: claim.seq), claim)) }
                return true
            }
        for (place, claim) in doubtful where try !isTakenBack(claim.id, place) { claims.append(claim) }
        return claims
    }

    /// Each kept author's standing word on each target, by author.
    /// - Parameter isWanted: which targets.
    func stances(where isWanted: (EntryID) -> Bool) throws -> [EntryID: [StandingStance]] {
        let authors = try authors()
        var last: (target: EntryID, feed: Int64, seq: UInt64, word: StandingStance, isRetracted: Bool)?
        var stances: [EntryID: [StandingStance]] = [:], doubtful: [(target: EntryID, place: Int64, word: StandingStance)] = []
        func keep() {
            guard let last else { return }
            if last.isRetracted {
                doubtful.append((last.target, EntryTable.place(feed: last.feed, seq: last.seq), last.word))
            } else {
                stances[last.target, default: []].append(last.word)
            }
        }
        try Prepared(database, """
            SELECT target, feed, seq, stance, standing, retracted, time FROM endorse WHERE collective = ? ORDER BY target, feed, seq
            """).bind(1, row.number).each {
                let target: EntryID = $0.value(0), feed = $0.int(1), seq = $0.uint(2)
                guard isWanted(target), let author = authors[feed], isIn(author, seq, $0.uint(6)) else { return true }
                if last?.target != target || last?.feed != feed { keep() }
                last = (target, feed, seq, StandingStance(author: author, stance: EndorsementsFold.stance($0, 3)), $0.int(5) != 0)
                return true
            }
        keep()
        for (target, place, word) in doubtful {
            guard let id = try EntryTable(database: database).id(feed: place >> 32, seq: UInt64(place & 0xffff_ffff)) else { continue }
            if try !isTakenBack(id, place) { stances[target, default: []].append(word) }
        }
        return stances.mapValues { $0.sorted { $0.author < $1.author } }
    }

    private func authors() throws -> [Int64: PublicKey] {
        var authors: [Int64: PublicKey] = [:]
        try Prepared(database, "SELECT number, author FROM feed WHERE collective = ?").bind(1, row.number).each {
            authors[$0.int(0)] = $0.value(1)
            return true
        }
        return authors
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
