import PledgeLedger
import Testing

/// Both sides' words on a pledge of 100 by author 1 to a project of author 0, after its lock.
@Suite struct SettlementTests {
    private struct Word {
        let side: Settle.Side, amount: UInt64, author: Int
        var answers: Int?

        init(_ side: Settle.Side, _ amount: UInt64, by author: Int, answers: Int? = nil) {
            (self.side, self.amount, self.author, self.answers) = (side, amount, author, answers)
        }
    }

    private struct Case {
        let words: [Word]
        let stage: PledgeStage
        /// Amounts by stage; the rest is nothing.
        let amounts: [PledgeStage: UInt64]
        var stewards: [Int] = []
    }

    private static let cases: [Case] = [
        Case(words: [], stage: .due, amounts: [.due: 100]),
        Case(words: [Word(.paid, 100, by: 1)], stage: .half, amounts: [.half: 100]),
        Case(words: [Word(.received, 100, by: 0)], stage: .half, amounts: [.half: 100]),
        Case(words: [Word(.paid, 100, by: 1), Word(.received, 100, by: 0)], stage: .paid, amounts: [.paid: 100]),
        // Others' words, and words of the wrong side, have no weight.
        Case(words: [Word(.paid, 100, by: 2), Word(.received, 100, by: 2)], stage: .due, amounts: [.due: 100]),
        Case(words: [Word(.received, 100, by: 1), Word(.paid, 100, by: 0)], stage: .due, amounts: [.due: 100]),
        // Instalments add up, and what is said past the whole says no more.
        Case(
            words: [Word(.paid, 30, by: 1), Word(.paid, 30, by: 1), Word(.received, 30, by: 0)],
            stage: .half, amounts: [.paid: 30, .half: 30, .due: 40]),
        Case(
            words: [Word(.paid, 60, by: 1), Word(.paid, 60, by: 1), Word(.received, 1_000_000_000_000_000, by: 0)],
            stage: .paid, amounts: [.paid: 100]),
        // Contradicting amounts: the smaller counts.
        Case(
            words: [Word(.paid, 100, by: 1), Word(.received, 70, by: 0)], stage: .half, amounts: [.paid: 70, .half: 30]),
        // A refusal of what is said to be paid, and one after it was said to have come.
        Case(words: [Word(.paid, 100, by: 1), Word(.refused, 0, by: 0)], stage: .disputed, amounts: [.disputed: 100]),
        Case(
            words: [Word(.paid, 100, by: 1), Word(.received, 100, by: 0), Word(.refused, 40, by: 0, answers: 0)],
            stage: .disputed, amounts: [.paid: 60, .disputed: 40]),
        Case(words: [Word(.received, 100, by: 0), Word(.refused, 0, by: 0)], stage: .disputed, amounts: [.disputed: 100]),
        // Refused, paid again and received: settled.
        Case(
            words: [Word(.paid, 100, by: 1), Word(.refused, 0, by: 0), Word(.paid, 100, by: 1), Word(.received, 100, by: 0)],
            stage: .paid, amounts: [.paid: 100]),
        // Nobody says that it was paid: the other side lets it go.
        Case(words: [Word(.refused, 0, by: 0)], stage: .lapsed, amounts: [.lapsed: 100]),
        Case(
            words: [Word(.paid, 60, by: 1), Word(.received, 60, by: 0), Word(.refused, 40, by: 0)],
            stage: .paid, amounts: [.paid: 60, .lapsed: 40]),
        // A part came, and the rest is declined: nothing contradicts that, whether or not the donor speaks.
        Case(words: [Word(.received, 70, by: 0), Word(.refused, 30, by: 0)], stage: .half, amounts: [.half: 70, .lapsed: 30]),
        Case(
            words: [Word(.paid, 30, by: 1), Word(.received, 70, by: 0), Word(.refused, 30, by: 0)],
            stage: .half, amounts: [.paid: 30, .half: 40, .lapsed: 30]),
        Case(
            words: [Word(.received, 70, by: 2), Word(.refused, 30, by: 3)], stage: .half, amounts: [.half: 70, .lapsed: 30],
            stewards: [2, 3]),
        // What is both said to have come and refused is contradicted, in whatever order.
        Case(
            words: [Word(.received, 70, by: 0), Word(.refused, 50, by: 0)],
            stage: .disputed, amounts: [.disputed: 20, .half: 50, .lapsed: 30]),
        Case(
            words: [Word(.refused, 50, by: 0), Word(.received, 70, by: 0)],
            stage: .disputed, amounts: [.disputed: 20, .half: 50, .lapsed: 30]),
        // A refusal before it is said what came is of what the donor says was paid.
        Case(
            words: [Word(.paid, 50, by: 1), Word(.refused, 30, by: 0)],
            stage: .disputed, amounts: [.disputed: 30, .half: 20, .due: 50]),
        // Given back by both sides' word.
        Case(
            words: [Word(.paid, 100, by: 1), Word(.received, 100, by: 0), Word(.refunded, 100, by: 0)],
            stage: .paid, amounts: [.paid: 100]),
        Case(
            words: [
                Word(.paid, 100, by: 1), Word(.received, 100, by: 0), Word(.refunded, 100, by: 0), Word(.refunded, 90, by: 1),
            ], stage: .paid, amounts: [.paid: 10, .refunded: 90]),
        Case(
            words: [
                Word(.paid, 100, by: 1), Word(.received, 100, by: 0), Word(.refunded, 100, by: 0), Word(.refunded, 100, by: 1),
            ], stage: .refunded, amounts: [.refunded: 100]),
        // Two stewards who saw the same money don't make it twice as much; two payments do.
        Case(
            words: [Word(.paid, 50, by: 1), Word(.paid, 50, by: 1), Word(.received, 50, by: 2), Word(.received, 50, by: 3)],
            stage: .half, amounts: [.paid: 50, .half: 50], stewards: [2, 3]),
        Case(
            words: [
                Word(.paid, 50, by: 1), Word(.paid, 50, by: 1), Word(.received, 50, by: 2, answers: 0),
                Word(.received, 50, by: 3, answers: 1),
            ], stage: .paid, amounts: [.paid: 100], stewards: [2, 3]),
        // Where there are stewards the project's author has no word; and nobody is both sides.
        Case(
            words: [Word(.paid, 100, by: 1), Word(.received, 100, by: 0)], stage: .half, amounts: [.half: 100], stewards: [2]),
        Case(
            words: [Word(.paid, 100, by: 1), Word(.received, 100, by: 1)], stage: .half, amounts: [.half: 100], stewards: [1]),
    ]

