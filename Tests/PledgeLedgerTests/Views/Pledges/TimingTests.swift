import PledgeLedger
import Testing

@Suite struct TimingTests {
    private func cover(_ witness: Int, _ time: UInt64, _ seq: UInt64, _ scene: PledgeScene) -> Covers.Cover {
        Covers.Cover(witness: scene.key(witness), time: PledgeScene.start + time, author: scene.key(1), seq: seq)
    }

    /// A quorum counts distinct witnesses, who covered the place or a later one, at the latest then.
    @Test func aQuorumIsReachedOnce() throws {
        let scene = try PledgeScene()
        let covers = Covers(quorum: 2, [
            cover(0, 50, 3, scene), cover(0, 10, 5, scene), cover(2, 30, 4, scene), cover(3, 20, 1, scene), cover(2, 60, 9, scene),
        ])
        func reached(_ seq: UInt64, by time: UInt64 = 1_000) -> UInt64? {
            covers.reached(scene.key(1), seq, by: PledgeScene.start + time).map { $0 - PledgeScene.start }
        }
        #expect((1...6).map { reached($0) } == [20, 30, 30, 30, 60, nil])
        #expect([19, 20, 29, 30].map { reached(1, by: $0) } == [nil, 20, 20, 20])
        #expect([29, 30].map { reached(4, by: $0) } == [nil, 30])
        #expect(covers.reached(scene.key(0), 1, by: .max) == nil)
        // No quorum of none: nothing is covered by nobody.
        #expect(Covers(quorum: 0, []).reached(scene.key(1), 1, by: .max) == nil)
        #expect(Covers(quorum: .min, [cover(0, 1, 1, scene)]).quorum == 1)
    }

    /// What waits for covers alone is not asked of anybody else.
    @Test func coversThatAreAwaitedAreNoNewPromises() throws {
        var scene = try PledgeScene()
        for author in 1...3 { try scene.declare(100, by: author) }
        let project = try scene.project(minimum: 60)
        let covered = try scene.pledge(40, to: project, by: 1), waiting = try scene.pledge(30, to: project, by: 2)
        func lacks(_ pledge: EntryID, _ scene: PledgeScene, at time: UInt64 = 500_000) throws -> [PledgeLack] {
            let covers = Covers(quorum: 1, [cover(0, 400_000, 2, scene)])
            return try scene.state(of: pledge, at: time, timing: .witnessed(covers)).lacks
        }
        #expect(try lacks(covered, scene) == [.covers(30)] && lacks(waiting, scene) == [.cover])
        #expect(try lacks(covered, scene, at: 1_000_001) == [.amount(20)] && lacks(waiting, scene, at: 1_000_001) == [.late(lock: PledgeScene.start + 1_000_000)])
        // More is wanted than all of them hold.
        var more = try PledgeScene()
        for author in 1...3 { try more.declare(100, by: author) }
        let other = try more.project(minimum: 90)
        let some = try more.pledge(40, to: other, by: 1), rest = [try more.pledge(20, to: other, by: 2), try more.pledge(25, to: other, by: 3)]
        #expect(try lacks(some, more) == [.covers(45), .amount(5)])
        #expect(try rest.map { try lacks($0, more) } == [[.cover, .covers(25), .amount(5)], [.cover, .covers(20), .amount(5)]])
    }

