/// One side of a Noise handshake (Noise specification, section 5.3), for the patterns of
/// ``NoisePattern`` over X25519 and ChaCha20-Poly1305.
///
/// It takes its ephemeral key from the caller and does no input or output. The first failure is
/// final: what was mixed in halfway can't be used to go on.
package struct HandshakeState: Sendable {
    /// The longest message of the Noise specification, in bytes.
    package static let maxMessage = 65_535

    private let pattern: NoisePattern
    private let role: Role
    private var symmetric: SymmetricState
    private let staticKey: X25519Key
    private let ephemeral: X25519Key
    private let psk: [UInt8]?
    /// The peer's static public key, once it is known.
    package private(set) var remoteStatic: [UInt8]?
    private var remoteEphemeral: [UInt8]?
    /// Messages written and read so far.
    package private(set) var messagesDone = 0
    private var failed = false

    /// - Parameters:
    ///   - ephemeral: fresh for this handshake and never used again.
    ///   - remoteStatic: the responder's static key, for the initiator of a pattern that knows it.
    ///   - psk: the 32-byte pre-shared key, for a pattern that mixes one in.
    /// - Throws: ``SecureFault/missingKey`` when the pattern needs one of those and has it not.
    package init(
        pattern: NoisePattern, hash: NoiseHash, role: Role, prologue: [UInt8],
        staticKey: X25519Key, ephemeral: X25519Key, remoteStatic: [UInt8]? = nil, psk: [UInt8]? = nil
    ) throws(SecureFault) {
        guard !pattern.usesPSK || psk?.count == 32 else { throw .missingKey }
        self.pattern = pattern
        self.role = role
        self.staticKey = staticKey
        self.ephemeral = ephemeral
        self.psk = psk
        symmetric = SymmetricState(
            protocolName: "Noise_\(pattern.name)_25519_ChaChaPoly_\(hash.rawValue)", hash: hash
        )
        symmetric.mixHash(prologue)
        guard pattern.knowsResponder else { return }
        let known = role == .initiator ? remoteStatic : staticKey.publicBytes
        guard let known, known.count == X25519Key.length else { throw .missingKey }
        symmetric.mixHash(known)
        if role == .initiator { self.remoteStatic = known }
    }

    /// Whether every message of the pattern was written and read.
    package var isFinished: Bool { !failed && messagesDone == pattern.messages.count }

    /// The hash that both sides share once the handshake is finished: it names this session.
    package var handshakeHash: [UInt8] { symmetric.transcript }

    /// This side's next message, with `payload` sealed as far as the pattern allows by then.
    package mutating func write(payload: [UInt8] = []) throws(SecureFault) -> [UInt8] {
        let tokens = try begin(turn: role)
        var message: [UInt8] = []
        for token in tokens { try write(token, to: &message) }
        message += try symmetric.encryptAndHash(payload)
        guard message.count <= Self.maxMessage else { throw .plaintextTooLong(count: payload.count) }
        succeed()
        return message
    }

    /// Takes the peer's next message and gives its payload.
    package mutating func read(_ message: [UInt8]) throws(SecureFault) -> [UInt8] {
        let tokens = try begin(turn: role.other)
        guard message.count <= Self.maxMessage else {
            throw .handshakeLength(expected: Self.maxMessage, got: message.count)
        }
        var rest = message[...]
        for token in tokens { try read(token, from: &rest) }
        let payload = try symmetric.decryptAndHash(Array(rest))
        succeed()
        return payload
    }

    /// The transport ciphers for this side's two directions.
    /// - Throws: ``SecureFault/outOfTurn`` before the last message.
    package func split() throws(SecureFault) -> (sending: CipherState, receiving: CipherState) {
        guard !failed else { throw .failedBefore }
        guard isFinished else { throw .outOfTurn }
        let (initiator, responder) = symmetric.split()
        return role == .initiator ? (initiator, responder) : (responder, initiator)
    }

    /// Keys for something besides the transport: see ``SymmetricState/export(label:)``. Both sides get
    /// the same.
    /// - Throws: ``SecureFault/outOfTurn`` before the last message.
    package func export(label: String) throws(SecureFault) -> ([UInt8], [UInt8], [UInt8]) {
        guard !failed else { throw .failedBefore }
        guard isFinished else { throw .outOfTurn }
        return symmetric.export(label: label)
    }

    /// The tokens of the next message. Counts as failed until ``succeed()``.
    private mutating func begin(turn: Role) throws(SecureFault) -> [NoiseToken] {
        guard !failed else { throw .failedBefore }
        failed = true
        guard messagesDone < pattern.messages.count,
            turn == (messagesDone % 2 == 0 ? .initiator : .responder)
        else { throw .outOfTurn }
        return pattern.messages[messagesDone]
    }

    private mutating func succeed() {
        messagesDone += 1
        failed = false
    }

    private mutating func write(_ token: NoiseToken, to message: inout [UInt8]) throws(SecureFault) {
        switch token {
        case .e:
            message += ephemeral.publicBytes
            mixEphemeral(ephemeral.publicBytes)
        case .s:
            message += try symmetric.encryptAndHash(staticKey.publicBytes)
        default:
            try mix(token)
        }
    }

    private mutating func read(_ token: NoiseToken, from rest: inout ArraySlice<UInt8>) throws(SecureFault) {
        switch token {
        case .e:
            let key = try take(X25519Key.length, from: &rest)
            remoteEphemeral = key
            mixEphemeral(key)
        case .s:
            let sealed = try take(X25519Key.length + symmetric.tagLength, from: &rest)
            remoteStatic = try symmetric.decryptAndHash(sealed)
        default:
            try mix(token)
        }
    }

    private mutating func mixEphemeral(_ key: [UInt8]) {
        symmetric.mixHash(key)
        // Section 9.2: with a pre-shared key the ephemeral keys randomise the cipher as well.
        if pattern.usesPSK { symmetric.mixKey(key) }
    }

    /// The tokens that send nothing. The first letter names the initiator's key.
    private mutating func mix(_ token: NoiseToken) throws(SecureFault) {
        switch token {
        case .ee: try mixShared(ephemeral, remoteEphemeral)
        case .ss: try mixShared(staticKey, remoteStatic)
        case .es where role == .initiator, .se where role == .responder:
            try mixShared(ephemeral, remoteStatic)
        case .es, .se:
            try mixShared(staticKey, remoteEphemeral)
        case .psk:
            guard let psk else { throw .missingKey }
            symmetric.mixKeyAndHash(psk)
        case .e, .s:
            break
        }
    }

    private mutating func mixShared(_ own: X25519Key, _ remote: [UInt8]?) throws(SecureFault) {
        guard let remote else { throw .missingKey }
        symmetric.mixKey(try own.shared(with: remote))
    }

    private func take(_ count: Int, from rest: inout ArraySlice<UInt8>) throws(SecureFault) -> [UInt8] {
        guard rest.count >= count else { throw .handshakeLength(expected: count, got: rest.count) }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
