import GossipNet
import PledgeLedger
import Testing

/// What others say, of this node, of third ones, and when they ask for help.
@Suite struct ProberWordTests {
    private typealias Bench = ProbeBench

    // MARK: Refuting

    @Test func onlyASuspicionInThePresentIncarnationIsRefuted() {
        var bench = Bench(members: 2)
        #expect(bench.receive(.suspicion(of: Bench.own, incarnation: 1), from: 1) == [], "higher")
        #expect(bench.prober.incarnation == 0)
        let answer = bench.receive(.suspicion(of: Bench.own, incarnation: 0), from: 1)
        #expect(answer == [.send(.refutation(incarnation: 1), to: Bench.key(1), room: 0)])
        #expect(bench.receive(.suspicion(of: Bench.own, incarnation: 0), from: 2) == [], "lower")
        #expect(bench.prober.incarnation == 1)
        #expect(bench.prober.health.score == 1, "to be suspected is a sign of one's own slowness")
    }

    @Test func aPingThatSaysSoIsRefutedByItsAck() {
        var bench = Bench(members: 1)
        let outputs = bench.receive(.ping(number: 4, suspected: true, incarnation: 0, roots: .none), from: 1)
        #expect(outputs.last == .send(.ack(number: 4, incarnation: 1, roots: .none), to: Bench.key(1), room: 1))
        _ = bench.receive(.ping(number: 5, suspected: true, incarnation: 0, roots: .none), from: 1)
        _ = bench.receive(.ping(number: 6, suspected: false, incarnation: 1, roots: .none), from: 1)
        #expect(bench.prober.incarnation == 1)
    }

    @Test func theLastIncarnationIsNotPassed() {
        var prober = Prober(node: Bench.own, incarnation: .max)
        var random = CoreRandom(seed: 1), outputs: [ProbeOutput] = []
        let now = Moment(milliseconds: 1)
        prober.add(Bench.key(1), now: now, random: &random)
        prober.handle(
            .received(.suspicion(of: Bench.own, incarnation: .max), from: Bench.key(1)), now: now, random: &random,
            into: &outputs)
        #expect(outputs == [] && prober.incarnation == .max)
    }

    // MARK: Rumours

    @Test func aRumourIsAReasonToLookAndNoMore() throws {
        var bench = Bench(members: 3)
        let outputs = bench.receive(.suspicion(of: Bench.key(1), incarnation: 0), from: 2)
        #expect(outputs.compactMap(\.ping).map(\.to) == [Bench.key(1)] && outputs.count == 1)
        #expect(!bench.prober.isSuspected(Bench.key(1)))
        let number = try outputs[0].ping.orFail().number
        _ = bench.receive(.ack(number: number, incarnation: 0, roots: .none), from: 1)
        bench.answering = Set((1...3).map(Bench.key))
        #expect(!bench.wait(60_000).contains(.suspected(Bench.key(1))))
    }

    @Test func rumoursOfStrangersOldOnesAndOfTheTellerAreNothing() {
        var bench = Bench(members: 3)
        _ = bench.receive(.refutation(incarnation: 5), from: 1)
        #expect(bench.receive(.suspicion(of: Bench.key(9), incarnation: 0), from: 2) == [])
        #expect(bench.receive(.suspicion(of: Bench.key(1), incarnation: 4), from: 2) == [], "refuted since")
        #expect(bench.receive(.suspicion(of: Bench.key(2), incarnation: 0), from: 2) == [])
        #expect(bench.give(.received(.suspicion(of: Bench.key(1), incarnation: 9), from: Bench.key(9))) == [])
    }

    /// Whoever repeats a rumour all the time makes a node look once a second.
    @Test func repeatedRumoursCostLittle() {
        var bench = Bench(members: 2)
        bench.answering = [Bench.key(1), Bench.key(2)]
        var pings = 0
        for _ in 0..<600 {
            let outputs = bench.receive(.suspicion(of: Bench.key(1), incarnation: 0), from: 2)
            for ping in outputs.compactMap(\.ping) {
                pings += 1
                _ = bench.receive(.ack(number: ping.number, incarnation: 0, roots: .none), from: 1)
            }
            _ = bench.wait(100)
        }
        #expect((30...61).contains(pings), "\(pings) in a minute")
    }

    // MARK: Helping

    @Test func anIndirectAckCarriesTheRequestersNumber() throws {
        var bench = Bench(members: 2)
        let asked = bench.receive(.pingRequest(number: 777, target: Bench.key(2), patience: 500), from: 1)
        let ping = try asked.compactMap(\.ping).first.orFail()
        #expect(asked.count == 1 && ping.to == Bench.key(2) && ping.number != 777)
        let answer = bench.receive(.ack(number: ping.number, incarnation: 3, roots: .none), from: 2)
        #expect(answer == [.send(.indirectAck(number: 777, incarnation: 3), to: Bench.key(1), room: 0)])
        #expect(bench.receive(.ack(number: ping.number, incarnation: 3, roots: .none), from: 2) == [], "once")
    }

    @Test func aNackComesAfterThePatienceOrAtOnceForAStranger() {
        var bench = Bench(members: 3)
        let nack = ProbeOutput.send(.nack(number: 5), to: Bench.key(1), room: 0)
        #expect(bench.receive(.pingRequest(number: 5, target: Bench.key(9), patience: 500), from: 1) == [nack])
        #expect(bench.receive(.pingRequest(number: 5, target: Bench.own, patience: 500), from: 1) == [nack])
        #expect(bench.receive(.pingRequest(number: 5, target: Bench.key(1), patience: 500), from: 1) == [nack])
        _ = bench.receive(.pingRequest(number: 5, target: Bench.key(2), patience: 300), from: 1)
        let began = bench.now
        bench.answering = [Bench.key(1), Bench.key(3)]
        #expect(bench.wait { $0 == nack }.contains(nack))
        #expect(bench.now.since(began) == 300)
        _ = bench.receive(.pingRequest(number: 6, target: Bench.key(2), patience: .max), from: 1)
        #expect(bench.wait(Limits.relayPatience).contains(.send(.nack(number: 6), to: Bench.key(1), room: 0)))
    }

    @Test func helpKeepsANodeAlive() throws {
        var bench = Bench(members: 4)
        bench.answering = Set((2...4).map(Bench.key))
        for _ in 0..<10 {
            let request = try bench.wait { $0.pingRequest != nil }.compactMap(\.pingRequest).first.orFail()
            let answer = Datagram.indirectAck(number: request.number, incarnation: 2)
            _ = bench.give(.received(answer, from: request.to))
            #expect(!bench.prober.isSuspected(Bench.key(1)))
        }
        #expect(bench.prober.health.score == 0)
    }

    // MARK: Roots

    @Test func rootsComeUpBeforeTheAckGoesOut() {
        var bench = Bench(members: 1)
        let roots = Datagram.Roots.stating([.init(collective: 2, root: SHA256.hash([4]))])
        let outputs = bench.receive(.ping(number: 1, suspected: false, incarnation: 0, roots: roots), from: 1)
        #expect(outputs == [
            .roots(roots, from: Bench.key(1)),
            .send(.ack(number: 1, incarnation: 0, roots: .none), to: Bench.key(1), room: roots.length),
        ])
    }
}
