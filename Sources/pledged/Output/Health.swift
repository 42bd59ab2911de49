import GossipNet
import PledgeLedger

/// How a node is, at a glance.
struct Health {
    enum State: String {
        case stopped = "no daemon"
        /// The disk is full: nobody knows how far behind it is.
        case readOnly = "read-only"
        case alone
        /// In some collective no peer is in step, and one says that it holds more.
        case behind
        /// In some collective no peer is in step, and none says that it holds more.
        case comparing
        case inStep = "in step"
    }

    let state: State
    let warnings: [String]

    /// - Parameter daemon: nil where none runs.
    init(_ daemon: NodeStatus?) {
        guard let daemon else {
            (state, warnings) = (.stopped, [])
            return
        }
        let peers = daemon.peers.filter { !$0.collectives.isEmpty }
        state = daemon.isReadOnly ? .readOnly : peers.isEmpty ? .alone : Self.state(daemon.standings(at: Moment.now).map(\.standing))
        var warnings: [String] = []
        if daemon.isReadOnly { warnings.append("the disk is full: this node takes nothing in until there is room; free some space") }
        let probed = peers.compactMap(\.hasDatagrams)
        if !probed.isEmpty, !probed.contains(true) {
            warnings.append("UDP is blocked between this node and all its peers; open its port for UDP too")
        }
        if let twin = daemon.twinSeen { warnings.append("\(twin.words); see `pledged doctor`") }
        if let offset = daemon.clockOffset, offset.magnitude > Signer.clockTolerance.magnitude {
            warnings.append("this machine's clock is \(offset.magnitude / 60_000) minutes off its peers'; set it right")
        }
        if let words = MachineCheckups.words(inward: daemon.clockOffsetInward) { warnings.append(words) }
        for use in daemon.uses where !NodeStatus.Use.fullWhenWell.contains(use.name) && use.used * 10 >= use.bound * 8 {
            warnings.append("\(use.name): \(Count.text(use.used)) of \(Count.text(use.bound)); see `pledged status --limits`")
        }
        self.warnings = warnings
    }

    /// The worst of what several collectives come to.
    private static func state(_ standings: [Standing]) -> State {
        standings.reduce(.inStep) { worst, standing in
            switch standing {
            case .inStep: worst
            case .comparing: worst == .behind ? .behind : .comparing
            case .behind: .behind
            }
        }
    }

    /// In one line, for a service manager.
    var sentence: String { ([state.rawValue] + warnings).joined(separator: "; ") }

    var lines: [String] {
        guard state != .stopped else { return [] }
        return ["", "health: \(state.rawValue)"] + warnings.map { "  warning: \($0)" }
    }
}

extension KeyTwin.Sighting {
    /// What was noticed, as surely as it is known.
    var words: String {
        let peer = saidBy.map { PublicKey(hex: $0).map(KeyText.node) ?? $0 }
        return peer.map { "another machine may run with this node's key: \($0) gave this node's links to it, twice within an hour" }
            ?? "another machine runs with this node's key: the two take each other's links"
    }
}
