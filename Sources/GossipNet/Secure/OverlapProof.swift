import PledgeLedger

/// Shows a peer that this node has a collective, to a peer that has it too and to nobody else:
/// HMAC-SHA-256 over handshake hash (32) ‖ sender's role (1) ‖ collective id (32).
///
/// The session is in it, so a proof is worth nothing in another; so is the sender's role, so it
/// can't be sent back. Compare with `Sodium.equal`.
///
/// - Parameters:
///   - secret: the private collective's secret, or the public one's id bytes.
///   - handshakeHash: of the link that the proof goes over.
///   - senderRole: the role of the node that sends the proof.
public func overlapProof(
    secret: [UInt8], handshakeHash: Digest, senderRole: Role, collective: EntryID
) -> Digest {
    HMAC.sha256(key: secret, message: handshakeHash.bytes + [senderRole.rawValue] + collective.bytes)
}
