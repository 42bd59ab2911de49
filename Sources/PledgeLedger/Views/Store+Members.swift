import GRDB

/// A part of the members, and where the next part begins.
public struct MemberPage: Hashable, Sendable {
    public var members: [Member]
    /// What to ask the next part after; nil where nothing follows.
    public var next: ListCursor?
}

/// Members in parts of bounded size: the same that ``members(of:at:)`` has in one.
extension Store {
    /// Where somebody stands in the list: their distance, whether they have a feed, and which.
    private typealias Place = (cursor: ListCursor, member: Member)

    /// The nearest to the founders first; of those, in the order in which this node heard of them.
    public func pageOfMembers(
        of id: CollectiveID, at cutoff: Cutoff, after cursor: ListCursor? = nil, limit: Int
    ) throws -> MemberPage {
        try reading(id) { database, row in
            guard let charter = row.charter else { return MemberPage(members: []) }
            let from = cursor?.numbers(3) ?? [-1, -1, -1], silent = try voiceless(database, row, at: cutoff)
            let first = try Store.quiet(database, row, charter).filter { from.lexicographicallyPrecedes($0.cursor.numbers) }
            let found = try first + Store.heard(database, row, charter, after: from, limit: limit + 1)
            let members = found.prefix(limit).map { place in
                Member(key: place.member.key, distance: place.member.distance, isNow: !silent.contains(place.member.key))
            }
            return MemberPage(members: members, next: found.count > limit && limit > 0 ? found[limit - 1].cursor : nil)
        }
    }

    /// How many members a collective has.
    public func memberCount(of id: CollectiveID) throws -> Int {
        try reading(id) { database, row in
            guard let charter = row.charter else { return 0 }
            let heard = try Prepared(database, "SELECT count(*) FROM feed WHERE collective = ? \(Store.isMember(charter))")
                .bind(1, row.number).first { Int($0.int(0)) } ?? 0
            return try Store.quiet(database, row, charter).count + heard
        }
    }

    /// Founders who have no feed here: they are members before they say anything.
    private static func quiet(_ database: Database, _ row: CollectiveRow, _ charter: Charter) throws -> [Place] {
        guard charter.admission == .vouched else { return [] }
        let feeds = FeedTable(database: database, collective: row.number)
        return try charter.founders.enumerated().filter { try feeds.find($0.element)?.isKept != true }.map {
            (ListCursor([0, 0, Int64($0.offset)]), Member(key: $0.element, distance: 0, isNow: true))
        }
    }

    /// Members who have a feed here.
    private static func heard(
        _ database: Database, _ row: CollectiveRow, _ charter: Charter, after from: [Int64], limit: Int
    ) throws -> [Place] {
        // All are equally near where nobody vouches. (A bare number there would name a column to sort by.)
        let distance = charter.admission == .vouched ? "distance" : "0 * distance"
        // Whoever has no feed stands before all that have one at the same distance.
        let start = from[1] < 1 ? -1 : from[2]
        var found: [Place] = []
        try Prepared(database, """
            SELECT author, \(distance), number FROM feed WHERE collective = ? \(isMember(charter))
            AND (\(distance), number) > (?, ?) ORDER BY \(distance), number LIMIT ?
            """).bind(1, row.number).bind(2, from[0]).bind(3, start).bind(4, Int64(limit)).each {
                let member = Member(key: $0.value(0), distance: UInt8(clamping: $0.int(1)), isNow: true)
                found.append((ListCursor([$0.int(1), 1, $0.int(2)]), member))
                return true
            }
        return found
    }

    /// What a feed's row has to be for its author to be a member.
    private static func isMember(_ charter: Charter) -> String {
        charter.admission == .vouched ? "AND distance IS NOT NULL AND distance <> \(VouchLadder.outside)"
            : "AND distance IS NOT NULL AND (stop > 0 OR fork > 0)"
    }
}
