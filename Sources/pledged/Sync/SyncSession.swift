import Dispatch
import Foundation
import GossipNet
import Logging
import PledgeLedger
import Synchronization

/// A node that lives until it is in step with one peer.
final class SyncSession: Sendable {
    private struct State {
        var common: Set<CollectiveID>?
        var inStep: Set<CollectiveID> = []
        /// What the peer holds of the owner's feeds.
        var heads: [CollectiveID: PeerHead] = [:]
        var fault: CommandFault?
        var movedAt = ContinuousClock.now
    }

    private let workspace: Workspace
    private let peer: Address
    private let patience: Int
    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)
    private let progress = ProgressLine("sync")

    init(workspace: Workspace, peer: Address, patience: Int) throws {
        self.workspace = workspace
        self.peer = peer
        self.patience = patience
    }

    /// Runs until every collective in common is in step, and the peer has said what it holds of the
    /// owner's feeds, which wait for vouches perhaps and are in no root.
    /// - Throws: ``CommandFault`` when the peer can't be reached, shares nothing, or nothing moves.
    func run() throws -> SyncResult {
        let store = workspace.store
        try workspace.home.makeMarks()
        let before = try HeldFeeds.all(store)
        let config = NodeConfig(
            key: try workspace.home.nodeKey(), owner: try store.owner(), peers: [peer],
            logger: Logger(label: "sync") { _ in FaultLog { [weak self] in self?.fail($0) } })
        let node = try Node(store: store, config: config) { [weak self] event in self?.hear(event) }
        _ = try node.start()
        defer { node.stop() }
        defer { progress.finish() }
        while try !isDone() { _ = changed.wait(timeout: .now() + .milliseconds(200)) }
        try handOverWaiting(node)
        let status = node.status()
        let (common, heads) = state.withLock { ($0.common ?? [], $0.heads) }
        return try SyncResult(workspace, peer: peer, common: common, heads: heads, before: before, sent: status.entriesOut)
    }

    /// Entries that wait for vouches are no part of what is compared: nodes tell each other of them once
    /// they are in step. Gives that the time it takes, until nothing was sent for half a second.
    private func handOverWaiting(_ node: Node) throws {
        let common = state.withLock { $0.common ?? [] }
        guard try common.contains(where: { try !workspace.store.waiting(in: $0).isEmpty }) else { return }
        var sent = node.status().entriesOut, still = 0
        for _ in 0..<Self.looks where still < Self.stillLooks {
            _ = changed.wait(timeout: .now() + .milliseconds(100))
            let now = node.status().entriesOut
            still = now == sent ? still + 1 : 0
            sent = now
        }
    }

    /// How often is looked at most, and how often without a change, a tenth of a second apart.
    private static let looks = 30
    private static let stillLooks = 5

    /// How long a peer in step may take to say what it holds of the owner's feed, and to send it.
    private static let answers = Duration.seconds(3)

    private func isDone() throws -> Bool {
        let (common, inStep, heads, fault, moved) = state.withLock {
            ($0.common, $0.inStep, $0.heads, $0.fault, $0.movedAt)
        }
        if let fault { throw fault }
        if let common, inStep.isSuperset(of: common),
            common.allSatisfy({ heads[$0] == .same || heads[$0] == .less }) || ContinuousClock.now - moved > Self.answers
        {
            return true
        }
        if ContinuousClock.now - moved > .seconds(patience) {
            throw CommandFault(.notNow, "nothing moved for \(patience) s; what came so far is kept: run the command again")
        }
        return false
    }

    /// Ends the session with the first thing that went wrong here.
    private func fail(_ problem: String) {
        state.withLock { $0.fault = $0.fault ?? CommandFault(.notNow, problem) }
        changed.signal()
    }

    private func hear(_ event: NodeEvent) {
        state.withLock { state in
            state.movedAt = .now
            switch event {
            case .linked(_, let common):
                state.common = Set(common)
                if common.isEmpty {
                    state.fault = state.fault ?? CommandFault(.notNow, "this node and the one at \(peer) have no collective in common")
                }
            case .inStep(let id, _): state.inStep.insert(id)
            case .ownHead(let id, _, let held): state.heads[id] = held
            case .progress(_, let received, let expected): progress.show(received, of: expected)
            case .dialFailed(let address, let why):
                state.fault = state.fault ?? noLink(to: address, why)
            // A session has ended with the full disk.
            case .roomAgain: break
            case .unlinked(_, let why):
                state.fault = state.fault ?? linkEnded(why)
            }
        }
        changed.signal()
    }

    /// Why the link ended, and what to do where the peer prefers another node with this home's node key.
    private func linkEnded(_ why: String) -> CommandFault {
        let isDisplaced = why == CloseReason.goodbye(.duplicate).description
        return CommandFault(
            .notNow, "the link with \(peer) ended: \(why)" + (isDisplaced
                ? "; a copy of this home runs elsewhere, or a link of before is not given up yet: try again in a minute; "
                    + "in a copy, remove \(workspace.home.nodeKeyPath) and run `pledged init`, which makes a new key"
                : ""))
    }

    private func noLink(to address: Address, _ why: String) -> CommandFault {
        Self.noLink(to: address, why, workspace)
    }

    /// Why there is no link, and what to do where the node there has this home's own key.
    static func noLink(to address: Address, _ why: String, _ workspace: Workspace) -> CommandFault {
        guard [SecureFault.ownNode, .ownKey].contains(where: { why.contains($0.description) }) else {
            return CommandFault(.notNow, "no link to \(address): \(why)")
        }
        return CommandFault(
            .notNow, "the node at \(address) has this home's own node key: it serves this home, or one of the two is a "
                + "copy; in the copy, remove \(workspace.home.nodeKeyPath) and run `pledged init`, which makes a new one")
    }
}

/// Hears of what a node can't do, such as to write on a full disk: for a session that ends there.
private struct FaultLog: LogHandler {
    let onError: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.error

    init(_ onError: @escaping @Sendable (String) -> Void) { self.onError = onError }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.level >= .error else { return }
        // The node says first which part of it can't go on.
        let message = event.message.description
        onError(message.hasPrefix("store: ") ? String(message.dropFirst(7)) : message)
    }
}
