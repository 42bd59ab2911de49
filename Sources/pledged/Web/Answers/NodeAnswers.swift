import Foundation
import GossipNet
import PledgeLedger

/// What the API answers about the node itself.
enum NodeAnswers {
    /// What `status` prints, without what is the owner's alone: their key and where their home is.
    static func status(_ site: Site) throws -> WebAnswer {
        let status = site.board.status(), health = Health(status), current = try? site.home.current()
        let collectives = try site.store.collectives().map {
            try CollectiveStatus($0, isCurrent: $0.id == current, in: site.store).json
        }
        return WebAnswer(.object([
            .init("node", .string(PublicKey(hex: status.node).map(KeyText.node) ?? status.node)),
            .init("version", .string(Pledged.version)), .init("address", status.address.map { .string($0) } ?? .null),
            .init("health", .string(health.state.rawValue)), .init("warnings", .array(health.warnings.map { .string($0) })),
            .init("read_only", .bool(status.isReadOnly)), .init("collectives", .array(collectives)), .init("peers", .array(status.peers.map(\.json))),
            .init("limits", .array(status.uses.map(\.json))),
        ]))
    }

    /// In a word and a status code, for whatever watches over services.
    static func health(_ site: Site) throws -> WebAnswer {
        let health = Health(site.board.status()), warnings = try [EmptyPage.warning(site)].compactMap { $0 } + health.warnings
        return WebAnswer(.object([
            .init("health", .string(health.state.rawValue)), .init("warnings", .array(warnings.map { .string($0) })),
        ]))
    }

    /// Figures in Prometheus' text exposition format.
    static func metrics(_ site: Site) throws -> WebAnswer {
        let status = site.board.status()
        var text = MetricsText()
        for row in try site.store.collectives() {
            let counts = try site.store.counts(in: row.id), labels = [("collective", row.id.short)]
            text.add("pledged_entries", .gauge, "Entries that count.", row.entries, labels)
            text.add("pledged_feeds", .gauge, "Feeds in the frontier.", row.feeds, labels)
            text.add("pledged_bytes", .gauge, "Bytes of the entries that count.", row.bytes, labels)
            text.add("pledged_forks", .gauge, "Feeds whose author told two stories.", counts.forks, labels)
            text.add("pledged_waiting_feeds", .gauge, "Feeds of those who wait for vouches.", counts.waiting, labels)
            text.add("pledged_missing_texts", .gauge, "Texts that have yet to come.", counts.lackingTexts, labels)
            let there = status.peers.compactMap { peer in peer.collectives.first { $0.id == row.id.hex } }
            text.add("pledged_peers", .gauge, "Links that share the collective.", there.count, labels)
            text.add("pledged_peers_in_step", .gauge, "Links whose node holds the same root.", there.filter(\.isInStep).count, labels)
        }
        text.add("pledged_gossip_received_bytes_total", .counter, "Frames' bytes received since the start.", status.bytesIn)
        text.add("pledged_gossip_sent_bytes_total", .counter, "Frames' bytes sent since the start.", status.bytesOut)
        text.add("pledged_entries_sent_total", .counter, "Entries sent to peers since the start.", status.entriesOut)
        if let offset = status.clockOffset {
            text.add("pledged_clock_offset_ms", .gauge, "Median of the clocks of nodes that this one dialled, less this machine's.", offset)
        }
        text.add("pledged_read_only", .gauge, "Whether the disk is full, so that nothing is taken in.", status.isReadOnly ? 1 : 0)
        text.add("pledged_node_key_twice", .gauge, "Whether another machine runs with this node's key; a peer's word alone is none.",
            status.twinSeen.map { $0.saidBy == nil ? 1 : 0 } ?? 0)
        for use in status.uses {
            text.add("pledged_bound_used", .gauge, "How much of a bound is used.", use.used, [("bound", use.name)])
            text.add("pledged_bound", .gauge, "What a bound allows.", use.bound, [("bound", use.name)])
        }
        for (code, count) in site.counts.all {
            text.add("pledged_http_requests_total", .counter, "Requests answered since the start.", count, [("code", "\(code)")])
        }
        text.add("pledged_event_streams", .gauge, "Event streams open now.", site.events.count)
        if let memory = residentBytes { text.add("process_resident_memory_bytes", .gauge, "Memory in use.", memory) }
        return WebAnswer(.metrics, text.text)
    }

    /// Resident memory; nil where the system does not say.
    private static var residentBytes: UInt64? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }
        return pages.map { $0 * UInt64(sysconf(Int32(_SC_PAGESIZE))) }
    }
}

/// Lines of Prometheus' text exposition format, version 0.0.4, with each metric's lines together.
struct MetricsText {
    enum Kind: String { case gauge, counter }

    private var order: [String] = []
    private var heads: [String: String] = [:]
    private var lines: [String: [String]] = [:]

    mutating func add(
        _ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger, _ labels: [(String, String)] = []
    ) {
        if heads[name] == nil {
            order.append(name)
            heads[name] = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        }
        let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        lines[name, default: []].append("\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(value)\n")
    }

    var text: String { order.map { (heads[$0] ?? "") + (lines[$0] ?? []).joined() }.joined() }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

extension NodeStatus {
    /// What pages show of the node, as one number: it differs where they would.
    var glance: Int {
        var hasher = Hasher()
        hasher.combine(isReadOnly)
        hasher.combine(Health(self).warnings.count)
        for peer in peers {
            hasher.combine(peer.node)
            hasher.combine(peer.isSuspected)
            for collective in peer.collectives {
                hasher.combine(collective.id)
                hasher.combine(collective.isInStep)
            }
        }
        return hasher.finalize()
    }
}
