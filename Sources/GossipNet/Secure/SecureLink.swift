import PledgeLedger

/// A link that stands: seals what this side sends, opens what the peer sends, in order.
///
/// It can't be copied, because two copies that both seal would use a nonce twice. Each direction
/// changes its key after every ``framesPerKey`` frames, at both ends by counting. A frame that does
/// not open ends the receiving direction for good.
public struct SecureLink: ~Copyable, Sendable {
    /// Most bytes to seal in one frame, so that with its tag it fits a u16 length.
    public static let maxPlaintext = HandshakeState.maxMessage - overhead
    /// Bytes that sealing adds.
    public static let overhead = ChaChaPoly.tagLength
    /// Frames in one direction under one key.
    public static let framesPerKey: UInt64 = 1 << 16

    /// This side's role in the handshake.
    public let role: Role
    /// The node key at the other end, proven.
    public let remoteNode: PublicKey
    /// Names this session; both ends have the same, and no other session has it.
    public let handshakeHash: Digest
    private var sending: CipherState
    private var receiving: CipherState
    private var failed = false
    private var datagramKeys: DatagramKeys?

    package init(
        role: Role, remoteNode: PublicKey, handshakeHash: Digest, sending: CipherState, receiving: CipherState,
        datagramKeys: DatagramKeys? = nil
    ) {
        self.role = role
        self.remoteNode = remoteNode
        self.handshakeHash = handshakeHash
        self.sending = sending
        self.receiving = receiving
        self.datagramKeys = datagramKeys
    }

    /// What seals datagrams to this peer while the link stands. Given once, because two that both
    /// seal would use a nonce twice; nil after that.
    public mutating func takeDatagramSeal() -> DatagramSeal? {
        guard let keys = datagramKeys else { return nil }
        datagramKeys = nil
        return DatagramSeal(keys: keys, role: role)
    }

    /// Frames sealed so far.
    public var framesSent: UInt64 { sending.nonce }
    /// Frames opened so far.
    public var framesReceived: UInt64 { receiving.nonce }

    /// Seals `plaintext` into the first `plaintext.count +` ``overhead`` bytes of `out`.
    /// - Returns: how many bytes were written.
    /// - Throws: ``SecureFault/plaintextTooLong(count:)`` for more than ``maxPlaintext`` bytes or more
    ///   than `out` has room for; the link can be used on.
    public mutating func seal(
        _ plaintext: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer
    ) throws(SecureFault) -> Int {
        let count = plaintext.count + Self.overhead
        guard plaintext.count <= Self.maxPlaintext, count <= out.count else {
            throw .plaintextTooLong(count: plaintext.count)
        }
        try sending.seal(plaintext, into: UnsafeMutableRawBufferPointer(rebasing: out[..<count]))
        if sending.nonce.isMultiple(of: Self.framesPerKey) { sending.rekey() }
        return count
    }

    /// Opens one frame's `ciphertext` into the first `ciphertext.count -` ``overhead`` bytes of
    /// `out`.
    /// - Returns: how many bytes were written.
    /// - Throws: ``SecureFault/notAuthentic`` when it is not the peer's next frame, unaltered;
    ///   ``SecureFault/frameLength(allowed:got:)`` when `out` is too short for it or it can't be a
    ///   frame. Either way the link is at its end.
    public mutating func open(
        _ ciphertext: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer
    ) throws(SecureFault) -> Int {
        guard !failed else { throw .failedBefore }
        failed = true
        let count = ciphertext.count - Self.overhead
        guard FramePhase.transport.lengths.contains(ciphertext.count), count <= out.count else {
            throw .frameLength(allowed: FramePhase.transport.lengths, got: ciphertext.count)
        }
        try receiving.open(ciphertext, into: UnsafeMutableRawBufferPointer(rebasing: out[..<count]))
        if receiving.nonce.isMultiple(of: Self.framesPerKey) { receiving.rekey() }
        failed = false
        return count
    }
}

// What callers that hold arrays use.
extension SecureLink {
    /// Seals into a new array, ``overhead`` bytes longer.
    public mutating func seal(_ plaintext: [UInt8]) throws(SecureFault) -> [UInt8] {
        guard plaintext.count <= Self.maxPlaintext else { throw .plaintextTooLong(count: plaintext.count) }
        var ciphertext: [UInt8] = []
        try ciphertext.appendFilled(plaintext.count + Self.overhead) { out throws(SecureFault) in
            _ = try plaintext.span.bytes.withUnsafeBytes { plaintext throws(SecureFault) in
                try seal(plaintext, into: out)
            }
        }
        return ciphertext
    }

    /// Opens one frame's ciphertext into a new array.
    public mutating func open(_ ciphertext: [UInt8]) throws(SecureFault) -> [UInt8] {
        var plaintext: [UInt8] = []
        try ciphertext.span.bytes.withUnsafeBytes { ciphertext throws(SecureFault) in
            try open(ciphertext, appendingTo: &plaintext)
        }
        return plaintext
    }

    /// Appends a whole frame, length and ciphertext, to `wire`. On a fault `wire` is as it was.
    public mutating func sealFrame(
        _ plaintext: UnsafeRawBufferPointer, appendingTo wire: inout [UInt8]
    ) throws(SecureFault) {
        let count = plaintext.count + Self.overhead
        guard let header = FrameHeader.bytes(length: count, phase: .transport) else {
            throw .plaintextTooLong(count: plaintext.count)
        }
        try wire.appendFilled(FrameHeader.length + count) { out throws(SecureFault) in
            out[0] = header.0
            out[1] = header.1
            _ = try seal(plaintext, into: UnsafeMutableRawBufferPointer(rebasing: out[FrameHeader.length...]))
        }
    }

    /// Appends the plaintext of one frame's ciphertext to `plaintext`. On a fault `plaintext` is as
    /// it was.
    public mutating func open(
        _ ciphertext: UnsafeRawBufferPointer, appendingTo plaintext: inout [UInt8]
    ) throws(SecureFault) {
        // No room for what can't be a frame: then nothing is allocated, and opening it says why.
        let possible = FramePhase.transport.lengths.contains(ciphertext.count)
        try plaintext.appendFilled(possible ? ciphertext.count - Self.overhead : 0) { out throws(SecureFault) in
            _ = try open(ciphertext, into: out)
        }
    }
}
