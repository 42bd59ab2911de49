import ArgumentParser
import GossipNet
import PledgeLedger

/// How home, collectives and peers stand.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "How your collectives and the nodes around you stand.",
        discussion: """
            Two nodes that show the same root hold the same ledger, to the last bit.

            Example: pledged status
            """)

    @Flag(name: .long, help: "Show how full everything is that has a bound.")
    var limits = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        try common.withWorkspace { workspace in
            let home = workspace.home
            let key = KeyText.author(try home.authorKey().publicKey)
            let node = KeyText.node(try home.nodeKey().publicKey)
            let current = try home.current()
            let collectives = try workspace.store.collectives().map { row in
                try CollectiveStatus(
                    row, isCurrent: row.id == current, in: workspace.store, notStored: workspace.notStored(in: row.id))
            }
            let daemon = ControlClient.status(home)
            let health = Health(daemon)
            common.answer(
                .object([
                    .init("key", .string(key)), .init("node", .string(node)), .init("home", .string(home.path)),
                    .init("running", .bool(daemon != nil)), .init("address", daemon?.address.map { .string($0) } ?? .null),
                    .init("health", .string(health.state.rawValue)),
                    .init("warnings", .array(health.warnings.map { .string($0) })),
                    .init("collectives", .array(collectives.map(\.json))),
                    .init("peers", .array(daemon?.peers.map(\.json) ?? [])),
                ] + (limits ? [.init("limits", .array(daemon?.uses.map(\.json) ?? []))] : [])),
                words: (["you are \(key)", "home \(SafeText.shown(home.path))"]
                    + (collectives.isEmpty ? ["no collective yet: `pledged found NAME` or `pledged join LINK`"] : [])
                    + collectives.flatMap(\.lines)
                    + (daemon?.lines ?? ["", "no daemon runs here; `pledged serve` starts one"])
                    + health.lines + (limits ? daemon?.uses.lines ?? [] : []))
                    .joined(separator: "\n"))
        }
    }
}

/// What `status` says of one collective.
struct CollectiveStatus {
    let row: CollectiveRow
    let name: String
    private let isCurrent: Bool
    let counts: CollectiveCounts
    /// Nil while the charter is missing, and where this node can't hold everything.
    let root: Digest?
    /// The entry that was signed last and is not in the store yet.
    private let notStored: EntryID?

    /// - Parameter notStored: the entry that this home's owner signed last, where it is not stored yet.
    init(_ row: CollectiveRow, isCurrent: Bool, in store: Store, notStored: EntryID? = nil) throws {
        self.row = row
        self.isCurrent = isCurrent
        name = try CollectiveStatus.name(of: row.id, in: store)
        counts = try store.counts(in: row.id)
        let isWhole = row.charter != nil && !row.isPartial
        self.notStored = notStored
        root = isWhole ? try store.frontier(of: row.id).tree.root() : nil
    }

    /// What a collective calls itself, made safe to show.
    static func name(of id: CollectiveID, in store: Store) throws -> String {
        let title = try store.name(of: id)
        return title.isEmpty ? "no name here yet" : SafeText.shown(title, width: 80)
    }

    var json: JSON {
        .known([
            .init("id", .string(row.id.hex)), .init("name", .string(name)), .init("current", .bool(isCurrent)),
            .init("root", root.map { .string($0.hex) } ?? .null), .init("feeds", .number(row.feeds)),
            .init("entries", .number(row.entries)), .init("bytes", .number(row.bytes)),
            .init("forks", .number(counts.forks)), .init("waiting", .number(counts.waiting)),
            .init("missing_texts", .number(counts.lackingTexts)),
            .init("missing_projects", .number(counts.missingDefinitions)),
            .init("charter", .bool(row.charter != nil)), .init("partial", .bool(row.isPartial)),
            .init("private", .bool(row.secret != nil)), .init("witnessed", false),
            .init("importing", .bool(row.isImporting)), notStored.map { .init("not_stored", .string($0.hex)) },
        ])
    }

    var lines: [String] {
        let marks = (isCurrent ? ", current" : "") + (row.secret == nil ? "" : ", private")
        var lines = ["", "\(name) (\(row.id.short))\(marks)"]
        guard row.charter != nil else {
            return lines + ["  its charter has not arrived yet: run `pledged serve` or `pledged sync HOST:PORT`"]
        }
        lines.append(root.map { "  root \($0.hex)" } ?? "  partial: a bound of this node is reached, so it claims no root")
        lines.append("  entries \(row.entries), feeds \(row.feeds), bytes \(row.bytes)")
        if row.isImporting { lines.append("  \(ViewNote.importing)") }
        if let notStored { lines.append("  \(ViewNote.notStored(notStored))") }
        if counts.waiting > 0 { lines.append("  waiting for vouches: \(counts.waiting)") }
        if counts.forks > 0 { lines.append("  forks \(counts.forks): `pledged list forks`") }
        if counts.lackingTexts > 0 { lines.append("  texts still to come: \(counts.lackingTexts)") }
        if counts.missingDefinitions > 0 { lines.append("  projects still to come: \(counts.missingDefinitions)") }
        lines.append("  \(ViewNote.unwitnessed)")
        if row.charter?.admission == .open { lines.append("  \(ViewNote.open)") }
        return lines
    }
}

extension NodeStatus {
    var lines: [String] {
        let count = peers.isEmpty ? "no peers: alone" : peers.count == 1 ? "1 peer" : "\(peers.count) peers"
        let place = address.map { "listens on \($0), " } ?? ""
        return ["", "the daemon runs here; it \(place)\(count)"] + peers.flatMap(\.lines)
    }
}

extension NodeStatus.Collective {
    var words: String {
        if isInStep { return "in step" }
        let bar = ProgressBar.text(UInt128(received), of: UInt128(expected), isUnicode: Output.isUnicode)
        return expected == 0 ? "comparing" : "catching up \(bar) \(received) of \(expected) entries"
    }
}
