import GossipNet
import PledgeLedger

/// What one exchange with one peer brought.
struct SyncResult {
    /// What became of each collective in common.
    let changes: [LedgerChange]
    /// Entries that are here now and were not before, those that wait for vouches too: they are sent as others are.
    let received: UInt64
    let sent: UInt64
    let roots: [(CollectiveID, Digest)]
    /// Why nothing can be signed yet in a collective, in words.
    let doubts: [(CollectiveID, String)]

    var json: JSON {
        .object([
            .init("received", .number(received)), .init("sent", .number(sent)),
            .init("dropped", .number(changes.reduce(0) { $0 + $1.dropped })),
            .init("forked", .array(changes.flatMap(\.forked).map { .string(KeyText.author($0)) })),
            .init("root", roots.first.map { .string($0.1.hex) } ?? .null),
            .init("collectives", .array(roots.map {
                .object([
                    .init("id", .string($0.0.hex)), .init("root", .string($0.1.hex)), .init("may_sign", .bool(maySign($0.0))),
                ])
            })),
        ])
    }

    private func maySign(_ id: CollectiveID) -> Bool { !doubts.contains { $0.0 == id } }

    var words: String {
        let ends = roots.map { "in step with root \($0.1.hex.prefix(12)) of collective \($0.0.hex.prefix(12))" }
        return (["received \(Count.words(received, "entry", "entries")), sent \(sent)"] + changes.flatMap(\.lines) + ends).joined(separator: "\n")
    }

    /// - Parameters:
    ///   - heads: what the peer holds of the owner's own feeds, where it said so.
    ///   - before: what was held of each collective; see ``HeldFeeds/all(_:)``.
    init(
        _ workspace: Workspace, peer: Address, common: Set<CollectiveID>, heads: [CollectiveID: PeerHead],
        before: [CollectiveID: HeldFeeds], sent: UInt64
    ) throws {
        let after = try common.sorted().map { ($0, try HeldFeeds(workspace.store, $0)) }
        changes = after.map { LedgerChange(from: before[$0]?.counting ?? [], to: $1.counting) }
        received = after.reduce(0) { $0 + LedgerChange(from: before[$1.0]?.all ?? [], to: $1.1.all).added }
        self.sent = sent
        roots = after.map { ($0, FrontierTree(collective: $0, heads: $1.counting).root()) }
        doubts = try common.sorted().compactMap { id in try Self.doubt(id, workspace, peer, heads[id]).map { (id, $0) } }
    }

    /// Why the owner can't sign in a collective even now; nil where they can.
    private static func doubt(
        _ id: CollectiveID, _ workspace: Workspace, _ peer: Address, _ held: PeerHead?
    ) throws -> String? {
        guard workspace.home.has(workspace.home.authorKeyPath) else { return nil }
        let key = try workspace.home.authorKey().publicKey, marks = workspace.home.marksPath
        guard case .doubtful(let doubt) = try MarkStanding(of: key, in: id, workspace.store, marks: marks),
            try !MarkStanding.isConfirmed(key, in: id, workspace.store, marks: marks)
        else { return nil }
        let reason = switch held {
        case .same: "\(peer) did not know your last entry before it came from here, so it can't confirm it"
        case .less: "\(peer) does not hold your last entry, so it can't confirm it"
        case .other: "\(peer) holds more of your entries, or others"
        case nil: "\(peer) did not say what it holds of your entries"
        }
        return "Nothing can be signed in collective \(id.short) yet: \(doubt). \(reason). Sync with a node that had your "
            + "entries before; if no other node ever had this ledger, insist with --risk-fork."
    }
}
