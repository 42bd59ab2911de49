import Foundation
import PledgeLedger
import Testing

/// Root causes of random ledgers, derived by Tests/independent/ledger_views.py from their bundles alone: who has a voice,
/// which problems are one, which words stand.
@Suite struct BundledRootCausesTests {
    private struct Answer: Decodable {
        let root_causes: RootCausesAnswer
    }

    @Test(.enabled(if: OtherAuditor.isHere)) func anotherProgramDerivesTheSame() throws {
        let folder = try TemporaryFolder()
        var edges = 0, weights = 0, joined = 0
        for seed in 0..<24 {
            // Some by the usual scenes, and some that speak of little but causes.
            var maker = seed % 2 == 0 ? try LedgerMaker.ofViews(seed, from: 3_100, entries: 200) : try CauseTalk.ledger(seed: UInt64(seed) + 3_100)
            let store = try maker.store(in: folder, name: "\(seed)")
            try StoreConvergenceTests.feed(&maker, to: store)
            let path = "\(folder.path)/\(seed).bundle"
            _ = try store.writeBundle(of: maker.collective, to: path)
            let source = LedgerSource(try store.contents(of: maker.collective), at: .end), words = try CauseWords(source)
            let own = RootCausesAnswer(RootCauses(words)), other = try OtherAuditor.run("ledger_views.py", path, as: Answer.self).root_causes
            #expect(other.brief == own, "seed \(seed)")
            edges += own.edges.count
            weights += own.problems.count { $0.weight > 0 }
            joined += source.problems().count - words.problems.count
            try store.close()
        }
        #expect(edges > 60 && weights > 20 && joined > 10, "\(edges) \(weights) \(joined)")
    }
}

/// A ledger in which members speak of problems and their causes, take words back, and gain and lose their voices.
private enum CauseTalk {
    static func ledger(seed: UInt64) throws -> LedgerMaker {
        var maker = try LedgerMaker(seed: seed, authors: 6, founders: 2, ladder: [4, 3, 1])
        var tips = maker.keys.indices.map { LedgerMaker.Tip(author: $0) }, problems: [EntryID] = [], claims: [EntryID] = []
        func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &maker.generator) }
        for author in 2..<5 { try maker.sign(.vouch(Vouch(subject: maker.keys[author].publicKey)), on: &tips[author % 2]) }
        for step in 0..<90 {
            let author = draw(0...5)
            switch step < 4 ? 0 : draw(0...9) {
            case 0: problems.append(try maker.sign(.problem(Problem(sameAs: draw(0...2) == 0 ? problems.randomElement(using: &maker.generator) : nil)), on: &tips[author]).entry.id)
            case 1...3:
                let two = problems.shuffled(using: &maker.generator)
                claims.append(try maker.sign(.cause(Cause(cause: two[0], effect: two[1], strength: UInt8(draw(1...3)))), on: &tips[author]).entry.id)
            case 4, 5:
                guard let claim = claims.randomElement(using: &maker.generator) else { continue }
                try maker.sign(.endorse(Endorse(target: claim.raw, stance: Int8(draw(-2...2)))), on: &tips[author])
            case 6, 7:
                let problem = problems[draw(0...(problems.count - 1))]
                try maker.sign(.endorse(Endorse(target: problem.raw, stance: Int8(draw(-1...2)), standing: draw(0...4) == 0 ? .expert : .affected)), on: &tips[author])
            case 8:
                guard let own = maker.made.filter({ $0.entry.author == maker.keys[author].publicKey }).randomElement(using: &maker.generator) else { continue }
                try maker.sign(.retract(Retract(target: own.entry.id)), on: &tips[author])
            default:
                let until = draw(0...2) == 0 ? maker.clock + 900_000 : nil
                try maker.sign(.vouch(Vouch(subject: maker.keys[draw(0...5)].publicKey, until: until, level: UInt8(draw(0...1)))), on: &tips[author])
            }
        }
        return maker
    }
}

extension RootCausesAnswer {
    /// With ids cut as ``EntryID/brief`` cuts them.
    fileprivate var brief: RootCausesAnswer {
        func cut(_ id: String) -> String { EntryID(hex: id)?.brief ?? id }
        var answer = self
        answer.circles = circles.map { $0.map(cut) }
        answer.problems = problems.map { Problem(problem: cut($0.problem), start: $0.start, residue: $0.residue, weight: $0.weight) }
        answer.edges = edges.map {
            Edge(cause: cut($0.cause), effect: cut($0.effect), inFavour: $0.inFavour, against: $0.against, carried: $0.carried)
        }
        return answer
    }
}
