import GossipNet
import PledgeLedger
import Testing

@Suite struct OverlapProofTests {
    private let hash = SHA256.hash(Array("session".utf8)), other = SHA256.hash(Array("another".utf8))
    private let collective = EntryID(SHA256.hash(Array("charter".utf8)).raw)
    private let elsewhere = EntryID(SHA256.hash(Array("other charter".utf8)).raw)

    @Test func isTheStatedFunction() {
        let expected = HMAC.sha256(key: [1, 2, 3], message: hash.bytes + [1] + collective.bytes)
        let proof = overlapProof(secret: [1, 2, 3], handshakeHash: hash, senderRole: .responder, collective: collective)
        #expect(proof == expected)
    }

    @Test func everyPartMatters() {
        let secrets: [[UInt8]] = [[], [1], collective.bytes]
        var proofs: Set<Digest> = []
        for secret in secrets {
            for session in [hash, other] {
                for role in [Role.initiator, .responder] {
                    for id in [collective, elsewhere] {
                        proofs.insert(overlapProof(
                            secret: secret, handshakeHash: session, senderRole: role, collective: id
                        ))
                    }
                }
            }
        }
        #expect(proofs.count == secrets.count * 8)
    }

    /// What one end sends is what the other end computes, and not what it would send back.
    @Test func endsOfOneLinkAgree() throws {
        let (one, two) = try linkedPair()
        let roles = (one: try (one.link?.role).orFail(), two: try (two.link?.role).orFail())
        let mine = proof(try (one.link?.handshakeHash).orFail(), sender: roles.one)
        let atTwo = try (two.link?.handshakeHash).orFail()
        #expect(mine == proof(atTwo, sender: roles.two.other))
        #expect(mine != proof(atTwo, sender: roles.two))
    }

    private func proof(_ session: Digest, sender: Role) -> Digest {
        overlapProof(secret: [4], handshakeHash: session, senderRole: sender, collective: collective)
    }
}
