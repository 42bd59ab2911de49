import GossipNet
import PledgeLedger

/// How this node stands in one collective beside all the peers that share it.
package enum Standing: Sendable, Equatable {
    /// It holds what some peer holds.
    case inStep
    /// No peer is in step, and some say that they hold more entries.
    case behind(Lag)
    /// No peer is in step, and none says that it holds more entries. With when roots were found to differ, in
    /// milliseconds since the Unix epoch; nil before they were compared.
    case comparing(since: UInt64?)
}

/// How far this node is behind a peer, by the peer's word.
package struct Lag: Sendable, Equatable {
    /// As people read the peer's key.
    let peer: String
    let collective: String
    /// Entries that the peer says it holds beyond those held here.
    let entries: UInt64
    /// Since when the roots differ, in milliseconds since the Unix epoch.
    let since: UInt64
    /// Milliseconds since an entry of use last came from the peer, or since roots differ where none did.
    let quiet: UInt64
    /// Whether an entry of use came since roots differ.
    let hasCome: Bool

    /// Whether entries still come, or may: as long as a catch-up may stand still.
    var isMoving: Bool { quiet < Limits.stall }

    var words: String {
        "behind \(peer) in collective \(collective.prefix(12)): it says that it holds "
            + "\(Count.words(entries, "entry", "entries")) more; "
            + "\(isMoving && hasCome ? "catching up" : "apart") since \(ISODate.text(since))\(stillness)"
    }

    /// Said from the start where nothing came at all: a claim alone is no catching up.
    private var stillness: String {
        guard isMoving else { return ", " + Self.quietWords(quiet) }
        return hasCome ? "" : ", nothing came yet"
    }

    static func quietWords(_ quiet: UInt64) -> String { "nothing came for \(ProgressReporter.duration(UInt128(quiet / 1_000)))" }
}

extension NodeStatus {
    /// For each collective that some peer shares, by its id.
    /// - Parameter now: in milliseconds since the Unix epoch.
    package func standings(at now: UInt64) -> [(collective: String, standing: Standing)] {
        let ids = Set(peers.flatMap(\.collectives).map(\.id)).sorted()
        return ids.map { id in (id, standing(in: id, at: now)) }
    }

    private func standing(in id: String, at now: UInt64) -> Standing {
        let links = peers.flatMap { peer in peer.collectives.filter { $0.id == id }.map { (peer: peer, state: $0) } }
        if links.contains(where: \.state.isInStep) { return .inStep }
        let lags = links.compactMap { $0.state.lag(behind: $0.peer, at: now) }
        // The peer from whom entries come, if they come from any: anybody can claim to hold more. Else the one from
        // whom nothing came for longest: whoever comes anew again and again is no sign that anything moves.
        let coming = lags.filter { $0.hasCome && $0.isMoving }.min { $0.quiet < $1.quiet }
        if let lag = coming ?? lags.max(by: { $0.quiet < $1.quiet }) { return .behind(lag) }
        return .comparing(since: links.compactMap(\.state.apartSince).min())
    }
}

extension NodeStatus.Collective {
    /// Nil where the peer does not say that it holds more.
    func lag(behind peer: NodeStatus.Peer, at now: UInt64) -> Lag? {
        guard !isInStep, let lacking, lacking > 0 else { return nil }
        let since = apartSince ?? peer.since
        return Lag(
            peer: peer.shortName, collective: id, entries: lacking, since: since, quiet: quiet(since: since, at: now),
            hasCome: cameLast.map { $0 >= since } ?? false)
    }

    /// Milliseconds since an entry of use last came, or since roots differ where none did.
    func quiet(since: UInt64, at now: UInt64) -> UInt64 {
        let last = max(since, cameLast ?? 0)
        return now - min(now, last)
    }
}
