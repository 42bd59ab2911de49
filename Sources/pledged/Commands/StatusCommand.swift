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
            let key = try home.owner().map(KeyText.author)
            let node = KeyText.node(try home.nodeKey().publicKey)
            let current = try home.current()
            let collectives = try workspace.store.collectives().map { row in
                try CollectiveStatus(
                    row, isCurrent: row.id == current, in: workspace.store, owner: home.owner(),
                    notStored: workspace.notStored(in: row.id))
            }
            let daemon = ControlClient.status(home)
            let health = Health(daemon)
            let uses = try daemon?.uses ?? .held(by: workspace.store)
            let full: [JSON.Field] = limits ? [.init("limits", .array(uses.map(\.json)))] : []
            let who = key.map { "you are \($0)" } ?? "no key of a person is here: this is node \(node)"
            var lines: [String] = [who, "home \(SafeText.shown(home.path))"]
            if collectives.isEmpty { lines.append("no collective yet: `pledged found NAME` or `pledged join LINK`") }
            lines += collectives.flatMap(\.lines)
            lines += daemon?.lines ?? ["", ControlClient.silence(home)]
            lines += health.lines
            if limits { lines += uses.lines }
            if limits, daemon == nil { lines.append("  the other bounds are those of a running node, and can't be told: none answers here") }
            let fields: [JSON.Field] = [
                .init("key", key.map { .string($0) } ?? .null), .init("node", .string(node)), .init("home", .string(home.path)),
                .init("running", .bool(daemon != nil)), .init("address", daemon?.address.map { .string($0) } ?? .null),
                .init("read_only", .bool(daemon?.isReadOnly ?? false)), .init("health", .string(health.state.rawValue)),
                .init("warnings", .array(health.warnings.map { .string($0) })),
                .init("collectives", .array(collectives.map(\.json))),
                .init("peers", .array(daemon?.peers.map(\.json) ?? [])),
            ]
            common.answer(.object(fields + NodeStatus.traffic(daemon) + full), words: lines.joined(separator: "\n"))
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
    /// Entries that wait for a quorum of witnesses.
    private let uncovered: UInt64
    /// Whether the home's owner is a witness here, and when they last covered anything.
    private let isWitness: Bool
    private let lastCovers: UInt64?
    private let conflicts: [WitnessConflict]

    /// - Parameters:
    ///   - owner: the home's owner, who may be a witness here; nil where that is nobody's matter.
    ///   - notStored: the entry that the owner signed last, where it is not stored yet.
    init(_ row: CollectiveRow, isCurrent: Bool, in store: Store, owner: PublicKey? = nil, notStored: EntryID? = nil) throws {
        self.row = row
        self.isCurrent = isCurrent
        name = try CollectiveStatus.name(of: row.id, in: store)
        counts = try store.counts(in: row.id)
        isWitness = owner.map { row.charter?.witnesses.contains($0) ?? false } ?? false
        lastCovers = isWitness ? try owner.flatMap { try store.lastCoverTime(of: $0, in: row.id) } : nil
        conflicts = try store.witnessConflicts(in: row.id)
        uncovered = try store.uncoveredEntries(in: row.id)
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
            .init("private", .bool(row.secret != nil)), .init("witnessed", .bool(row.charter?.isWitnessed ?? false)),
            .init("uncovered", .number(uncovered)), .init("witness", .bool(isWitness)),
            .init("witness_conflicts", .array(conflicts.map(\.json))),
            lastCovers.map { .init("last_covers", .number($0)) }, .init("importing", .bool(row.isImporting)),
            notStored.map { .init("not_stored", .string($0.hex)) },
        ])
    }

    var lines: [String] {
        let marks = (isCurrent ? ", current" : "") + (row.secret == nil ? "" : ", private")
        var lines = ["", "\(name) (\(row.id.short))\(marks)"]
        guard row.charter != nil else {
            return lines + ["  its charter has not arrived yet: run `pledged serve` or `pledged sync HOST:PORT`"]
        }
        lines.append(root.map { "  root \($0.hex)" } ?? "  partial: a bound of this node is reached, so it claims no root")
        lines.append("  entries \(Count.text(row.entries)), feeds \(Count.text(row.feeds)), bytes \(Count.text(row.bytes))")
        if row.isImporting { lines.append("  \(ViewNote.importing)") }
        if let notStored { lines.append("  \(ViewNote.notStored(notStored))") }
        if counts.waiting > 0 { lines.append("  waiting for vouches: \(counts.waiting)") }
        if counts.forks > 0 { lines.append("  forks \(counts.forks): `pledged list forks`") }
        if counts.lackingTexts > 0 { lines.append("  texts still to come: \(counts.lackingTexts)") }
        if counts.missingDefinitions > 0 { lines.append("  projects still to come: \(counts.missingDefinitions)") }
        lines.append("  \(ViewNote.witnessing(row.charter))")
        lines += conflicts.map { "  \($0.words)" }
        if uncovered > 0 { lines.append("  entries still to be covered: \(uncovered)") }
        if isWitness {
            let last = lastCovers.map { "you covered last at \(ISODate.text($0))" } ?? "you have covered nothing yet"
            lines.append("  you are a witness: \(last); `pledged serve --witness` does it by itself")
        }
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

extension NodeStatus {
    /// What came and went since the start; null where no daemon runs.
    static func traffic(_ daemon: NodeStatus?) -> [JSON.Field] {
        let counts: [(String, UInt64?)] = [
            ("bytes_in", daemon?.bytesIn), ("bytes_out", daemon?.bytesOut), ("entries_out", daemon?.entriesOut),
        ]
        let fields = counts.map { name, count in JSON.Field(name, count.map { .number($0) } ?? .null) }
        return fields + [JSON.Field("pushes", daemon?.pushes.json ?? .null)]
    }
}

extension NodeStatus.Pushes {
    var json: JSON {
        .object([.init("entries", .number(entries)), .init("again", .number(again)), .init("hops", .number(hops))])
    }
}

extension NodeStatus.Collective {
    package var words: String {
        if isInStep { return "in step" }
        let bar = ProgressBar.text(UInt128(received), of: UInt128(expected), isUnicode: Output.isUnicode)
        guard expected > 0 else {
            guard let lacking, lacking > 0 else { return "comparing" }
            return "behind by \(Count.words(lacking, "entry", "entries")) as it says, comparing\(stillness ?? "")"
        }
        let left = stillness ?? secondsLeft.map { ", \(ProgressReporter.duration(UInt128($0))) left" } ?? ""
        return "catching up \(bar) \(Count.text(received)) of \(Count.text(expected)) entries\(left)"
    }

    /// That nothing came for long; nil where something did.
    private var stillness: String? {
        guard let apartSince else { return nil }
        let quiet = quiet(since: apartSince, at: Moment.now)
        return quiet < Limits.stall ? nil : ", " + Lag.quietWords(quiet)
    }

    var secondsLeft: UInt64? { secondsLeft(at: Moment.now) }

    /// Seconds that the rest takes at the pace since its first entries came; nil before any others did.
    /// - Parameter now: in milliseconds since the Unix epoch.
    package func secondsLeft(at now: UInt64) -> UInt64? {
        let came = received - min(received, before ?? 0)
        guard let began, came > 0, received < expected else { return nil }
        let elapsed = now > began ? now - began : 0
        guard elapsed >= 500 else { return nil }
        let left = UInt128(expected - received) * UInt128(elapsed) / UInt128(came)
        return UInt64(clamping: (left + 999) / 1_000)
    }
}
