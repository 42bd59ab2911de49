import PledgeLedger

/// The needs of a peer on one channel, served one after the other, in chunks.
struct Serving: Sendable {
    private var jobs: [Job] = []
    /// The chunk under way.
    var ticket: Ticket?
    /// When the latest one began.
    var began = Moment(milliseconds: 0)

    /// Queues a need.
    /// - Returns: false when the peer has too many queued.
    mutating func add(_ need: Frame.Need, _ domain: Boxed<Domain>) -> Bool {
        guard jobs.count < Limits.needsQueued else { return false }
        jobs.append(Job(need, domain))
        return true
    }

    /// Serves no more of a need.
    mutating func cancel(_ number: UInt32) {
        for index in jobs.indices where jobs[index].number == number { jobs[index].cancel() }
    }

    /// What to do next.
    enum Step {
        case serve(need: UInt32, [Item])
        /// A need is served; of one with a rank, the next that feeds under its places have.
        case done(UInt32, next: UInt8?)
    }

    /// A range to serve, of a feed that is forked at `fork` unless that is 0.
    struct Item {
        var range: FeedRange
        var fork: UInt64
    }

    /// The next step, unless a chunk is under way or nothing is asked for.
    mutating func next(_ domain: Boxed<Domain>) -> Step? {
        guard ticket == nil, !jobs.isEmpty else { return nil }
        let items = jobs[0].nextChunk(domain)
        if items.isEmpty {
            let job = jobs.removeFirst()
            return .done(job.number, next: job.nextRank(domain))
        }
        return .serve(need: jobs[0].number, items)
    }
}

extension Serving {
    /// One need. Founders' feeds come first, then those that they vouched for, and so on, because
    /// the receiver admits feeds by the vouches that it holds.
    private struct Job: Sendable {
        let number: UInt32
        /// Highest rank first, so that they can be taken from the end.
        private var ranges: [Frame.Need.Range]
        private var paths: [TreePath]
        /// The only rank that is wanted of the places; nil for all.
        private let rank: UInt8?
        /// Ranks not yet served under the paths, highest first.
        private var ranks: [UInt8]
        private var path = 0
        private var after: PublicKey?

        init(_ need: Frame.Need, _ domain: Boxed<Domain>) {
            number = need.number
            paths = need.paths
            rank = need.rank
            ranks = need.paths.isEmpty ? [] : need.rank.map { [$0] } ?? domain.tree.ranks.reversed()
            var ranked: [(rank: UInt8, index: Int)] = []
            let wanted = need.ranges + need.tails.compactMap { Self.range($0, domain) }
            ranked.reserveCapacity(wanted.count)
            for (index, range) in wanted.enumerated() {
                ranked.append((domain.tree.head(of: range.author)?.rank ?? .max, index))
            }
            ranked.sort { ($0.rank, $0.index) > ($1.rank, $1.index) }
            ranges = ranked.map { wanted[$0.index] }
        }

        /// The only feed at a place.
        private static func range(_ tail: Frame.Need.Tail, _ domain: Boxed<Domain>) -> Frame.Need.Range? {
            domain.tree.leaf(under: TreePath(prefix: tail.place)).map { .init(author: $0.author, after: tail.after) }
        }

        mutating func cancel() {
            ranges = []
            ranks = []
            paths = []
        }

        /// The next rank above the one wanted that feeds under the places have.
        func nextRank(_ domain: Boxed<Domain>) -> UInt8? {
            guard let rank else { return nil }
            for higher in domain.tree.ranks where higher > rank {
                for path in paths where !domain.tree.heads(under: path, rank: higher, limit: 1).isEmpty { return higher }
            }
            return nil
        }

        /// At most ``Limits/serveChunk`` ranges; none at the end.
        mutating func nextChunk(_ domain: Boxed<Domain>) -> [Item] {
            var items: [Item] = []
            while items.count < Limits.serveChunk, let range = ranges.popLast() {
                if let item = Self.item(range, domain) { items.append(item) }
            }
            while items.count < Limits.serveChunk, let rank = ranks.last {
                guard path < paths.count else {
                    ranks.removeLast()
                    path = 0
                    continue
                }
                let room = Limits.serveChunk - items.count
                let heads = domain.tree.heads(under: paths[path], rank: rank, after: after, limit: room)
                items += heads.map { Item(range: .init(author: $0.author, after: 0, through: $0.stop), fork: $0.fork) }
                after = heads.last?.author
                if heads.count < room {
                    path += 1
                    after = nil
                }
            }
            return items
        }

        private static func item(_ range: Frame.Need.Range, _ domain: Boxed<Domain>) -> Item? {
            guard let head = domain.head(of: range.author), head.stop > range.after || head.fork != 0 else {
                return nil
            }
            let most = range.limit == 0 ? head.stop : min(head.stop, range.after + UInt64(range.limit))
            let through = max(most, range.after)
            return Item(range: .init(author: range.author, after: range.after, through: through), fork: head.fork)
        }
    }
}
