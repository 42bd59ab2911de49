import GossipNet
import PledgeLedger

/// Many ``PartialViews`` in one process: messages, dials and goodbyes take one tick of virtual time.
/// The same seed gives the same run.
struct Overlay {
    struct Node {
        let key: PublicKey
        let address: Address
        let isDiallable: Bool
        let isHonest: Bool
        var views: PartialViews
        var random: CoreRandom
        var isAlive = true

        mutating func handle(_ input: ViewInput, _ now: Moment, _ outputs: inout [ViewOutput]) {
            views.handle(input, now: now, random: &random, into: &outputs)
        }
    }

    private enum Step {
        case input(Int, ViewInput)
        case dial(from: Int, Address)
    }

    static let tick: UInt64 = 100
    /// How long a dial to nobody takes.
    static let dialTimeout: UInt64 = 10_000

    var nodes: [Node] = []
    var now = Moment(milliseconds: 1_000)
    var random: CoreRandom
    private(set) var indexByKey: [PublicKey: Int] = [:]
    private var indexByAddress: [Address: Int] = [:]
    /// Who is linked with whom, taken into a view or not.
    private(set) var links: [[Int]] = []
    /// When each node's tick is due; never for the dead.
    private var dues: [Moment] = []
    private var queue: [Step] = []
    /// Dials to nobody, by the moment when they fail.
    private var hanging: [(until: Moment, from: Int, Address)] = []
    private(set) var messages = 0
    /// The largest active view ever seen.
    private(set) var largest = 0
    private(set) var dials = 0
    /// Since when each node has had fewer than ``Limits/activeLeast`` neighbours.
    private var shortSince: [Moment?] = []
    /// The longest that a living node was without them at a stretch, in milliseconds.
    private(set) var longestShort: UInt64 = 0
    private(set) var drops: [ViewOutput.Reason: Int] = [:]

    init(seed: UInt64) { random = CoreRandom(seed: seed) }

    // MARK: Building

    /// - Parameter host: its address; the port is 4000.
    @discardableResult
    mutating func add(_ host: String, isDiallable: Bool = true, isHonest: Bool = true, entries: [BookEntry] = []) -> Int {
        let index = nodes.count
        let key = PublicKey(SHA256.hash(Array("node \(index)".utf8)).raw)
        let address = Address(host: host, port: 4_000)
        let secret = (0..<16).map { UInt8(truncatingIfNeeded: index >> ($0 % 4 * 8)) }
        nodes.append(Node(
            key: key, address: address, isDiallable: isDiallable, isHonest: isHonest,
            views: PartialViews(
                own: key, ownAddress: isDiallable ? address : nil,
                book: AddressBook(secret: secret, entries: entries, now: now), now: now),
            random: CoreRandom(seed: UInt64(index) &* 7 &+ 1)))
        indexByKey[key] = index
        indexByAddress[address] = index
        links.append([])
        shortSince.append(now)
        dues.append(now)
        return index
    }

    /// Hosts spread over groups: `count` nodes in /16 networks of at most 8 nodes each.
    static func host(_ index: Int) -> String {
        "\(20 + index / 8 / 250).\(index / 8 % 250).\(index % 8).1"
    }

    /// `index` is told of another node, as by an invite.
    mutating func introduce(_ index: Int, to other: Int) {
        give(index, .heard(nodes[other].address, nodes[other].key, host: nil))
    }

    // MARK: Running

    mutating func give(_ index: Int, _ input: ViewInput) { queue.append(.input(index, input)) }

    /// Makes a node dial, whatever its views want.
    mutating func dial(from index: Int, to other: Int) { queue.append(.dial(from: index, nodes[other].address)) }

    mutating func pass(_ milliseconds: UInt64) {
        let end = now.adding(milliseconds)
        while now < end {
            now = now.adding(Self.tick)
            for index in dues.indices where dues[index] <= now && nodes[index].isHonest { give(index, .tick) }
            let over = hanging.firstIndex { $0.until > now } ?? hanging.count
            for (_, from, address) in hanging[..<over] { give(from, .dialFailed(address)) }
            hanging.removeSubrange(..<over)
            let steps = queue
            queue = []
            for step in steps { perform(step) }
            for case let since? in shortSince { longestShort = max(longestShort, now.since(since)) }
        }
    }

    private mutating func perform(_ step: Step) {
        switch step {
        case .input(let index, let input):
            guard nodes[index].isAlive else { return }
            if case .message(let from, _) = input {
                guard let other = indexByKey[from], links[index].contains(other) else { return }
                messages += 1
            }
            handle(index, input)
        case .dial(let from, let address):
            guard nodes[from].isAlive else { return }
            dial(from, address)
        }
    }

