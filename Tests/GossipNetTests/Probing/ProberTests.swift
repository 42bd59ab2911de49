import GossipNet
import PledgeLedger
import Testing

/// The scenarios of SWIM implementations, where they mean something here.
///
/// From memberlist: Probe, ProbeNode_Suspect, Suspect_Dogpile, FallbackTCP and FallbackTCP_Disabled (a
/// link that answers, one that does not), Awareness_Degraded, Awareness_Improved,
/// Awareness_MissedNack, Buddy, AliveNode_Refute, SuspectNode_NoNode, _DoubleSuspect, _OldSuspect and
/// _Refute, DeadNode_NoNode, KRandomNodes. From Apple's: suspected in the same incarnation and in
/// another, suspicions add up to a maximum, the ack's number, the nack on timeout, the multiplier's
/// changes, the order of members, dead is final.
///
/// Not here: states that are merged or spread (status order, MergeState, DeadNode_Old and _Left,
/// AliveReplay, Conflict, ChangeMeta, Idempotent, tombstones, GossipToDead, MoveDeadNodes), because
/// nobody's word on a third node is believed and members come and go with links; the broadcast
/// queue (TransmitLimitedQueue, retransmit limit), the timeout that grows with the cluster's size
/// and push-pull scaling, because a view has a fixed size and Plumtree spreads; versions, labels and
/// keys (Wrong_VSN, Label, MismatchedKeys, EncryptedGossipTransition), which are the handshake's.
@Suite struct ProberTests {
    private typealias Bench = ProbeBench

    @Test func aLiveMemberStaysAsItIs() throws {
        var bench = Bench(members: 1)
        bench.answering = [Bench.key(1)]
        let outputs = bench.wait(60_000)
        let pings = outputs.compactMap(\.ping)
        #expect((19...22).contains(pings.count), "\(pings.count) in a minute")
        #expect(pings.allSatisfy { !$0.suspected && $0.incarnation == 0 })
        #expect(outputs.allSatisfy { $0.ping != nil || $0 == .roots(.none, from: Bench.key(1)) })
        #expect(bench.prober.incarnation == 0)
        #expect(bench.prober.roundTrip(of: Bench.key(1)) == 0)
    }

    @Test func aDeadOneIsAskedEveryWayThenSuspectedThenDead() throws {
        var bench = Bench(members: 5)
        bench.answering = Set((2...5).map(Bench.key))
        let dead = Bench.key(1)
        let outputs = bench.wait { $0 == .dead(dead) }
        let pings = outputs.compactMap(\.ping).filter { $0.to == dead }
        let requests = outputs.compactMap(\.pingRequest)
        #expect(!pings[0].suspected)
        #expect(pings.dropFirst().allSatisfy(\.suspected) && pings.count >= 2)
        #expect(requests.prefix(3).allSatisfy { $0.number == pings[0].number && $0.target == dead })
        #expect(Set(requests.prefix(3).map(\.to)).count == 3, "three different ones")
        #expect(requests.allSatisfy { $0.to != dead && $0.to != Bench.own })
        #expect(outputs.compactMap(\.question).first.map { $0 == (pings[0].number, dead) } == true)
        #expect(outputs.filter { $0 == .suspected(dead) }.count == 1)
        #expect(outputs.last == .dead(dead))
        #expect(bench.wait(30_000).allSatisfy { $0.ping?.to != dead })
    }

    @Test func numbersAdvanceByOneAProbe() {
        var bench = Bench(members: 3, answered: 0)
        bench.answering = Set((1...3).map(Bench.key))
        let numbers = bench.wait(60_000).compactMap(\.ping).map(\.number)
        #expect(numbers == Array(1...UInt32(numbers.count)))
        #expect(numbers.count > 50)
    }

    /// With others who could confirm, and 0…3 who do, each of them twice.
    @Test func suspicionShortensWithConfirmations() {
        var lasted: [UInt64] = []
        for confirmations in 0...3 {
            var bench = Bench(members: 5)
            bench.answering = Set((2...5).map(Bench.key))
            _ = bench.wait { $0 == .suspected(Bench.key(1)) }
            let began = bench.now
            for other in 0..<confirmations {
                for _ in 0..<2 { _ = bench.receive(.suspicion(of: Bench.key(1), incarnation: 0), from: 2 + other) }
            }
            _ = bench.wait { $0 == .dead(Bench.key(1)) }
            lasted.append(bench.now.since(began))
        }
        #expect(lasted == [1_200, 900, 724, 600])
    }