    @Test(arguments: cases.indices) func wordsAddUp(at index: Int) throws {
        let one = Self.cases[index]
        var scene = try PledgeScene()
        try scene.declare(100, by: 1)
        let project = try scene.project { project, keys in project.stewards = one.stewards.map { keys[$0] }.sorted() }
        let pledge = try scene.pledge(100, to: project, by: 1)
        var said: [EntryID] = []
        for word in one.words {
            let counter = word.answers.map { said[$0] }
            said.append(try scene.settle(word.side, word.amount, pledge, by: word.author, counter: counter))
        }
        let state = try scene.state(of: pledge, at: 1_000_001)
        #expect(state.stage == one.stage, "case \(index)")
        for stage in PledgeStage.allCases { #expect(state.amounts[stage] == one.amounts[stage] ?? 0, "case \(index), \(stage)") }
        // A word taken back has no weight.
        for (word, id) in zip(one.words, said) { try scene.sign(.retract(Retract(target: id)), by: word.author) }
        #expect(try scene.state(of: pledge, at: 1_000_001).stage == .due, "case \(index)")
    }

    /// What neither side speaks of defaults, the rest stays as it was said; and who has yet to speak is named.
    @Test func theRestDefaults() throws {
        var scene = try PledgeScene()
        try scene.declare(100, by: 1)
        let project = try scene.project { $0.stewards = [$1[2], $1[3]].sorted() }
        let pledge = try scene.pledge(100, to: project, by: 1)
        try scene.settle(.paid, 60, pledge, by: 1)
        try scene.settle(.received, 50, pledge, by: 2)
        let state = try scene.state(of: pledge, at: 2_000_001)
        #expect(state.stage == .defaulted)
        #expect(state.amounts[.paid] == 50 && state.amounts[.half] == 10 && state.amounts[.defaulted] == 40)
        let stewards = [scene.key(2), scene.key(3)].sorted()
        #expect(state.lacks == [.wordOfDonor(scene.key(1), 40), .wordOfReceiver(stewards, 50)])
    }

    /// Nobody makes another a debtor by saying that something came; the donor's own word stands early.
    @Test func beforeItIsDueOnlyTheDonorSpeaks() throws {
        var scene = try PledgeScene()
        try scene.declare(100, by: 1)
        let pledge = try scene.pledge(100, to: try scene.project(minimum: 200), by: 1)
        try scene.settle(.received, 100, pledge, by: 0)
        #expect(try scene.state(of: pledge, at: 90_000).stage == .open)
        #expect(try scene.state(of: pledge, at: 2_000_001).stage == .lapsed)
        try scene.settle(.paid, 40, pledge, by: 1)
        let state = try scene.state(of: pledge, at: 90_000)
        #expect(state.amounts[.paid] == 40 && state.amounts[.open] == 60)
        #expect(PledgeStates.record(of: scene.key(1), scene.ledger, at: .end) == [])
        try scene.settle(.paid, 60, pledge, by: 1)
        #expect(try scene.state(of: pledge, at: 2_000_001).stage == .paid)
        #expect(PledgeStates.record(of: scene.key(1), scene.ledger, at: .end).first?.pledges == .init(kept: 1, due: 1))
    }

    /// Taken back too late it is still owed; taken back in time it owes nothing.
    @Test func retractionsCountUntilTheLock() throws {
        for (time, stage) in [(999_999, .retracted), (1_000_000, .retracted), (1_000_001, .defaulted)] as [(UInt64, PledgeStage)] {
            var scene = try PledgeScene()
            try scene.declare(100, by: 1)
            let project = try scene.project(), pledge = try scene.pledge(100, to: project, by: 1)
            try scene.sign(.retract(Retract(target: pledge)), by: 1, at: time)
            #expect(try scene.state(of: pledge, at: 2_000_001).stage == stage, "\(time)")
            let ask = try #require(try scene.states(of: project, at: 2_000_001).asks.first)
            #expect(ask.pledged == 0 && ask.backed == 0 && ask.amounts[stage] == 100 && ask.people == 0)
        }
    }

    @Test func loansAreRepaidByBothSidesWord() throws {
        var scene = try PledgeScene()
        try scene.declare(100, by: 1)
        let project = try scene.project { $0.recipient = $1[2] }
        let pledge = try scene.pledge(100, to: project, by: 1) { $0.repayBy = PledgeScene.start + 3_000_000 }
        func loan(_ time: UInt64) throws -> [UInt64] {
            let loan = try #require(try scene.state(of: pledge, at: time).loan)
            return [loan.lent, loan.repaid, loan.half, loan.isPast ? 1 : 0]
        }
        func record(_ time: UInt64) -> Record.Score? {
            PledgeStates.record(of: scene.key(2), scene.ledger, at: Cutoff(time: PledgeScene.start + time)).first?.loans
        }
        try scene.settle(.paid, 100, pledge, by: 1)
        #expect(try loan(90_000) == [0, 0, 0, 0])
        try scene.settle(.received, 80, pledge, by: 2)
        #expect(try loan(3_000_000) == [80, 0, 0, 0] && record(3_000_000) == nil)
        #expect(try loan(3_000_001) == [80, 0, 0, 1] && record(3_000_001) == .init(kept: 0, due: 1))
        try scene.settle(.repaid, 100, pledge, by: 2)
        try scene.settle(.repaid, 30, pledge, by: 1)
        #expect(try loan(90_000) == [80, 30, 50, 0])
        try scene.settle(.repaid, 50, pledge, by: 1)
        #expect(try loan(90_000) == [80, 80, 0, 0] && record(90_000) == .init(kept: 1, due: 1))
    }
}
