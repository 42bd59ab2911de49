import Testing
import pledged

@Suite("Progress bar")
struct ProgressBarTests {
    @Test("shares are exact and rounded down")
    func exact() {
        #expect(ProgressBar.text(62, of: 100) == "[██████░░░░] 62 %")
        #expect(ProgressBar.text(62, of: 100, isUnicode: false) == "[######....] 62 %")
        #expect(ProgressBar.text(0, of: 7) == "[░░░░░░░░░░] 0 %")
        #expect(ProgressBar.text(999, of: 1_000) == "[█████████░] 99 %")
        #expect(ProgressBar.text(1_000, of: 1_000) == "[██████████] 100 %")
        #expect(ProgressBar.text(13, of: 10, cells: 4) == "[████] 130 %")
        #expect(ProgressBar.text(5, of: 0) == "")
        #expect(ProgressBar.text(1, of: 2, cells: -3, isUnicode: false) == "[.] 50 %")
    }

    @Test("the largest numbers neither overflow nor lie")
    func extremes() {
        #expect(ProgressBar.text(.max, of: .max) == "[██████████] 100 %")
        #expect(ProgressBar.text(.max - 1, of: .max) == "[█████████░] 99 %")
        #expect(ProgressBar.text(.max / 2, of: .max) == "[████░░░░░░] 49 %")
        #expect(ProgressBar.text(1, of: .max) == "[░░░░░░░░░░] 0 %")
        #expect(ProgressBar.text(.max, of: 1).hasPrefix("[██████████] 3402823669"))
    }

    @Test("the percentage is the floor of the quotient")
    func floors() {
        var random = TextRandom(seed: 10)
        for _ in 0..<2_000 {
            let done = UInt128(random.next()), target = UInt128(random.next() >> UInt64.random(in: 0...60, using: &random)) + 1
            let percent = done * 100 / target
            #expect(ProgressBar.text(done, of: target).hasSuffix("] \(percent) %"), "\(done) of \(target)")
        }
    }
}
