import ArgumentParser
import Foundation
import PledgeLedger

/// Entries as they come.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch entries as they arrive.",
        discussion: """
            Prints a line for each new entry of the collective, from here or from other nodes, until Ctrl-C. \
            Entries from others come while `pledged serve` runs.

            Example: pledged watch
            """)

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "End after so many entries.", valueName: "number"))
    var limit: Int?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    /// How often the store is looked at, in microseconds: soon enough to seem at once.
    private static let pause: UInt32 = 100_000

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit is 1 or more") }
    }

    func run() throws {
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            var arrivals = try Arrivals(workspace.store, collective.id)
            if ControlClient.status(workspace.home) == nil {
                Output.note("No daemon runs here: only what is signed or synced on this machine will show.")
            }
            Output.note("Watching \(try workspace.name(of: collective.id)); Ctrl-C ends it.")
            var shown = 0
            while shown < limit ?? .max {
                for listed in try arrivals.next().prefix((limit ?? .max) - shown) {
                    try show(listed, workspace, collective.id)
                    shown += 1
                }
                try Output.flush()
                if shown < limit ?? .max { usleep(Self.pause) }
            }
        }
    }

    private func show(_ listed: ListedEntry, _ workspace: Workspace, _ collective: CollectiveID) throws {
        let details = Details(
            people: People(workspace.store, collective), store: workspace.store, collective: collective)
        let answer = EntryAnswer(listed: listed, details: details)
        let author = try details.people.name(listed.author)
        let words = [
            ISODate.text(listed.entry.entry.time), listed.id.short, "\(answer.kind) by \(author):",
            try answer.summary(), answer.remark.isEmpty ? "" : "(\(answer.remark))",
        ]
        let fields = try answer.json()
        common.answer(
            .object(fields),
            words: words.filter { !$0.isEmpty }.joined(separator: " "))
    }
}

/// Follows a collective's changes from where it stood at the start.
private struct Arrivals {
    private let store: Store
    private let collective: CollectiveID
    private var stops: [PublicKey: UInt64]
    private var change: UInt64

    init(_ store: Store, _ collective: CollectiveID) throws {
        self.store = store
        self.collective = collective
        let (heads, change) = try store.heads(of: collective)
        self.change = change
        let waiting = try store.waiting(in: collective)
        stops = Dictionary((heads + waiting).map { ($0.author, $0.stop) }, uniquingKeysWith: max)
    }

    /// What came since the last call, feed by feed, in the order of each feed.
    mutating func next() throws -> [ListedEntry] {
        guard try store.collective(collective)?.change != change else { return [] }
        let (feeds, newest) = try store.changes(in: collective, after: change)
        change = newest
        var found: [ListedEntry] = []
        for head in feeds.map(\.head) {
            let before = stops.updateValue(head.stop, forKey: head.author) ?? 0
            guard before < head.stop else { continue }
            for id in try store.ids(of: head.author, at: Array(before + 1...head.stop), in: collective) {
                if let listed = try id.flatMap({ try store.listed($0, in: collective) }) { found.append(listed) }
            }
        }
        return found
    }
}
