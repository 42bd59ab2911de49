import GossipNet
import PledgeLedger
import Testing

@Suite struct PartialViewsTests {
    /// One node's views, driven by hand.
    private struct Driver {
        var views: PartialViews
        var random = CoreRandom(seed: 1)
        var now = Moment(milliseconds: 1_000)

        init(_ number: Int = 0) {
            views = PartialViews(
                own: PartialViewsTests.key(number), ownAddress: PartialViewsTests.address(number),
                book: AddressBook(secret: Array(UInt8(1)...16)), now: now)
        }

        mutating func give(_ input: ViewInput) -> [ViewOutput] {
            var outputs: [ViewOutput] = []
            views.handle(input, now: now, random: &random, into: &outputs)
            return outputs
        }

        /// A link that the other side dialled.
        mutating func linked(_ number: Int, isKept: Bool = false) -> [ViewOutput] {
            now = now.adding(1)
            let address = PartialViewsTests.address(number)
            return give(.linkUp(
                PartialViewsTests.key(number), host: address.host, address: address, isOutbound: false, isKept: isKept))
        }

        mutating func hear(_ number: Int, _ message: ViewMessage) -> [ViewOutput] {
            give(.message(from: PartialViewsTests.key(number), message))
        }
    }

    private static func key(_ number: Int) -> PublicKey { PublicKey(SHA256.hash(Array("node \(number)".utf8)).raw) }
    private static func address(_ number: Int) -> Address { Address(host: "20.\(number).1.1", port: 4_000) }

    private func dropped(_ outputs: [ViewOutput]) -> [PublicKey] {
        outputs.compactMap { output in if case .drop(let node, _) = output { node } else { nil } }
    }

    /// Whom a person keeps is taken whatever the room, and never put out by others.
    @Test func keptIsTakenAndStays() {
        var node = Driver()
        for number in 1...Limits.activeMost {
            _ = node.linked(number, isKept: true)
            _ = node.hear(number, .neighbour(.low))
        }
        #expect(node.views.activeCount == Limits.activeMost)
        for number in 20..<60 {
            _ = node.linked(number)
            #expect(dropped(node.hear(number, .neighbour(.high))).isEmpty)
            #expect(!node.views.isActive(Self.key(number)))
        }
        _ = node.linked(70, isKept: true)
        _ = node.hear(70, .neighbour(.low))
        #expect(node.views.isActive(Self.key(70)))
        #expect((1...Limits.activeMost).allSatisfy { node.views.isActive(Self.key($0)) })
    }

    /// The neighbour that was useful stays while others press in, and so does the first.
    @Test func usefulStays() {
        var node = Driver()
        for number in 1...Limits.activeMost {
            _ = node.linked(number)
            _ = node.hear(number, .neighbour(.high))
        }
        _ = node.give(.useful(Self.key(Limits.activeMost), 7))
        var left: [PublicKey] = []
        for number in 20..<60 {
            _ = node.linked(number)
            left += dropped(node.hear(number, .neighbour(.high)))
        }
        #expect(left.count == 40)
        #expect(node.views.isActive(Self.key(Limits.activeMost)) && node.views.isActive(Self.key(1)))
    }

    /// Messages past a peer's budget are left unread; with time it is given more.
    @Test func messageBudget() {
        var node = Driver()
        _ = node.linked(1)
        _ = node.linked(2)
        func answers(_ count: Int, _ number: Int) -> Int {
            (0..<count).count { _ in !node.hear(number, .neighbour(.low)).isEmpty }
        }
        #expect(answers(2 * Int(Limits.viewMessagesAtOnce), 1) == Int(Limits.viewMessagesAtOnce))
        #expect(answers(10, 2) == 10, "one peer's budget is not another's")
        node.now = node.now.adding(2_000)
        #expect(answers(1_000, 1) == 2 * Int(Limits.viewMessagesPerSecond))
    }

    /// Lists above the bound teach nothing and are not passed on.
    @Test(arguments: [(Limits.sample, true), (Limits.sample + 1, false), (5_000, false)])
    func oversizedSamples(count: Int, isRead: Bool) {
        let samples = (0..<count).map { PeerSample(node: Self.key(100 + $0), address: Self.address(100 + $0 % 100)) }
        for message: ViewMessage in [
            .shuffle(origin: Self.key(1), ttl: 1, samples), .neighbourReply(isAccepted: false, samples),
            .shuffleReply(origin: Self.key(0), samples),
        ] {
            var node = Driver()
            _ = node.linked(1)
            let before = node.views.book.count
            let outputs = node.hear(1, message)
            #expect((node.views.book.count > before) == isRead)
            if case .shuffle = message {
                #expect(outputs.contains { if case .send(_, .shuffleReply) = $0 { true } else { false } } == isRead)
            }
        }
    }

