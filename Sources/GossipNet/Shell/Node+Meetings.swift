import PledgeLedger

/// How far a running node is with a node that somebody wants it to be in step with.
public struct MeetingStatus: Codable, Sendable {
    /// Why there is no link.
    public var fault: String?
    /// Collectives in common, by their ids in hex; nil before the peer said hello.
    public var common: [String]?
    /// Those that are in step since they were asked for.
    public var inStep: [String]
    /// What the peer holds of the owner's own feed, by collective: see ``PeerHead``.
    public var heads: [String: String]
}

/// A node that somebody wants to be in step with.
struct Meeting {
    var fault: String?
    var common: [CollectiveID]?
    var inStep: Set<CollectiveID> = []
    var heads: [CollectiveID: PeerHead] = [:]

    var status: MeetingStatus {
        MeetingStatus(
            fault: fault, common: common.map { $0.map(\.hex) }, inStep: inStep.map(\.hex).sorted(),
            heads: Dictionary(uniqueKeysWithValues: heads.map { ($0.hex, $1.rawValue) }))
    }
}

extension Node {
    /// Dials an address, or compares everything anew where there is a link to it: ``meeting(_:)`` tells
    /// how it goes.
    public func meet(_ address: Address) {
        queue.sync {
            if meetings.count >= Limits.meetings { meetings.removeAll() }
            noticeOrLog()
            meetings[address] = Meeting()
            if let node = core.node(at: address), core.link(to: node) != nil {
                meetings[address]?.common = core.common(with: node)
                feed(.compare(node))
            } else {
                // A pause before the next dial ends.
                feed(.forget(address))
                feed(.keep(address))
            }
        }
    }

    /// - Returns: nil for an address that nobody wanted to meet.
    public func meeting(_ address: Address) -> MeetingStatus? { queue.sync { meetings[address]?.status } }

    /// Ends a meeting: an address that is not kept anyway is dialled no more.
    public func part(_ address: Address) {
        queue.sync {
            meetings[address] = nil
            if !kept.contains(address) { feed(.forget(address)) }
        }
    }

    /// Keeps links with these addresses from now on; those that were kept and are not among them are
    /// dialled no more, except while somebody waits to meet them.
    public func keep(_ addresses: [Address]) {
        queue.sync {
            let before = kept
            kept = addresses
            for address in before where !addresses.contains(address) && meetings[address] == nil { feed(.forget(address)) }
            for address in addresses where !before.contains(address) { feed(.keep(address)) }
        }
    }

    func noteMeetings(with node: PublicKey, _ change: (inout Meeting) -> Void) {
        for (address, meeting) in meetings where core.node(at: address) == node {
            var meeting = meeting
            change(&meeting)
            meetings[address] = meeting
        }
    }
}

extension GossipCore {
    /// The node that an address led to.
    func node(at address: Address) -> PublicKey? {
        links.inOrder.first { $0.address == address }?.node ?? dials[address]?.node
    }

    /// Collectives in common with a linked node; nil before it said hello.
    func common(with node: PublicKey) -> [CollectiveID]? {
        link(to: node).flatMap { links[$0] }.flatMap { $0.hasHello ? $0.channels.keys : nil }
    }
}
