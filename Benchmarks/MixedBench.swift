import Foundation
import PledgeLedger

/// What somebody who looks waits for with a million entries of all kinds in the store: every list and view, as
/// the program answers it, and what one more entry costs.
enum MixedBench {
    /// - Parameters:
    ///   - home: where the ledger is made; one that is there is taken as it is, so that a run can be repeated.
    ///   - members: 100 entries each.
    ///   - isWitnessed: whether a witness covered everything.
    static func run(home path: String, members: Int, isWitnessed: Bool) throws {
        let home = PledgedProcess(home: path)
        let ledger = try MixedLedger(members: members, isWitnessed: isWitnessed)
        if !FileManager.default.fileExists(atPath: home.home) { try make(ledger, home) }
        for (name, words) in commands(ledger) {
            let first = try seconds { try home.run(words) } * 1_000
            let times = try (0..<7).map { _ in try seconds { try home.run(words) } * 1_000 }
            Figure.print("\(name), with \(members * 100) mixed entries", median(times), "ms", .atMost(50), "first \(first.shortest)")
        }
        for (name, rule) in [("matching", ledger.round), ("equal shares", ledger.otherRound)] {
            let took = try seconds { try home.run("show", String(rule.hex.prefix(16))) }
            Figure.print("show a round split by \(name), with \(members * 100) mixed entries", took, "s", .atMost(2))
        }
        try fold(ledger, home)
    }

    static func make(_ ledger: MixedLedger, _ home: PledgedProcess) throws {
        try home.run("init")
        let store = try Store(at: home.home + "/ledger.sqlite")
        try store.join(ledger.collective, charter: ledger.charter)
        let entries = ledger.entries
        Figure.print("filling a store with \(entries.count) entries of all kinds", try seconds { try take(entries, ledger, store) }, "s")
        try store.close()
        try home.run("use", String(ledger.collective.hex.prefix(16)))
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

    private static func commands(_ ledger: MixedLedger) -> [(name: String, words: [String])] {
        func short(_ id: some ThirtyTwoBytes) -> String { String(id.hex.prefix(16)) }
        let lists = ["projects", "rounds", "problems", "causes", "pledges", "settlements", "reports", "reviews", "members", "entries", "forks"]
        var commands: [(name: String, words: [String])] = lists.map { ("list \($0)", ["list", $0]) }
        let project = short(ledger.project), member = short(ledger.author)
        commands.append(("list a project's pledges", ["list", "pledges", "--project", project]))
        for word in ["roots", "rally", "status"] { commands.append((word, [word])) }
        let explained = [("project", project), ("pledge", short(ledger.pledge)), ("problem", short(ledger.problem)), ("member", member)]
        let others = [("cause", short(ledger.cause)), ("settlement", short(ledger.settlement)), ("report", short(ledger.report))]
        for (name, id) in explained + others { commands.append(("show a \(name)", ["show", id])) }
        for (name, id) in explained { commands.append(("explain a \(name)", ["explain", id])) }
        commands.append(("show a project's versions", ["show", project, "--history"]))
        return commands
    }

    /// One entry of each kind into such a store, with everything that is computed from it; then the root causes anew.
    private static func fold(_ ledger: MixedLedger, _ home: PledgedProcess) throws {
        let store = try Store(at: home.home + "/ledger.sqlite")
        var (key, seq, head) = ledger.writer
        if let feed = try store.feed(of: key.publicKey, in: ledger.collective), feed.head.stop > seq { (seq, head) = (feed.head.stop, feed.head.id) }
        var verifier = EntryVerifier()
        let newcomers = try (0..<9).map { try BenchLedger.key(1_000_000 + Int(seq) * 10 + $0).publicKey }
        for (kind, all) in ledger.more(newcomers) {
            var times: [Double] = []
            for facts in all {
                let entry = try verifier.verify(Entry.sign(
                    Entry.Draft(
                        collective: ledger.collective, seq: seq + 1, prev: head, time: BenchLedger.time + 500_000_000 + seq,
                        facts: try FactsCodec.encode(facts)), with: key))
                times.append(try seconds { _ = try store.take([Offer(entry)], into: ledger.collective) } * 1_000)
                (seq, head) = (seq + 1, entry.entry.id)
            }
            Figure.print("one more \(kind) folded into all views, with its commit", median(times), "ms", .atMost(1))
        }
        try store.close()
        let anew = try seconds { try home.run("roots") } * 1_000
        Figure.print("roots, after something was said about causes", anew, "ms")
    }
}
