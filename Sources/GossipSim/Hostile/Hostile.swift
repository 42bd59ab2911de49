import GossipNet
import PledgeLedger

/// What makes a node hostile. Underneath runs a real core, so that the node gets as far with honest
/// ones as any; this alters what it says.
package protocol Hostile: Sendable {
    /// What goes out in place of a frame of the core.
    mutating func replace(_ frame: Frame, _ tally: inout Tally) -> [Frame]
    /// What goes out in place of a datagram of the core.
    mutating func replace(_ datagram: Datagram, _ tally: inout Tally) -> Datagram
    /// What is said on a link once a second, by its own will.
    mutating func volunteer(_ pool: borrowing EntryPool, _ tally: inout Tally) -> [Frame]
}

extension Hostile {
    package mutating func replace(_ frame: Frame, _ tally: inout Tally) -> [Frame] { [frame] }
    package mutating func replace(_ datagram: Datagram, _ tally: inout Tally) -> Datagram { datagram }
    package func volunteer(_ pool: borrowing EntryPool, _ tally: inout Tally) -> [Frame] { [] }
}

extension HostileKind {
    /// - Parameter seed: of what the node draws.
    package func make(seed: UInt64) -> any Hostile {
        switch self {
        case .silent: Silent()
        case .rootLiar: RootLiar(draw: Draw(seed: seed, 4))
        case .badSigner: BadSigner(draw: Draw(seed: seed, 4))
        case .poisoner: Poisoner(draw: Draw(seed: seed, 4))
        case .announcer: Announcer(draw: Draw(seed: seed, 4))
        }
    }
}

/// Greets, keeps its place in others' views and answers every ping, so that its links stay; and is
/// silent about entries.
struct Silent: Hostile {
    mutating func replace(_ frame: Frame, _ tally: inout Tally) -> [Frame] {
        switch frame {
        case .hello, .ping, .pong, .bye, .views: return [frame]
        default:
            tally.note(.silence)
            return []
        }
    }
}

/// Claims another root each time it is asked.
struct RootLiar: Hostile {
    var draw: Draw

    mutating func replace(_ frame: Frame, _ tally: inout Tally) -> [Frame] {
        guard case .roots(var roots) = frame, let lie = Digest(bytes: draw.bytes32()) else { return [frame] }
        tally.note(.lie)
        roots.root = .whole(lie)
        roots.entries += 1_000
        return [.roots(roots)]
    }

    mutating func replace(_ datagram: Datagram, _ tally: inout Tally) -> Datagram {
        guard let lie = Digest(bytes: draw.bytes32()) else { return datagram }
        tally.note(.lie)
        return datagram.carrying(.each([Datagram.Root(collective: 0, root: lie)]))
    }
}

/// Sends real entries with another signature.
struct BadSigner: Hostile {
    var draw: Draw

    mutating func volunteer(_ pool: borrowing EntryPool, _ tally: inout Tally) -> [Frame] {
        guard !pool.places.isEmpty else { return [] }
        let entry = pool[UInt32(1 + draw.below(pool.places.count))].entry.entry
        var bytes = entry.bytes, packer = SegmentPacker()
        bytes[bytes.count - 1 - draw.below(64)] ^= UInt8(1 + draw.below(255))
        guard packer.append(entry: bytes) else { return [] }
        tally.note(.badSignature)
        return [.segment(.init(collective: 0, need: 0, author: entry.author, entries: packer.bytes))]
    }
}