    /// Only covers count, whatever time the author claims.
    @Test func onTimeIsWhatAQuorumCovered() throws {
        var scene = try PledgeScene()
        try scene.declare(100, by: 1)
        let project = try scene.project()
        let pledge = try scene.pledge(100, to: project, by: 1, at: 300_000)
        func state(_ covers: [Covers.Cover], _ time: UInt64) throws -> PledgeState {
            try scene.state(of: pledge, at: time, timing: .witnessed(Covers(quorum: 2, covers)))
        }
        let first = cover(0, 400_000, 2, scene)
        #expect(try state([], 1_000_000).timeliness == .awaited)
        #expect(try state([], 1_000_000).lacks == [.cover])
        #expect(try state([], 1_000_001).timeliness == .late)
        #expect(try state([first, first], 1_000_001).timeliness == .late)
        #expect(try state([first, cover(2, 1_000_000, 2, scene)], 1_000_001).stage == .due)
        #expect(try state([first, cover(2, 1_000_001, 2, scene)], 1_000_001).stage == .open)
        #expect(try state([first, cover(2, 900_000, 1, scene)], 1_000_001).stage == .open)
        // The view of a time knows nothing of later covers.
        #expect(try state([first, cover(2, 900_000, 7, scene)], 899_999).timeliness == .awaited)
        #expect(try state([first, cover(2, 900_000, 7, scene)], 900_000).stage == .firm)
        #expect(try scene.states(of: project, at: 0, timing: .claimed).isProvisional)
        #expect(try !scene.states(of: project, at: 0, timing: .witnessed(Covers(quorum: 2, []))).isProvisional)
    }

    /// What a quorum held before it held the retraction can't be taken back, with a lock or without.
    @Test func aCoveredPledgeIsBinding() throws {
        for lock in [1_000_000, nil] as [UInt64?] {
            var scene = try PledgeScene()
            try scene.declare(100, by: 1)
            let project = try scene.project(lock: lock)
            let pledge = try scene.pledge(100, to: project, by: 1)
            try scene.sign(.retract(Retract(target: pledge)), by: 1)
            func isRetracted(_ covers: [Covers.Cover], at time: UInt64 = 900_000) throws -> Bool {
                try scene.state(of: pledge, at: time, timing: .witnessed(Covers(quorum: 2, covers))).stage == .retracted
            }
            let both = [cover(0, 100, 3, scene), cover(2, 200, 3, scene)]
            let before = [cover(0, 50, 2, scene), cover(2, 60, 2, scene)]
            #expect(try isRetracted([]))
            #expect(try isRetracted(both))
            #expect(try !isRetracted(before))
            #expect(try !isRetracted(before + both))
            #expect(try isRetracted([before[0]] + both))
            // At a cutoff before the quorum held anything, nothing binds yet.
            #expect(try isRetracted(before + both, at: 59))
            #expect(try !isRetracted(before + both, at: 60))
        }
    }

    /// What the steps answer is what a look at every cover says.
    @Test(arguments: 0..<20 as Range<UInt64>) func stepsAreWhatTheCoversSay(seed: UInt64) throws {
        let scene = try PledgeScene()
        var generator = SeededGenerator(seed: seed)
        for quorum in 1...3 {
            let made = (0..<40).map { _ in
                Covers.Cover(
                    witness: scene.key(.random(in: 0...3, using: &generator)), time: .random(in: 0...30, using: &generator),
                    author: scene.key(.random(in: 0...1, using: &generator)), seq: .random(in: 1...12, using: &generator))
            }
            let covers = Covers(quorum: quorum, made)
            for author in [scene.key(0), scene.key(1)] {
                func isCovered(_ seq: UInt64, by time: UInt64) -> Bool {
                    Set(made.filter { $0.author == author && $0.seq >= seq && $0.time <= time }.map(\.witness)).count >= quorum
                }
                for time in 0...31 as ClosedRange<UInt64> {
                    let place = (1...12 as ClosedRange<UInt64>).last { isCovered($0, by: time) } ?? 0
                    #expect(covers.place(of: author, by: time) == place, "seed \(seed)")
                }
                for seq in 1...13 as ClosedRange<UInt64> {
                    let first = (0...30 as ClosedRange<UInt64>).first { isCovered(seq, by: $0) }
                    #expect(covers.reached(author, seq, by: .max) == first)
                    let proof = covers.proof(of: author, seq)
                    #expect(proof.last?.time == first && proof.count == (first == nil ? 0 : quorum))
                    #expect(Set(proof.map(\.witness)).count == proof.count && proof.allSatisfy { $0.seq >= seq && $0.author == author })
                }
            }
        }
    }
}
