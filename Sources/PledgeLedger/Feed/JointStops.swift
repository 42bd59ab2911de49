/// Where feeds stop, what covers count and whose feeds are kept: each depends on the others, so they are
/// settled together, from the least that can be said.
///
/// At first every chain ends before its fork. Then, round by round: the ladder over the chains decides who
/// is kept; covers count that kept feeds' chains carry; and every kept feed that forked goes on as far as a
/// quorum covered it. What counted in one round counts in the next, so it ends, and it depends on the
/// entries held alone.
struct JointStops {
    /// One author's state and the entries that count, if the feed is kept.
    typealias Stop = (state: FeedState, chain: [VerifiedEntry])
    /// One author's entries: of the feed, and held apart from it. Any of them may follow a fork.
    typealias Held = (feed: [VerifiedEntry], apart: [VerifiedEntry])

    private(set) var stops: [PublicKey: Stop]
    /// Distances of those whose feeds are kept.
    private(set) var kept: [PublicKey: UInt8]
    private let charter: Charter

    init(_ held: [PublicKey: Held], charter: Charter) {
        self.charter = charter
        stops = held.mapValues { FeedRules.state(of: $0.feed, apart: $0.apart, quota: charter.quota) }
        kept = Self.kept(stops, charter)
        let forked = stops.filter(\.value.state.isForked).keys
        guard charter.isWitnessed, !forked.isEmpty else { return }
        var records: [EntryID: [CoverRecord]] = [:]
        while extend(forked.sorted(), held, &records) { kept = Self.kept(stops, charter) }
    }

    /// One round. - Returns: whether anything changed.
    private mutating func extend(
        _ forked: [PublicKey], _ held: [PublicKey: Held], _ records: inout [EntryID: [CoverRecord]]
    ) -> Bool {
        var covers: [PublicKey: [CoverRecord]] = [:]
        for (author, stop) in stops where kept[author] != nil {
            for entry in stop.chain where entry.reading.kind == .witness {
                // A cosignature is dear: once an entry.
                let own = records[entry.entry.id] ?? CoverRecord.records(in: entry, of: charter)
                records[entry.entry.id] = own
                for cover in own { covers[cover.author, default: []].append(cover) }
            }
        }
        var isChanged = false
        for author in forked where kept[author] != nil {
            guard let stop = stops[author], let held = held[author], let covers = covers[author],
                stop.state.stop + 1 >= stop.state.fork
            else { continue }
            let past = (held.feed + held.apart).filter { $0.entry.seq > stop.state.stop && $0.entry.seq <= charter.quota.entries }
            let path = CoveredBranch(after: stop.state, held: past, covers: covers, charter: charter).path
            stops[author] = (path.reduce(stop.state) { $0.extended(by: $1.entry) }, stop.chain + path)
            isChanged = isChanged || !path.isEmpty
        }
        return isChanged
    }

    private static func kept(_ stops: [PublicKey: Stop], _ charter: Charter) -> [PublicKey: UInt8] {
        guard charter.admission == .vouched else { return stops.mapValues { _ in 0 } }
        let positions = stops.map { VouchRecord(voucher: $0.key, chain: $0.value.chain).kept }
        return VouchLadder.kept(charter: charter, positions: positions)
    }
}
