import GRDB

/// A part of the members, and where the next part begins.
public struct MemberPage: Hashable, Sendable {
    public var members: [Member]
    /// What to ask the next part after; nil where nothing follows.
    public var next: ListCursor?

    /// - Parameter found: up to one more than the limit, in order.
    fileprivate init(_ found: some Sequence<Member>, limit: Int) {
        let found = Array(found.prefix(limit + 1))
        members = Array(found.prefix(limit))
        next = found.count > limit ? members.last.map { MemberPlace($0).cursor } : nil
    }
}

/// Members in parts of bounded size: the same that ``members(of:at:)`` has in one.
extension Store {
    /// The nearest to the founders first; of those, by key.
    public func pageOfMembers(
        of id: CollectiveID, at cutoff: Cutoff, after cursor: ListCursor? = nil, limit: Int
    ) throws -> MemberPage {
        try reading(id) { database, row in
            guard let charter = row.charter else { return MemberPage([Member](), limit: limit) }
            let place = cursor.map(MemberPlace.init) ?? .start
            guard try isAsKept(database, row, charter, at: cutoff) else {
                let members = try changedMembers(database, row, charter, at: cutoff)
                return MemberPage(members[members.partitioningIndex { place.isBefore($0) }...], limit: limit)
            }
            let quiet = try Store.quiet(database, row, charter).filter(place.isBefore)
            let heard = try Store.heard(database, row, charter, after: place, limit: limit + 1)
            return MemberPage((quiet + heard).sorted(by: Member.isListed), limit: limit)
        }
    }

    /// How many members a collective has.
    public func memberCount(of id: CollectiveID, at cutoff: Cutoff) throws -> Int {
        try reading(id) { database, row in
            guard let charter = row.charter else { return 0 }
            guard try isAsKept(database, row, charter, at: cutoff) else { return try changedMembers(database, row, charter, at: cutoff).count }
            let heard = try Prepared(database, "SELECT count(*) FROM feed WHERE collective = ? \(Store.isMember(charter))")
                .bind(1, row.number).first { Int($0.int(0)) } ?? 0
            return try Store.quiet(database, row, charter).count + heard
        }
    }

    /// Whether the members are those whose feeds are kept, at the distances of their feeds.
    private func isAsKept(_ database: Database, _ row: CollectiveRow, _ charter: Charter, at cutoff: Cutoff) throws -> Bool {
        guard charter.admission == .vouched else { return true }
        return try !VouchTable(database: database, collective: row.number).anyEnds(after: cutoff)
    }

    /// Founders who have no feed here: they are members before they say anything.
    private static func quiet(_ database: Database, _ row: CollectiveRow, _ charter: Charter) throws -> [Member] {
        guard charter.admission == .vouched else { return [] }
        let feeds = FeedTable(database: database, collective: row.number)
        return try charter.founders.filter { try feeds.find($0)?.isKept != true }.map { Member(key: $0, distance: 0, isNow: true) }
    }

    /// Members who have a feed here.
    private static func heard(
        _ database: Database, _ row: CollectiveRow, _ charter: Charter, after place: MemberPlace, limit: Int
    ) throws -> [Member] {
        // All are equally near where nobody vouches. (A bare number there would name a column to sort by.)
        let distance = charter.admission == .vouched ? "distance" : "0 * distance"
        var found: [Member] = []
        try Prepared(database, """
            SELECT author, \(distance) FROM feed WHERE collective = ? \(isMember(charter))
            AND (\(distance), author) > (?, ?) ORDER BY \(distance), author LIMIT ?
            """).bind(1, row.number).bind(2, place.distance).bind(3, place.lastKey).bind(4, Int64(limit)).each {
                found.append(Member(key: $0.value(0), distance: UInt8(clamping: $0.int(1)), isNow: true))
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

/// A place in the list of members: a distance, and as much of a key as nobody shares with another.
private struct MemberPlace {
    let distance: Int64
    /// The first fourteen bytes of a key, in two numbers that a cursor takes.
    private let first, second: Int64

    /// Before everybody.
    static let start = MemberPlace(-1, 0, 0)

    private init(_ distance: Int64, _ first: Int64, _ second: Int64) { (self.distance, self.first, self.second) = (distance, first, second) }

    init(_ cursor: ListCursor) {
        let numbers = cursor.numbers(3)
        self.init(numbers[0], numbers[1], numbers[2])
    }

    init(_ member: Member) {
        func number(_ bytes: ArraySlice<UInt8>) -> Int64 { bytes.reduce(0) { $0 << 8 | Int64($1) } }
        let key = member.key.bytes
        self.init(Int64(member.distance), number(key[0..<7]), number(key[7..<14]))
    }

    var cursor: ListCursor { ListCursor([distance, first, second]) }

    /// The last key that has those bytes.
    var lastKey: [UInt8] {
        func bytes(_ number: Int64) -> [UInt8] { (0..<7).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
        return bytes(first) + bytes(second) + Array(repeating: 0xff, count: 18)
    }

    func isBefore(_ member: Member) -> Bool {
        let own = MemberPlace(member)
        return (distance, first, second) < (own.distance, own.first, own.second)
    }
}