    private mutating func dial(_ from: Int, _ address: Address) {
        dials += 1
        guard let to = indexByAddress[address], nodes[to].isAlive, nodes[to].isDiallable else {
            return hang(from, address)
        }
        guard to != from else {
            return handle(from, .linkUp(nodes[to].key, host: address.host, address: address, isOutbound: true))
        }
        guard !links[from].contains(to) else { return handle(from, .dialDuplicate(address, nodes[to].key)) }
        links[from].append(to)
        links[to].append(from)
        // No copy of the node is kept: changing it would then copy all its views.
        let (key, own, isDiallable) = (nodes[from].key, nodes[from].address, nodes[from].isDiallable)
        handle(to, .linkUp(
            key, host: own.host, address: isDiallable ? own : nil, isOutbound: false, isDiallable: isDiallable))
        handle(from, .linkUp(nodes[to].key, host: address.host, address: address, isOutbound: true))
    }

    /// Nobody answers: a dead machine sends no refusal.
    private mutating func hang(_ from: Int, _ address: Address) {
        hanging.append((now.adding(Self.dialTimeout), from, address))
    }

    private mutating func handle(_ index: Int, _ input: ViewInput) {
        guard nodes[index].isHonest else { return attack(index, input) }
        var outputs: [ViewOutput] = []
        nodes[index].handle(input, now, &outputs)
        dues[index] = nodes[index].views.due
        let count = nodes[index].views.activeCount
        largest = max(largest, count)
        if count < Limits.activeLeast { shortSince[index] = shortSince[index] ?? now } else { shortSince[index] = nil }
        for output in outputs { carryOut(output, index) }
    }

    private mutating func carryOut(_ output: ViewOutput, _ index: Int) {
        switch output {
        case .dial(let address): queue.append(.dial(from: index, address))
        case .send(let key, let message):
            if let to = indexByKey[key] { queue.append(.input(to, .message(from: nodes[index].key, message))) }
        case .drop(let key, let reason):
            drops[reason, default: 0] += 1
            guard let other = indexByKey[key] else { return }
            cut(index, other, .polite)
        }
    }

    private mutating func cut(_ index: Int, _ other: Int, _ parting: ViewInput.Parting) {
        links[index].removeAll { $0 == other }
        // What was sent before the goodbye arrives before it.
        queue.append(.input(other, .linkDown(nodes[index].key, parting)))
        links[other].removeAll { $0 == index }
    }

    /// A node dies; its peers notice in the next tick.
    mutating func kill(_ index: Int) {
        nodes[index].isAlive = false
        dues[index] = Moment(milliseconds: .max)
        shortSince[index] = nil
        for other in links[index] { cut(index, other, .lost) }
    }

    /// Cuts the links of the living to each other, as when the network fails.
    mutating func cutAll() {
        for index in nodes.indices {
            for other in links[index] {
                give(index, .linkDown(nodes[other].key, .lost))
            }
            links[index] = []
        }
    }

    // MARK: Looking

    /// Indices of nodes that live.
    var alive: [Int] { nodes.indices.filter { nodes[$0].isAlive } }

    func neighbours(_ index: Int) -> [Int] { nodes[index].views.active.compactMap { indexByKey[$0] } }

    /// The size of the largest part of the living that active views connect.
    func largestPart(where isMember: (Int) -> Bool = { _ in true }) -> Int {
        var seen = Set<Int>(), largest = 0
        for start in alive where isMember(start) && !seen.contains(start) {
            var open = [start], size = 0
            seen.insert(start)
            while let next = open.popLast() {
                size += 1
                for other in neighbours(next) where nodes[other].isAlive && isMember(other) && seen.insert(other).inserted {
                    open.append(other)
                }
            }
            largest = max(largest, size)
        }
        return largest
    }

    /// Pairs of which only the first has the other in its active view, now and still a second later: an
    /// answer that is under way is no fault.
    mutating func oneSided() -> Int {
        let before = oneSidedNow()
        guard !before.isEmpty else { return 0 }
        pass(1_000)
        return before.intersection(oneSidedNow()).count
    }

    private func oneSidedNow() -> Set<[Int]> {
        Set(alive.flatMap { index in
            neighbours(index)
                .filter { !nodes[$0].isAlive || !nodes[$0].views.isActive(nodes[index].key) }
                .map { [index, $0] }
        })
    }

    func outbound(_ index: Int) -> [Int] { nodes[index].views.activeOutbound.compactMap { indexByKey[$0] } }

    /// How many passive views each living node is in.
    var passiveInDegrees: [Int] {
        var degrees = [PublicKey: Int]()
        for index in alive { for sample in nodes[index].views.passiveSamples { degrees[sample.node, default: 0] += 1 } }
        return alive.map { degrees[nodes[$0].key] ?? 0 }
    }

    /// Smallest, mean, largest.
    static func spread(_ values: [Int]) -> (least: Int, mean: Double, most: Int) {
        (values.min() ?? 0, Double(values.reduce(0, +)) / Double(max(1, values.count)), values.max() ?? 0)
    }
}
