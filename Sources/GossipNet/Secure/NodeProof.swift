import PledgeLedger

/// The handshake payload that binds a node's static X25519 key to its Ed25519 node key:
/// node key (32) ‖ signature (64) over `"pledged/link/1\n"` ‖ static key (32) ‖ role (1).
///
/// The role is signed so that a node's own proof, sent back to it, proves nothing.
enum NodeProof {
    static let length = 32 + SignatureRule.length

    /// What a node in `role` shows.
    static func make(node: SigningKey, staticKey: [UInt8], role: Role) -> [UInt8] {
        node.publicKey.bytes + node.sign(message(staticKey: staticKey, role: role))
    }

    /// The node key of a peer in `role` whose static key the handshake has shown.
    /// - Throws: ``SecureFault/wrongNodeSignature`` unless the whole signature rule accepts.
    static func check(_ proof: [UInt8], staticKey: [UInt8], role: Role) throws(SecureFault) -> PublicKey {
        guard proof.count == length else { throw .handshakeLength(expected: length, got: proof.count) }
        guard let node = PublicKey(bytes: proof.prefix(32)),
            SignatureRule.accepts(
                signature: Array(proof.dropFirst(32)),
                message: message(staticKey: staticKey, role: role), key: node
            )
        else { throw .wrongNodeSignature }
        return node
    }

    private static func message(staticKey: [UInt8], role: Role) -> [UInt8] {
        Array("pledged/link/1\n".utf8) + staticKey + [role.rawValue]
    }
}