    /// Rumours that came before the suspicion confirm it too.
    @Test func earlierRumoursConfirm() {
        var bench = Bench(members: 5)
        for other in 2...4 { _ = bench.receive(.suspicion(of: Bench.key(1), incarnation: 0), from: other) }
        bench.answering = Set((2...5).map(Bench.key))
        _ = bench.wait { $0 == .suspected(Bench.key(1)) }
        let began = bench.now
        _ = bench.wait { $0 == .dead(Bench.key(1)) }
        #expect(bench.now.since(began) == 600)
    }

    @Test func aLinkThatAnswersKeepsItsNodeAlive() {
        var bench = Bench(members: 1)
        bench.linkAnswering = [Bench.key(1)]
        let outputs = bench.wait(60_000)
        #expect(!outputs.contains(.suspected(Bench.key(1))))
        #expect(outputs.filter { $0 == .datagramsBlocked(Bench.key(1)) }.count == 1, "said once")
        #expect(bench.prober.isBlocked(Bench.key(1)))

        bench.answering = [Bench.key(1)]
        let after = bench.wait(10_000)
        #expect(after.filter { $0 == .datagramsPass(Bench.key(1)) }.count == 1)
        #expect(!bench.prober.isBlocked(Bench.key(1)))

        bench.answering = []
        bench.linkAnswering = []
        #expect(bench.wait(10_000).contains(.dead(Bench.key(1))), "and one that does not, does not")
    }

    @Test func aBlockedNodeThatDiesIsFoundToo() {
        var bench = Bench(members: 1)
        bench.linkAnswering = [Bench.key(1)]
        _ = bench.wait(30_000)
        #expect(bench.prober.isBlocked(Bench.key(1)))
        bench.linkAnswering = []
        #expect(bench.wait(5_000).contains(.dead(Bench.key(1))))
    }

    /// While a stream fills the link, any frame stands for the answer.
    @Test func aBusyLinkIsASignOfLife() {
        var bench = Bench(members: 1)
        for _ in 0..<600 {
            #expect(!bench.wait(100).contains(.suspected(Bench.key(1))))
            _ = bench.give(.linkHeard(Bench.key(1)))
        }
    }

    @Test func missedNacksCountAgainstOneself() throws {
        for nacks in 0...3 {
            var bench = Bench(members: 4)
            #expect(bench.prober.health.score == 0)
            bench.answering = Set((2...4).map(Bench.key))
            let dead = Bench.key(1)
            let requests = bench.wait { $0.pingRequest != nil }.compactMap(\.pingRequest)
            #expect(requests.count == 3)
            bench.answering = []
            for request in requests.prefix(nacks) {
                for _ in 0..<2 { _ = bench.give(.received(.nack(number: request.number), from: request.to)) }
            }
            _ = bench.wait { $0 == .suspected(dead) }
            #expect(bench.prober.health.score == 3 - nacks, "\(nacks) nacks")
        }
        var alone = Bench(members: 1)
        _ = alone.wait { $0 == .suspected(Bench.key(1)) }
        #expect(alone.prober.health.score == 1, "nobody to ask")
    }

    @Test func acksImproveOnesHealth() {
        var bench = Bench(members: 2)
        bench.answering = [Bench.key(2)]
        _ = bench.wait { $0 == .dead(Bench.key(1)) }
        bench.answering = []
        _ = bench.wait { $0.ping != nil }
        #expect(bench.prober.health.score <= 1)
        bench.answering = [Bench.key(2)]
        _ = bench.wait(60_000)
        #expect(bench.prober.health.score == 0)
    }

