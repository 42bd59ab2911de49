import Foundation
import GossipNet
import PledgeLedger

/// Has the home's running daemon come to be in step with one peer. A node of one's own beside it would have
/// the same key, and its peers would end one link for the other.
struct DaemonSync {
    let workspace: Workspace
    let peer: Address
    let patience: Int

    /// How often the daemon is asked, in microseconds.
    private static let pause: UInt32 = 50_000
    /// Looks between two at how far the daemon is.
    private static let looksPerLine = 10
    /// How long a peer in step may take to say what it holds of the owner's feed.
    private static let answers = Duration.seconds(3)

    /// Waits until every collective in common is in step.
    /// - Throws: ``CommandFault`` when the peer can't be reached, shares nothing, or nothing moves.
    func run() throws -> SyncResult {
        let store = workspace.store, home = workspace.home
        let before = try HeldFeeds.all(store), sent = ControlClient.status(home)?.entriesOut ?? 0
        ControlClient.meet(peer, home)
        defer { ControlClient.part(peer, home) }
        let met = try waitUntilMet()
        let common = Set((met.common ?? []).compactMap(CollectiveID.init(hex:)))
        let now = ControlClient.status(home)?.entriesOut ?? sent
        return try SyncResult(
            workspace, peer: peer, common: common, heads: heads(met), before: before, sent: now - min(now, sent))
    }

    private func heads(_ met: MeetingStatus) -> [CollectiveID: PeerHead] {
        var heads: [CollectiveID: PeerHead] = [:]
        for (id, held) in met.heads { if let id = CollectiveID(hex: id) { heads[id] = PeerHead(rawValue: held) } }
        return heads
    }

    private func waitUntilMet() throws -> MeetingStatus {
        let progress = ProgressLine("sync")
        defer { progress.finish() }
        var looks = 0
        var moved = ContinuousClock.now, last: [UInt64] = []
        while true {
            guard let met = ControlClient.met(peer, workspace.home) else {
                throw CommandFault(.notNow, "the daemon of this home does not answer any more; see what it says, or stop it")
            }
            if let fault = met.fault { throw SyncSession.noLink(to: peer, fault, workspace) }
            if met.common?.isEmpty == true {
                throw CommandFault(.notNow, "this node and the one at \(peer) have no collective in common")
            }
            let entries = try workspace.store.collectives().map(\.change) + [UInt64(met.inStep.count + met.heads.count)]
            if entries != last { (moved, last) = (.now, entries) }
            looks += 1
            if looks % Self.looksPerLine == 0, let sync = underWay() { progress.show(sync.received, of: sync.expected) }
            let still = ContinuousClock.now - moved
            if isDone(met, still) { return met }
            guard still <= .seconds(patience) else {
                throw CommandFault(.notNow, "nothing moved for \(patience) s; what came so far is kept: run the command again")
            }
            usleep(Self.pause)
        }
    }

    /// The largest catch-up that the daemon is at.
    private func underWay() -> NodeStatus.Collective? {
        ControlClient.status(workspace.home)?.peers.flatMap(\.collectives)
            .filter { !$0.isInStep && $0.expected > 0 }.max { $0.expected < $1.expected }
    }

    private func isDone(_ met: MeetingStatus, _ still: Duration) -> Bool {
        guard let common = met.common, Set(met.inStep).isSuperset(of: common) else { return false }
        let isSaid = common.allSatisfy { [PeerHead.same.rawValue, PeerHead.less.rawValue].contains(met.heads[$0] ?? "") }
        return isSaid || still > Self.answers
    }
}
