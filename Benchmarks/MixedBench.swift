import Foundation
import PledgeLedger

/// What somebody who looks waits for with a million entries of all kinds in the store: every list and view, as
/// the program answers it, and what one more entry costs.
enum MixedBench {
    static func run(_ folder: Scratch) throws {
        let home = PledgedProcess(home: folder.file("mixed"))
        try home.run("init")
        let ledger = try MixedLedger(), path = home.home + "/ledger.sqlite"
        let store = try Store(at: path)
        try store.join(ledger.collective, charter: ledger.charter)
        let entries = ledger.entries
        Figure.print("filling a store with \(entries.count) entries of all kinds", try seconds { try take(entries, ledger, store) }, "s")
        try store.close()
        try home.run("use", String(ledger.collective.hex.prefix(16)))
        for words in commands(ledger) {
            let name = words.map { $0.count == 16 ? "ID" : $0 }.joined(separator: " ")
            let times = try (0..<3).map { _ in try seconds { try home.run(words) } * 1_000 }
            Figure.print("\(name), with a million mixed entries", median(times), "ms", .atMost(50))
        }
        try fold(ledger, path)
    }

    static func take(_ entries: [[UInt8]], _ ledger: MixedLedger, _ store: Store) throws {
        let verifier = ParallelVerifier()
        for at in stride(from: 0, to: entries.count, by: StoreLimits.group) {
            let offers = try verifier.verify(Array(entries[at..<min(at + StoreLimits.group, entries.count)])).map { Offer(try $0.get()) }
            _ = try store.take(offers, into: ledger.collective)
        }
    }

    /// Milliseconds that something takes.
    static func milliseconds(_ body: () throws -> Void) rethrows -> Double { try seconds(body) * 1_000 }

    private static func commands(_ ledger: MixedLedger) -> [[String]] {
        func short(_ id: EntryID) -> String { String(id.hex.prefix(16)) }
        let lists = ["projects", "rounds", "problems", "causes", "pledges", "settlements", "reports", "reviews", "members", "entries", "forks"]
        return lists.map { ["list", $0] } + [
            ["roots"], ["rally"], ["show", short(ledger.project)], ["show", short(ledger.project), "--history"], ["show", short(ledger.pledge)],
            ["show", short(ledger.problem)], ["explain", short(ledger.project)], ["explain", short(ledger.problem)], ["status"],
            ["list", "pledges", "--project", short(ledger.project)],
        ]
    }

    /// One entry into such a store, with everything that is computed from it.
    private static func fold(_ ledger: MixedLedger, _ path: String) throws {
        let store = try Store(at: path)
        var times: [Double] = []
        let key = try BenchLedger.key(0), feed = try store.feed(of: key.publicKey, in: ledger.collective)
        guard var head = feed.map({ (seq: $0.head.stop, id: $0.head.id) }) else { throw BenchFault("no feed") }
        var verifier = EntryVerifier()
        for number in 0..<31 {
            let pledge = Pledge(to: ledger.project, ask: 1, quantity: Quantity(UInt64(100 + number), try BenchLedger.euro()))
            let entry = try verifier.verify(Entry.sign(
                Entry.Draft(
                    collective: ledger.collective, seq: head.seq + 1, prev: head.id, time: BenchLedger.time + 500_000_000 + UInt64(number),
                    facts: try FactsCodec.encode(.pledge(pledge))), with: key))
            times.append(try seconds { _ = try store.take([Offer(entry)], into: ledger.collective) } * 1_000)
            head = (head.seq + 1, entry.entry.id)
        }
        try store.close()
        Figure.print("one more entry folded into all views, with its commit", median(times), "ms", .atMost(1))
    }
}
