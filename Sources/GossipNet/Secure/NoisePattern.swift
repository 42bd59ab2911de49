/// What a handshake message carries, in order (Noise specification, section 7.1).
package enum NoiseToken: Sendable {
    case e, s, ee, es, se, ss, psk
}

/// A handshake pattern as data: the messages' tokens, the initiator's first, then in turn.
package struct NoisePattern: Sendable {
    /// As it stands in a protocol name.
    package let name: String
    /// Whether the initiator knows the responder's static key beforehand.
    package let knowsResponder: Bool
    package let messages: [[NoiseToken]]

    /// Whether a pre-shared key is mixed in.
    package var usesPSK: Bool { messages.contains { $0.contains(.psk) } }

    /// Both sides show their static keys inside the handshake: the pattern of every link.
    package static let xx = NoisePattern(
        name: "XX", knowsResponder: false, messages: [[.e], [.e, .ee, .s, .es], [.s, .se]]
    )

    /// ``xx`` with a pre-shared key in the third message. For the published vectors.
    package static let xxpsk3 = NoisePattern(
        name: "XXpsk3", knowsResponder: false, messages: [[.e], [.e, .ee, .s, .es], [.s, .se, .psk]]
    )

    /// The initiator knows the responder's static key. For the published vectors.
    package static let ik = NoisePattern(
        name: "IK", knowsResponder: true, messages: [[.e, .es, .s, .ss], [.e, .ee, .se]]
    )
}
