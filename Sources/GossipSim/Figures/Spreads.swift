/// How each new entry got to everybody: when, over how many links, how often it was sent for nothing.
struct Spreads {
    /// One entry.
    struct Spread {
        let entry: UInt32
        let origin: Int
        let signed: UInt64
        /// Links passed, by node, where it came by a push; else ``unpushed``.
        var hops: [UInt8]
        /// Milliseconds from being signed to being held, by node; ``unheld`` where it is not.
        var delays: [UInt32]
        /// Copies that came to honest nodes.
        var payloads = 0
        /// Whether a node that held it went back to before it.
        var wasLost = false
    }

    static let unpushed = UInt8.max
    static let unheld = UInt32.max
    /// Entries younger than this when phase one ends say nothing about coverage.
    static let young: UInt64 = 5_000
    /// Entries kept, the latest: each takes 5 bytes for each node.
    static let kept = 2_048

    private let nodes: Int
    /// Oldest first.
    private(set) var all: [Spread] = []
    /// Entries signed before these.
    private var forgotten = 0
    /// Spreads by number of entry, counted from the first that was ever signed: looked up only.
    private var places: [UInt32: Int] = [:]
    /// Held and not, of all pairs of an entry and a node, when phase one ended.
    private(set) var coverage: (held: Int, of: Int) = (0, 0)
    /// Entries signed before this are of the warm-up.
    private var warm = 0

    init(nodes: Int) { self.nodes = nodes }

    mutating func add(_ entry: UInt32, from node: Int, now: UInt64) {
        guard places[entry] == nil else { return }
        if all.count >= Self.kept {
            places[all.removeFirst().entry] = nil
            forgotten += 1
        }
        places[entry] = count
        all.append(Spread(
            entry: entry, origin: node, signed: now, hops: [UInt8](repeating: Self.unpushed, count: nodes),
            delays: [UInt32](repeating: Self.unheld, count: nodes)))
    }

    /// Entries signed in all.
    var count: Int { forgotten + all.count }

    /// Where an entry's spread is.
    private func place(of entry: UInt32) -> Int? { places[entry].map { $0 - forgotten } }

    /// A copy came to an honest node.
    mutating func receive(_ entry: UInt32) {
        if let place = place(of: entry) { all[place].payloads += 1 }
    }

    /// A node holds an entry now.
    mutating func hold(_ entry: UInt32, _ node: Int, now: UInt64) {
        if let place = place(of: entry) { all[place].delays[node] = UInt32(clamping: now - all[place].signed) }
    }

    /// What a node holds came by a push, over so many links.
    mutating func arrive(_ entry: UInt32, _ node: Int, hops: Int) {
        if let place = place(of: entry) { all[place].hops[node] = min(UInt8(clamping: hops), Self.unpushed - 1) }
    }

    /// A node's feed went back.
    mutating func lose(from tip: UInt32, downTo old: UInt32, _ node: Int, _ pool: borrowing EntryPool) {
        var number = tip
        while number != 0, number != old, pool.seq(number) > pool.seq(old) {
            if let place = place(of: number) {
                all[place].delays[node] = Self.unheld
                all[place].hops[node] = Self.unpushed
                all[place].wasLost = true
            }
            number = pool[number].before
        }
    }

    /// Entries signed after the warm-up.
    var steady: ArraySlice<Spread> { all[min(warm, all.count)...] }

    mutating func endPhaseOne(_ nodes: [SimNode]) {
        let here = nodes.indices.filter { nodes[$0].isUp && nodes[$0].isHonest }
        let end = all.last.map { $0.signed } ?? 0
        for spread in all where spread.signed + Self.young <= end {
            coverage.of += here.count
            for node in here where spread.delays[node] != Self.unheld { coverage.held += 1 }
        }
        warm = all.count / 2
    }

    /// Entries that honest nodes lack in the end, though no store that held them ever went back.
    func incomplete(_ honest: [Int], _ nodes: [SimNode]) -> [String] {
        all.compactMap { spread in
            let missing = honest.count { spread.delays[$0] == Self.unheld }
            guard missing > 0, !(spread.wasLost && missing == honest.count) else { return nil }
            return "entry of node \(spread.origin), signed at \(spread.signed) ms: \(missing) nodes lack it"
        }
    }
}
