import GossipNet
import PledgeLedger
import Testing

/// Whatever comes, from whoever: bounded work, nothing believed, nobody harmed.
@Suite struct ProberHostileTests {
    private typealias Bench = ProbeBench

    @Test func answersThatNobodyAskedForChangeNothing() throws {
        var bench = Bench(members: 4)
        bench.answering = Set((2...4).map(Bench.key))
        let request = try bench.wait { $0.pingRequest != nil }.compactMap(\.pingRequest).first.orFail()
        let health = bench.prober.health.score, due = bench.prober.due
        for number in [0, request.number &+ 1, request.number &- 1, .max] as [UInt32] {
            for from in 1...4 {
                #expect(bench.receive(.indirectAck(number: number, incarnation: 9), from: from) == [])
                #expect(bench.receive(.nack(number: number), from: from) == [])
                #expect(bench.give(.linkAnswered(Bench.key(from), number: number)) == [])
            }
        }
        // The right number from another than the one who was asked.
        for from in 2...4 {
            #expect(bench.receive(.ack(number: request.number, incarnation: 9, roots: .same), from: from) == [])
        }
        #expect(bench.receive(.indirectAck(number: request.number, incarnation: 9), from: 1) == [])
        #expect(bench.prober.health.score == health && bench.prober.due == due)
        #expect(bench.wait(10_000).contains(.dead(Bench.key(1))), "none of it kept the dead one alive")
    }

    @Test func aMillionStrangersAreNothing() {
        var bench = Bench(members: 2)
        let due = bench.prober.due
        var outputs: [ProbeOutput] = []
        var key = [UInt8](repeating: 3, count: 32)
        for index in 0..<1_000_000 as Range<UInt32> {
            withUnsafeBytes(of: index) { key.replaceSubrange(0..<4, with: $0) }
            let node = PublicKey(bytes: key) ?? .zero
            let datagram: Datagram = index.isMultiple(of: 2)
                ? .ping(number: index, suspected: true, incarnation: 0, roots: .none)
                : .suspicion(of: Bench.key(1), incarnation: 0)
            bench.prober.handle(.received(datagram, from: node), now: bench.now, random: &bench.random, into: &outputs)
        }
        #expect(outputs == [] && bench.prober.due == due && bench.prober.incarnation == 0)
    }

    @Test func floodsAreAnsweredWithinABudget() {
        var bench = Bench(members: 3)
        bench.answering = Set((1...3).map(Bench.key))
        var answers = 0, forOthers = 0
        for index in 0..<10_000 as Range<UInt32> {
            bench.now = bench.now.adding(1)
            let datagram: Datagram = index.isMultiple(of: 2)
                ? .ping(number: 7, suspected: false, incarnation: 0, roots: .none)
                : .pingRequest(number: index, target: Bench.key(2), patience: 60_000)
            for output in bench.receive(datagram, from: 1) {
                if output.ping != nil { forOthers += 1 } else if case .send = output { answers += 1 }
            }
        }
        let allowed = Int(Limits.probesAtOnce + 11 * Limits.probesPerSecond)
        #expect(answers <= allowed && answers > 50, "\(answers)")
        #expect(forOthers <= Limits.relaysPerMember * 6, "\(forOthers)")
        // Others are served as before.
        let served = bench.receive(.ping(number: 1, suspected: false, incarnation: 0, roots: .none), from: 3)
        #expect(served.count == 2)
    }

    @Test func aRepeatedRequestIsRelayedOnce() {
        var bench = Bench(members: 2)
        let request = Datagram.pingRequest(number: 5, target: Bench.key(2), patience: 100)
        #expect(bench.receive(request, from: 1).count == 1)
        #expect(bench.receive(request, from: 1) == [])
    }

    /// A peer that says "you are suspected" all the time does not slow this node down.
    @Test func falseSuspicionsDoNotWearOnesHealth() {
        var bench = Bench(members: 5)
        bench.answering = Set((1...5).map(Bench.key))
        for _ in 0..<1_200 {
            let incarnation = bench.prober.incarnation
            _ = bench.receive(.ping(number: 1, suspected: true, incarnation: incarnation, roots: .none), from: 1)
            _ = bench.wait(50)
            #expect(bench.prober.health.score <= 1)
        }
        #expect(bench.prober.incarnation > 100)
    }

    /// Whatever comes in, an answer to it is no longer than it, and any one input has few outputs.
    @Test(arguments: 1...60 as ClosedRange<UInt64>) func anythingAtAll(seed: UInt64) {
        var draw = WireDraw(seed: seed), bench = Bench(members: 5, seed: seed)
        bench.answering = Set((2...5).map(Bench.key))
        let roots = Datagram.Roots.stating((0..<4).map { .init(collective: $0, root: SHA256.hash([1])) })
        for _ in 0..<1_500 {
            let from = draw.below(7)
            var datagram = draw.datagram(1 + draw.below(7))
            if draw.below(2) == 0 { datagram = Self.near(datagram, &draw) }
            let length = DatagramCodec.encode(datagram).count
            let outputs = bench.receive(datagram, from: from)
            #expect(outputs.count <= 4)
            for case .send(let answer, let to, let room) in outputs where to == Bench.key(from) && !answer.isPing {
                #expect(DatagramCodec.encode(answer.carrying(roots.fitting(room))).count <= length, "\(answer)")
            }
            if from == 0 || from == 6 { #expect(outputs == []) }
            _ = bench.wait(UInt64(draw.below(200)))
        }
        // All have fallen silent, node 1 for good: what was said for it is over, however much the
        // liars made this node doubt itself.
        _ = bench.wait(60_000)
        bench.prober.add(Bench.key(1), now: bench.now, random: &bench.random)
        #expect(bench.wait(60_000).contains(.dead(Bench.key(1))))
        #expect((2...5).allSatisfy { bench.prober.roundTrip(of: Bench.key($0)) != nil }, "the others live")
    }

    /// With small numbers and known nodes, so that it hits something.
    private static func near(_ datagram: Datagram, _ draw: inout WireDraw) -> Datagram {
        let number = UInt32(draw.below(400)), node = Bench.key(draw.below(7)), incarnation = UInt32(draw.below(3))
        switch datagram {
        case .ping(_, let suspected, _, let roots):
            return .ping(number: number, suspected: suspected, incarnation: incarnation, roots: roots)
        case .ack(_, _, let roots): return .ack(number: number, incarnation: incarnation, roots: roots)
        case .pingRequest: return .pingRequest(number: number, target: node, patience: UInt16(draw.below(3_000)))
        case .indirectAck: return .indirectAck(number: number, incarnation: incarnation)
        case .nack: return .nack(number: number)
        case .suspicion: return .suspicion(of: node, incarnation: incarnation)
        case .refutation: return .refutation(incarnation: incarnation)
        }
    }
}

extension Datagram {
    var isPing: Bool { if case .ping = self { true } else { false } }
}