    @Test func theSuspectIsToldFirst() throws {
        var bench = Bench(members: 5)
        bench.answering = Set((2...5).map(Bench.key))
        _ = bench.receive(.refutation(incarnation: 6), from: 1)
        let outputs = bench.wait { $0 == .suspected(Bench.key(1)) }
        let at = try outputs.firstIndex(of: .suspected(Bench.key(1))).orFail()
        let told = try outputs[at + 1].ping.orFail()
        #expect(told.to == Bench.key(1) && told.suspected && told.incarnation == 6)
        let rumours = outputs[(at + 2)...].compactMap(\.rumour)
        #expect(Set(rumours.map(\.to)) == Set((2...5).map(Bench.key)) && rumours.count == 4)
    }

    @Test func anySignOfLifeClearsASuspect() throws {
        let signs: [(String, (inout Bench) -> [ProbeOutput])] = [
            ("a ping", { $0.receive(.ping(number: 9, suspected: false, incarnation: 0, roots: .none), from: 1) }),
            ("a refutation", { $0.receive(.refutation(incarnation: 1), from: 1) }),
            ("a frame", { $0.give(.linkHeard(ProbeBench.key(1))) }),
        ]
        for (name, sign) in signs {
            var bench = Bench(members: 2)
            bench.answering = [Bench.key(2)]
            _ = bench.wait { $0 == .suspected(Bench.key(1)) }
            #expect(sign(&bench).contains(.cleared(Bench.key(1))), "\(name)")
            #expect(!bench.prober.isSuspected(Bench.key(1)))
        }
    }

    /// An answer to the ping before last still counts, once, and widens the timeout.
    @Test func aLateAckClearsASuspect() throws {
        var bench = Bench(members: 1)
        let ping = try bench.wait { $0 == .suspected(Bench.key(1)) }.compactMap(\.ping).first.orFail()
        let late = Datagram.ack(number: ping.number, incarnation: 0, roots: .none)
        #expect(bench.receive(late, from: 1).contains(.cleared(Bench.key(1))))
        #expect(bench.receive(late, from: 1) == [])
        #expect(bench.prober.roundTrip(of: Bench.key(1)).map { $0 > 50 } == true)
    }

    @Test func deadIsFinalUntilAddedAgain() {
        var bench = Bench(members: 1)
        _ = bench.wait { $0 == .dead(Bench.key(1)) }
        #expect(bench.prober.due == nil)
        #expect(bench.receive(.refutation(incarnation: 9), from: 1) == [])
        #expect(bench.receive(.ping(number: 1, suspected: false, incarnation: 0, roots: .none), from: 1) == [])
        bench.prober.add(Bench.key(1), now: bench.now, random: &bench.random)
        #expect(bench.wait { $0.ping != nil }.count == 1)
    }

    /// A machine that slept does not wake to bury everybody.
    @Test func aLongSleepBuriesNobody() {
        var bench = Bench(members: 3)
        for _ in 0..<20 {
            bench.now = bench.now.adding(600_000)
            var outputs = bench.give(.timerDue)
            let pings = outputs.compactMap(\.ping)
            outputs += pings.flatMap {
                bench.give(.received(.ack(number: $0.number, incarnation: 0, roots: .none), from: $0.to))
            }
            #expect(!outputs.contains { if case .suspected = $0 { true } else { false } })
        }
    }

    @Test func everyMemberHasItsPlaceInTheRound() {
        var before: Set<PublicKey> = []
        for seed in 1...40 as ClosedRange<UInt64> {
            var bench = Bench(members: 6, seed: seed, answered: 0)
            bench.answering = Set((1...7).map(Bench.key))
            _ = bench.wait(10_000 + seed * 70)
            bench.prober.add(Bench.key(7), now: bench.now, random: &bench.random)
            let added = bench.now
            var last: [PublicKey: Moment] = [:], previous: PublicKey?
            while bench.now.since(added) < 40_000 {
                for ping in bench.wait(for: { $0.ping != nil }).compactMap(\.ping) {
                    if let before = last[ping.to] {
                        #expect((2_800...3_050).contains(bench.now.since(before)), "seed \(seed)")
                    } else if ping.to == Bench.key(7) {
                        #expect(bench.now.since(added) <= Limits.probeInterval)
                        if let previous { before.insert(previous) }
                    }
                    last[ping.to] = bench.now
                    previous = ping.to
                }
            }
            #expect(last.count == 7)
        }
        #expect(before.count >= 4, "a new one comes after another each time")
    }