    /// When shuffles go out from now on, up to `end`.
    private func shuffles(of node: inout Driver, until end: Moment) -> [Moment] {
        var sent: [Moment] = []
        while node.views.due <= end {
            node.now = max(node.now, node.views.due)
            for case .send(_, .shuffle) in node.give(.tick) { sent.append(node.now) }
        }
        return sent
    }

    private func pauses(_ moments: [Moment]) -> [UInt64] {
        zip(moments.dropFirst(), moments).map { $0.since($1) }
    }

    /// Where nothing new comes and no neighbour is lost, shuffles rest; either of these brings them back.
    @Test(arguments: [false, true]) func shufflesRestInQuietTimes(isLost: Bool) {
        var node = Driver()
        for number in 1...3 {
            _ = node.linked(number)
            _ = node.hear(number, .neighbour(.high))
        }
        let settled = shuffles(of: &node, until: node.now.adding(Limits.quietAfter))
        #expect(settled.count > 5)
        let quiet = pauses(shuffles(of: &node, until: node.now.adding(3_600_000)))
        let rest = Limits.shuffleMost * 3 / 4...Limits.shuffleMost * 5 / 4
        #expect(quiet.suffix(10).allSatisfy(rest.contains) && quiet.count < 25, "\(quiet)")

        let ended = node.now
        if isLost { _ = node.give(.linkDown(Self.key(1), .lost)) } else { node.views.stir(now: node.now, random: &node.random) }
        var after: [Moment] = []
        for _ in 0..<20 {
            after += shuffles(of: &node, until: node.now.adding(30_000))
            node.views.stir(now: node.now, random: &node.random)
        }
        #expect(after.first.map { $0.since(ended) <= Limits.shuffle * 5 / 4 } == true)
        #expect(pauses(after).allSatisfy { $0 <= Limits.shuffle * 5 / 4 }, "\(pauses(after))")
    }

    /// Messages of a node that is not linked mean nothing.
    @Test func strangersMessages() {
        var node = Driver()
        #expect(node.hear(1, .join).isEmpty && node.hear(1, .neighbour(.high)).isEmpty)
        #expect(node.views.book.count == 0)
    }

    /// Two nodes dial each other at once, and whichever connection is kept they are neighbours once.
    @Test(arguments: [false, true]) func simultaneousDials(isSecondKept: Bool) {
        var nodes = [Driver(0), Driver(1)]
        for index in 0...1 {
            let outputs = nodes[index].give(.heard(Self.address(1 - index), Self.key(1 - index), host: nil))
            #expect(outputs == [.dial(Self.address(1 - index))])
        }
        // The connection that node 0 dialled, then the one that node 1 did.
        var letters: [(to: Int, ViewMessage)] = []
        for dialler in 0...1 {
            for index in [1 - dialler, dialler] {
                let isOwn = index == dialler
                let input: ViewInput = dialler == 0 || isSecondKept
                    ? .linkUp(Self.key(1 - index), host: Self.address(1 - index).host, address: Self.address(1 - index), isOutbound: isOwn)
                    : .dialDuplicate(Self.address(1 - index), Self.key(1 - index))
                guard isOwn || dialler == 0 || isSecondKept else { continue }
                for case .send(_, let message) in nodes[index].give(input) { letters.append((1 - index, message)) }
            }
        }
        for _ in 0..<10 {
            let sent = letters
            letters = []
            for (to, message) in sent {
                for case .send(_, let answer) in nodes[to].hear(1 - to, message) { letters.append((1 - to, answer)) }
            }
        }
        for index in 0...1 {
            #expect(nodes[index].views.active == [Self.key(1 - index)])
            #expect(nodes[index].views.activeOutbound.count == ((index == 0) != isSecondKept ? 1 : 0))
            // Nothing hangs: the address may be dialled again when the link is lost.
            _ = nodes[index].give(.linkDown(Self.key(1 - index), .lost))
            nodes[index].now = nodes[index].now.adding(60_000)
            #expect(nodes[index].give(.tick).contains(.dial(Self.address(1 - index))))
        }
    }

    /// Dials that hang are not waited for, and there are never more than allowed.
    @Test func hangingDials() {
        var node = Driver(), dialled = 0
        for number in 1...60 {
            for case .dial in node.give(.heard(Self.address(number), Self.key(number), host: nil)) { dialled += 1 }
        }
        #expect(dialled == Limits.activeTarget)
        for _ in 0..<20 {
            node.now = max(node.views.due, node.now.adding(1))
            for case .dial in node.give(.tick) { dialled += 1 }
        }
        #expect(dialled == Limits.dialsAtOnce)
        for case .dial in node.give(.dialFailed(Self.address(1))) { dialled += 1 }
        #expect(dialled <= Limits.dialsAtOnce + 1)
    }
}
