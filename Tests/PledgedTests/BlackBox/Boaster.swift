import Foundation
import GossipNet
import PledgeLedger
import Testing

/// A peer that says that it holds far more of a public collective than it does, and sends nothing.
final class Boaster: Sendable {
    private let network: LinkNetwork
    /// Where it listens, or what it dialled.
    let port: UInt16

    /// - Parameters:
    ///   - port: what it dials; nil for one that waits to be dialled.
    ///   - key: of its node; by default a new one.
    ///   - clock: seconds by which its clock is ahead.
    init(of collective: CollectiveID, entries: UInt64, to port: UInt16?, key: SigningKey? = nil, clock: Int = 0) throws {
        let time = UInt64((Date().timeIntervalSince1970 + Double(clock)) * 1_000)
        let roots = Frame.roots(.init(collective: 0, root: .whole(SHA256.hash([7])), entries: entries, ask: true))
        network = try LinkNetwork(node: #require(key ?? SigningKey.generate())) { network, event in
            guard case .linked(let peer) = event else { return }
            let proof = overlapProof(
                secret: collective.bytes, handshakeHash: peer.handshakeHash, senderRole: peer.role, collective: collective)
            let hello = Frame.hello(.init(incarnation: 9, time: time, proofs: [proof]))
            for frame in [hello, roots] { network.send(peer.id, FrameCodec.encode(frame)) }
        }
        self.port = try port ?? network.listen(host: "127.0.0.1", port: 0).port
        if let port { network.dial(Address(host: "127.0.0.1", port: port)) }
    }

    func leave() { network.shutdown() }
}
