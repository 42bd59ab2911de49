/// What may come over the wire now, which decides how long a frame may be.
public enum FramePhase: Sendable {
    /// Handshake messages; anybody can send these.
    case handshake
    /// Sealed frames; each has at least its tag.
    case transport

    /// Allowed lengths of what follows a frame's length, in bytes.
    public var lengths: ClosedRange<Int> {
        switch self {
        case .handshake: 1...512
        case .transport: ChaChaPoly.tagLength...HandshakeState.maxMessage
        }
    }
}

/// The length before every frame: two bytes, most significant first, not counting themselves.
public enum FrameHeader {
    /// Bytes of the length itself.
    public static let length = 2

    /// The two bytes; nil for a length that the phase does not allow.
    public static func bytes(length: Int, phase: FramePhase) -> (UInt8, UInt8)? {
        guard phase.lengths.contains(length), let length = UInt16(exactly: length) else { return nil }
        return (UInt8(length >> 8), UInt8(truncatingIfNeeded: length))
    }

    /// A handshake message as a frame.
    /// - Throws: ``SecureFault/frameLength(allowed:got:)`` when it is too long or empty.
    public static func frame(handshake message: [UInt8]) throws(SecureFault) -> [UInt8] {
        guard let header = bytes(length: message.count, phase: .handshake) else {
            throw .frameLength(allowed: FramePhase.handshake.lengths, got: message.count)
        }
        return [header.0, header.1] + message
    }
}
