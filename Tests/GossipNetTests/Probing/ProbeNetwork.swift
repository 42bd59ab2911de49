import GossipNet
import PledgeLedger

/// Probers joined by links and by a network for datagrams that is late, loses and can be cut, on a
/// clock that only moves when told to. Datagrams are really encoded, so that bytes can be counted.
struct ProbeNetwork {
    private enum Step {
        case datagram([UInt8])
        case question(UInt32)
        case answer(UInt32)
    }

    private struct Event {
        let at: Moment
        let order: Int
        let from: Int
        let to: Int
        let step: Step
    }

    struct Pair: Hashable {
        let from: Int
        let to: Int
    }

    let keys: [PublicKey]
    private(set) var probers: [Prober]
    private var randoms: [CoreRandom]
    private var chance: CoreDraw
    private var queue: [Event] = []
    private var order = 0
    private(set) var now = Moment(milliseconds: 0)

    /// One way, in milliseconds.
    var delays: ClosedRange<Int> = 0...1
    /// Datagrams lost, of a thousand.
    var lost = 0
    var dead: Set<Int> = []
    /// Directions in which datagrams, or frames, do not pass.
    var blocked: Set<Pair> = []
    var linksCut: Set<Pair> = []
    /// What each node holds of the one collective.
    var roots: [Digest]

    /// What probers said besides sending.
    private(set) var news: [(at: Moment, node: Int, output: ProbeOutput)] = []
    /// When a node learnt that another holds something else.
    private(set) var differences: [(at: Moment, node: Int, from: PublicKey)] = []
    private(set) var datagrams = 0
    private(set) var bytes = 0
    private(set) var questions = 0

    /// All joined with all.
    init(_ count: Int, seed: UInt64) {
        keys = (0..<count).map { ProbeBench.key($0 + 1) }
        probers = keys.map { Prober(node: $0) }
        chance = CoreDraw(seed: seed)
        randoms = (0..<count).map { CoreRandom(seed: seed &* 1_000 &+ UInt64($0)) }
        roots = [Digest](repeating: SHA256.hash([1]), count: count)
        for index in 0..<count {
            for other in 0..<count where other != index {
                probers[index].add(keys[other], now: now, random: &randoms[index])
            }
        }
    }

    mutating func forget() {
        (news, differences, datagrams, bytes, questions) = ([], [], 0, 0, 0)
    }

    mutating func remove(_ other: Int, at node: Int) { probers[node].remove(keys[other]) }

    // MARK: Running

    mutating func run(_ milliseconds: UInt64) {
        let end = now.adding(milliseconds)
        while true {
            let wakes = probers.indices.filter { !dead.contains($0) }.compactMap { probers[$0].due }
            let next = [wakes.min(), queue.last?.at].compactMap { $0 }.min()
            guard let next, next <= end else { break }
            now = max(now, next)
            while let event = queue.last, event.at <= now {
                queue.removeLast()
                deliver(event)
            }
            for index in probers.indices where !dead.contains(index) && probers[index].due.map({ $0 <= now }) == true {
                give(.timerDue, to: index)
            }
        }
        now = end
    }

    private mutating func deliver(_ event: Event) {
        // What a node sent before it died still comes.
        guard !dead.contains(event.to) else { return }
        let from = keys[event.from]
        switch event.step {
        case .datagram(let bytes):
            if let datagram = try? DatagramCodec.decode(bytes) { give(.received(datagram, from: from), to: event.to) }
        case .question(let number): post(.answer(number), from: event.to, to: event.from, isFrame: true)
        case .answer(let number): give(.linkAnswered(from, number: number), to: event.to)
        }
    }

    private mutating func give(_ input: ProbeInput, to node: Int) {
        var outputs: [ProbeOutput] = []
        probers[node].handle(input, now: now, random: &randoms[node], into: &outputs)
        var isSame = false
        for output in outputs { carryOut(output, by: node, &isSame) }
    }

    private mutating func carryOut(_ output: ProbeOutput, by node: Int, _ isSame: inout Bool) {
        let own = [Datagram.Root(collective: 0, root: roots[node])]
        switch output {
        case .send(let datagram, let to, let room):
            guard let to = keys.firstIndex(of: to) else { return }
            let stated = datagram.isPing || !isSame ? Datagram.Roots.stating(own) : .same
            let bytes = DatagramCodec.encode(datagram.carrying(stated.fitting(room)))
            datagrams += 1
            self.bytes += bytes.count + DatagramSeal.overhead
            post(.datagram(bytes), from: node, to: to, isFrame: false)
        case .askLink(let to, let number):
            guard let to = keys.firstIndex(of: to) else { return }
            questions += 1
            post(.question(number), from: node, to: to, isFrame: true)
        case .roots(let stated, let from):
            isSame = stated != .none && stated.agrees(with: own)
            if !stated.agrees(with: own) { differences.append((now, node, from)) }
        default: news.append((now, node, output))
        }
    }

    private mutating func post(_ step: Step, from: Int, to: Int, isFrame: Bool) {
        let pair = Pair(from: from, to: to)
        if isFrame ? linksCut.contains(pair) : blocked.contains(pair) || chance.below(1_000) < lost { return }
        order += 1
        let delay = UInt64(Int.random(in: delays, using: &chance))
        let event = Event(at: now.adding(delay), order: order, from: from, to: to, step: step)
        // Latest first.
        let place = queue.firstIndex { ($0.at, $0.order) < (event.at, event.order) } ?? queue.count
        queue.insert(event, at: place)
    }
}

extension ProbeNetwork {
    /// When each node that lives said that another is dead.
    func deaths(of other: Int) -> [Int: Moment] {
        var deaths: [Int: Moment] = [:]
        for item in news where item.output == .dead(keys[other]) { deaths[item.node] = item.at }
        return deaths
    }

    var allDeaths: Int {
        news.filter { if case .dead = $0.output { true } else { false } }.count
    }

    var suspicions: Int {
        news.filter { if case .suspected = $0.output { true } else { false } }.count
    }
}