    /// With more members than a view has, each waits longer and the traffic stays; while nothing happens, it halves.
    @Test func manyMembersDoNotCostMore() {
        var bench = Bench(members: 80, answered: 0)
        bench.answering = Set((1...80).map(Bench.key))
        _ = bench.wait(30_000)
        bench.prober.stir(now: bench.now)
        let pings = bench.wait(Limits.quietAfter).compactMap(\.ping)
        #expect((140...180).contains(pings.count), "\(pings.count)")
        let quiet = bench.wait(480_000).compactMap(\.ping)
        #expect((600...765).contains(quiet.count), "\(quiet.count)")
    }

    /// The first that happens after a quiet time brings all turns near again, all of them at their places.
    @Test func whatHappensEndsTheQuiet() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var bench = Bench(members: 10, seed: seed, answered: 0)
            bench.answering = Set((1...10).map(Bench.key))
            _ = bench.wait(120_000 + seed * 410)
            let quiet = bench.wait(60_000).compactMap(\.ping)
            #expect((74...94).contains(quiet.count), "each every 7 s, seed \(seed): \(quiet.count)")
            bench.prober.stir(now: bench.now)
            let stirred = bench.wait(3_500 + Limits.probeTurn).compactMap(\.ping)
            #expect(Set(stirred.map(\.to)).count == 10, "seed \(seed)")
            let after = bench.wait(35_000).compactMap(\.ping)
            #expect((83...107).contains(after.count), "each every 3.5 s, seed \(seed): \(after.count)")
        }
    }

    private static func dead(_ outputs: [ProbeOutput]) -> [PublicKey] {
        outputs.compactMap { if case .dead(let node) = $0 { node } else { nil } }
    }

    /// Who hears nobody buries nobody, however long that lasts up to a bound; who then hears all but one, by
    /// datagrams or over links, buries that one.
    @Test(arguments: [1, 2, 3]) func theDeafBuryNobody(seed: UInt64) {
        for outage in stride(from: UInt64(4_000), through: 14_000, by: 250) {
            for (silent, isBlocked) in [(0, false), (1, false), (0, true), (1, true)] {
                var bench = Bench(members: 4, seed: seed)
                let deaf = bench.wait(outage)
                if outage >= 10_000 { #expect(deaf.contains { if case .suspected = $0 { true } else { false } }) }
                #expect(Self.dead(deaf) == [])
                let there = Set((1...4).filter { $0 != silent }.map(Bench.key))
                if isBlocked { bench.linkAnswering = there } else { bench.answering = there }
                let dead = Self.dead(bench.wait(30_000))
                #expect(dead == (silent == 0 ? [] : [Bench.key(silent)]), "\(outage) ms, blocked: \(isBlocked)")
            }
        }
    }

    /// The same where nothing happened for long, so that its members are heard rarely.
    @Test(arguments: [1, 2, 3]) func theDeafBuryNobodyInQuietTimes(seed: UInt64) {
        for outage in stride(from: UInt64(4_000), through: 14_000, by: 500) {
            for (silent, isBlocked) in [(0, false), (1, false), (0, true), (1, true)] {
                var bench = Bench(members: 10, seed: seed)
                bench.answering = Set((1...10).map(Bench.key))
                #expect(Self.dead(bench.wait(120_000)) == [])
                bench.answering = []
                #expect(Self.dead(bench.wait(outage)) == [])
                let there = Set((1...10).filter { $0 != silent }.map(Bench.key))
                if isBlocked { bench.linkAnswering = there } else { bench.answering = there }
                let dead = Self.dead(bench.wait(30_000))
                #expect(dead == (silent == 0 ? [] : [Bench.key(silent)]), "\(outage) ms, blocked: \(isBlocked)")
            }
        }
    }

    /// Of a silence that lasts all have died.
    @Test func allMayBeDead() {
        var bench = Bench(members: 4)
        #expect(Set(Self.dead(bench.wait(60_000))) == Set((1...4).map(Bench.key)))
    }
}
