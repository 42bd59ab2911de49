import GossipNet
import PledgeLedger
import Testing

/// An address that a person wants kept, of a node that has a link by another way, which the views do not
/// know of: before its hello, or because it does not stay.
@Suite struct KeptAddressTests {
    private let address = Address(host: "20.1.1.1", port: 4_000)

    /// A core, and the key of a peer that is lower, so that of two links the one that the peer dialled stands.
    private func linked() -> (core: GossipCore, peer: PublicKey) {
        let keys = [PublicKey(SHA256.hash([1]).raw), PublicKey(SHA256.hash([2]).raw)].sorted()
        let config = CoreConfig(stays: true, port: 4_000, bookSecret: Array(1...16))
        return (GossipCore(node: keys[1], incarnation: 1, seed: 1, config: config), keys[0])
    }

    private func link(_ id: UInt64, _ peer: PublicKey, _ role: Role) -> Input {
        .linked(
            LinkID(id), node: peer, handshakeHash: SHA256.hash([UInt8(id)]), role: role,
            address: role == .initiator ? address : nil, wallClock: 0, host: address.host)
    }

    private func dials(_ outputs: [Output]) -> Int {
        outputs.count { if case .dial(address) = $0 { true } else { false } }
    }

    /// The dial ends as the second link to the peer: the views ask for no other at once, which the core
    /// would answer with the same, without end.
    @Test func coveredAddressIsLeftAloneForAWhile() {
        var (core, peer) = linked(), outputs: [Output] = []
        let start = Moment(milliseconds: 1_000)
        core.handle(.keep(address), now: start, into: &outputs)
        core.handle(link(1, peer, .responder), now: start, into: &outputs)
        #expect(dials(outputs) == 1)
        outputs = []
        core.handle(link(2, peer, .initiator), now: start, into: &outputs)
        #expect(outputs.contains { if case .close(LinkID(2), .duplicate) = $0 { true } else { false } })
        // Heard of again and again, while the link stands and its peer says nothing.
        for second: UInt64 in 1...9 {
            let now = start.adding(second * 1_000)
            core.handle(.heard(address, peer, host: nil), now: now, into: &outputs)
            core.handle(.timerDue, now: now, into: &outputs)
        }
        #expect(dials(outputs) == 0)
    }

    /// The link by which the node was reached is lost: the address is dialled again.
    @Test func coveredAddressIsDialledWhenItsLinkIsLost() {
        var (core, peer) = linked(), outputs: [Output] = []
        let start = Moment(milliseconds: 1_000)
        for input in [.keep(address), link(1, peer, .responder), link(2, peer, .initiator)] {
            core.handle(input, now: start, into: &outputs)
        }
        outputs = []
        core.handle(.unlinked(LinkID(1)), now: start.adding(2_000), into: &outputs)
        for second: UInt64 in 3...60 where dials(outputs) == 0 {
            core.handle(.timerDue, now: start.adding(second * 1_000), into: &outputs)
        }
        #expect(dials(outputs) == 1)
    }
}
