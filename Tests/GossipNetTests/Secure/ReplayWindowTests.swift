import GossipNet
import Testing

@Suite struct ReplayWindowTests {
    private static let width = ReplayWindow.width

    private static let table: [(String, [(counter: UInt64, fresh: Bool)])] = [
        ("the first counter", [(0, true), (0, false)]),
        ("in order", [(0, true), (1, true), (2, true), (1, false), (2, false)]),
        ("out of order", [(5, true), (3, true), (4, true), (0, true), (3, false), (5, false)]),
        ("a start far in", [(1_000_000, true), (999_999, true), (1_000_000, false)]),
        ("the oldest allowed", [(width, true), (1, true), (1, false)]),
        ("one too old", [(width, true), (0, false)]),
        ("just inside, then just outside", [(2_000, true), (2_001 - width, true), (2_000 - width, false)]),
        ("edges of words", [(63, true), (64, true), (127, true), (128, true), (63, false), (64, false), (65, true)]),
        ("a jump of a whole ring clears it", [(0, true), (1_024, true), (1_023, true), (1_024, false), (65, true)]),
        ("a jump clears the oldest word too", [(1_152, true), (319, true), (2_240, true), (1_343, true)]),
        ("a jump of many rings", [(7, true), (7 + 1_024 * 1_000, true), (6 + 1_024 * 1_000, true), (7, false)]),
        ("a jump of one word less than a ring", [(0, true), (960, true), (1, true), (0, false), (64, true)]),
        ("the largest counter", [(.max, true), (.max, false), (.max - 1, true), (.max - width, false), (0, false)]),
        ("from the smallest to the largest", [(0, true), (.max, true), (0, false), (.max - width + 1, true)]),
    ]

    @Test func everyCaseOfTheTable() {
        for (name, steps) in Self.table {
            var window = ReplayWindow()
            for (index, step) in steps.enumerated() {
                #expect(window.allows(step.counter) == step.fresh, "\(name), step \(index)")
                let accepted = window.accept(step.counter)
                #expect(accepted == step.fresh, "\(name), step \(index)")
            }
        }
    }

    /// Against a set of everything seen.
    @Test(arguments: 0..<60) func agreesWithAPlainModel(_ seed: UInt64) {
        var generator = SecureTestGenerator(seed: seed)
        var window = ReplayWindow(), seen: Set<UInt64> = [], newest: UInt64 = 0
        let spread = [20, 1_500, 100_000].randomElement(using: &generator) ?? 20
        for step in 0..<2_000 {
            let around = Int(newest) + Int.random(in: -1_200...spread, using: &generator)
            let counter = UInt64(max(0, around))
            let old = newest >= Self.width && counter <= newest - Self.width
            let fresh = !old && !seen.contains(counter)
            let accepted = window.accept(counter)
            #expect(accepted == fresh, "seed \(seed), step \(step), counter \(counter)")
            if fresh {
                seen.insert(counter)
                newest = max(newest, counter)
            }
        }
    }

    @Test func askingChangesNothing() {
        var window = ReplayWindow()
        #expect(window.allows(5_000))
        #expect(window.allows(0))
        let accepted = window.accept(0)
        #expect(accepted)
    }
}
