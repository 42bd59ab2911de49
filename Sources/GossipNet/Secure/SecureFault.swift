import PledgeLedger

/// Why a handshake or a link ended. Every fault but ``plaintextTooLong(count:)`` is final: the
/// value that threw it throws again at every further call.
public enum SecureFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// A handshake message is not as long as its place in the handshake demands.
    case handshakeLength(expected: Int, got: Int)
    /// A frame's announced length is outside what its phase allows.
    case frameLength(allowed: ClosedRange<Int>, got: Int)
    /// More to seal than one frame holds.
    case plaintextTooLong(count: Int)
    /// A ciphertext does not open: altered, replayed, out of order, or meant for another session.
    case notAuthentic
    /// The peer's X25519 key leads to the all-zero secret, so it protects nothing.
    case weakKey
    /// The pattern needs a key that was not given, or one of another length.
    case missingKey
    /// Reading when it is this side's turn to write, writing when it is not, or after the end.
    case outOfTurn
    /// The node key's signature does not bind the peer's static key in its role.
    case wrongNodeSignature
    /// The node at the other end is this node, in this process.
    case ownNode
    /// Another process at the other end has this node's key.
    case ownKey
    /// The node at the other end is not the one that was dialled.
    case otherNode(expected: PublicKey, got: PublicKey)
    /// A cipher used all its nonces.
    case nonceExhausted
    /// An earlier call failed.
    case failedBefore

    public var description: String {
        switch self {
        case .handshakeLength(let expected, let got):
            "a handshake message has \(got) bytes where \(expected) are due"
        case .frameLength(let allowed, let got):
            "a frame announces \(got) bytes, allowed are \(allowed.lowerBound) to \(allowed.upperBound)"
        case .plaintextTooLong(let count):
            "\(count) bytes do not fit one frame: at most \(SecureLink.maxPlaintext) do"
        case .notAuthentic:
            "a message does not open under this session's key: it was altered, repeated or belongs to another session"
        case .weakKey:
            "the peer's X25519 key is of low order: a good one gives a secret that is not zero"
        case .missingKey:
            "the handshake needs a 32-byte key that was not given"
        case .outOfTurn:
            "the handshake is at another step: read and write must alternate and end with its last message"
        case .wrongNodeSignature:
            "the peer's static key is not signed by the node key that it names"
        case .ownNode:
            "the node at the other end is this node itself"
        case .ownKey:
            "another machine runs with this node's key"
        case .otherNode(let expected, let got):
            "the node at the other end is \(got), dialled was \(expected)"
        case .nonceExhausted:
            "the cipher has used all its nonces: the link must be made anew"
        case .failedBefore:
            "the link failed before: it must be made anew"
        }
    }
}
