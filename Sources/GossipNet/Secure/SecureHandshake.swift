import PledgeLedger

/// The handshake of every TCP link: `Noise_XX_25519_ChaChaPoly_SHA256`, after which each side
/// knows the other's node key.
///
/// ```
/// initiator → responder   ephemeral key                                    32 bytes
/// responder → initiator   ephemeral key, sealed static key, sealed proof   192 bytes
/// initiator → responder   sealed static key, sealed proof                  160 bytes
/// ```
///
/// A proof is a ``NodeProof``. The prologue holds the protocol's name and version, so two nodes
/// that differ in it can't complete a handshake, whatever stands between them. Messages go over
/// the wire in frames (``FrameSplitter``). The first failure is final.
public struct SecureHandshake: Sendable {
    /// What both sides mix in first.
    public static let prologue = "pledged/gossip/1\n"
    /// The three messages' lengths, in bytes.
    package static let messageLengths = (first: 32, second: 192, third: 160)

    /// What to do after a message was taken.
    public enum Step: ~Copyable, Sendable {
        /// Send this message and wait for the next.
        case send([UInt8])
        /// The link stands.
        case done(SecureLink)
        /// Send this message, unsealed; then the link stands.
        case sendThenDone([UInt8], SecureLink)
    }

    private let role: Role
    private let node: SigningKey
    private let staticKey: X25519Key
    private let expected: PublicKey?
    private var noise: HandshakeState
    private var failed = false

    /// - Parameters:
    ///   - node: this node's key; signs ``staticKey`` in this role.
    ///   - staticKey: serves every link of a process: by it a node knows itself from another with its key.
    ///   - ephemeral: from 32 fresh random bytes, for this handshake alone.
    ///   - expected: the only node key to accept at the other end; nil for any but our own.
    public init(
        role: Role, node: SigningKey, staticKey: X25519Key, ephemeral: X25519Key, expecting expected: PublicKey? = nil
    ) throws(SecureFault) {
        try self.init(
            role: role, node: node, staticKey: staticKey, ephemeral: ephemeral, expecting: expected,
            prologue: Self.prologue
        )
    }

    /// With another prologue: how tests stand in for another version.
    package init(
        role: Role, node: SigningKey, staticKey: X25519Key, ephemeral: X25519Key, expecting expected: PublicKey?,
        prologue: String
    ) throws(SecureFault) {
        self.role = role
        self.node = node
        self.staticKey = staticKey
        self.expected = expected
        noise = try HandshakeState(
            pattern: .xx, hash: .sha256, role: role, prologue: Array(prologue.utf8),
            staticKey: staticKey, ephemeral: ephemeral
        )
    }

    /// The initiator's first message; nil for a responder, who waits. Call once, before
    /// ``receive(_:)``.
    public mutating func start() throws(SecureFault) -> [UInt8]? {
        guard !failed else { throw .failedBefore }
        return role == .initiator ? try noise.write() : nil
    }

    /// Takes one whole message from the peer.
    /// - Throws: what is wrong with it, or with the node that sent it.
    public mutating func receive(_ message: [UInt8]) throws(SecureFault) -> Step {
        guard !failed else { throw .failedBefore }
        failed = true
        let step: Step
        switch (role, noise.messagesDone) {
        case (.responder, 0):
            _ = try read(message, length: Self.messageLengths.first)
            step = .send(try noise.write(payload: proof))
        case (.initiator, 1):
            let shown = try read(message, length: Self.messageLengths.second)
            let remote = try identify(shown)
            let reply = try noise.write(payload: proof)
            step = .sendThenDone(reply, try link(to: remote))
        case (.responder, 2):
            let shown = try read(message, length: Self.messageLengths.third)
            let remote = try identify(shown)
            step = .done(try link(to: remote))
        default:
            throw .outOfTurn
        }
        failed = false
        return step
    }

    private var proof: [UInt8] {
        NodeProof.make(node: node, staticKey: staticKey.publicBytes, role: role)
    }

    private mutating func read(_ message: [UInt8], length: Int) throws(SecureFault) -> [UInt8] {
        guard message.count == length else { throw .handshakeLength(expected: length, got: message.count) }
        return try noise.read(message)
    }

    /// Who sent this proof. Its signature is checked first, so that nobody else can make this
    /// side believe that it reached itself or the wrong node.
    private func identify(_ proof: [UInt8]) throws(SecureFault) -> PublicKey {
        guard let remoteStatic = noise.remoteStatic else { throw .outOfTurn }
        let remote = try NodeProof.check(proof, staticKey: remoteStatic, role: role.other)
        // A process has one static key for all its links: another one at the other end is another process's.
        guard remote != node.publicKey else { throw remoteStatic == staticKey.publicBytes ? .ownNode : .ownKey }
        if let expected, expected != remote { throw .otherNode(expected: expected, got: remote) }
        return remote
    }

    private func link(to remote: PublicKey) throws(SecureFault) -> SecureLink {
        guard let hash = Digest(bytes: noise.handshakeHash) else { throw .outOfTurn }
        let (sending, receiving) = try noise.split()
        return SecureLink(
            role: role, remoteNode: remote, handshakeHash: hash, sending: sending, receiving: receiving,
            datagramKeys: DatagramKeys(try noise.export(label: DatagramKeys.label))
        )
    }
}

extension SecureHandshake: CustomStringConvertible {
    /// Names the node and the step, and shows no secret.
    public var description: String {
        "handshake of node \(node.publicKey) as \(role), \(noise.messagesDone) of 3 messages done"
    }
}
