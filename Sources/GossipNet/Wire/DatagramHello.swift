import PledgeLedger

/// The one datagram that is not sealed: by multicast on a local network, a node says where it
/// listens, and of which collectives it is to those who are in them too.
///
/// ```
/// "pledged1" 8 ‖ node key 32 ‖ TCP port 2 ‖ nonce 16 ‖ count 1 (0…64) ‖ count × tag 8
/// ```
///
/// Nobody can tell who sent it: it is a reason to dial, and the handshake with ``node`` proves the
/// rest. A sealed datagram begins with its session's tag, which equals the first 8 bytes here once
/// in 2^64 sessions.
public struct DatagramHello: Hashable, Sendable {
    /// Bytes of ``nonce``.
    public static let nonceLength = 16
    private static let magic = Array("pledged1".utf8)

    public let node: PublicKey
    /// Where it listens by TCP; not 0.
    public let port: UInt16
    /// Fresh random bytes for each hello, so that two with the same collectives do not look alike.
    public let nonce: [UInt8]
    /// See ``tag(secret:collective:node:nonce:)``.
    public let tags: [UInt64]

    /// - Parameter collectives: the secret of each, or its id bytes where it is public, with its id.
    ///   Those beyond ``Limits/collectives`` are left out.
    /// - Returns: nil for a nonce of another length, or port 0.
    public init?(
        node: PublicKey, port: UInt16, nonce: [UInt8], collectives: [(secret: [UInt8], id: CollectiveID)]
    ) {
        self.init(
            node: node, port: port, nonce: nonce,
            tags: collectives.prefix(Limits.collectives).map {
                Self.tag(secret: $0.secret, collective: $0.id, node: node, nonce: nonce)
            })
    }

    private init?(node: PublicKey, port: UInt16, nonce: [UInt8], tags: [UInt64]) {
        guard nonce.count == Self.nonceLength, port > 0 else { return nil }
        self.node = node
        self.port = port
        self.nonce = nonce
        self.tags = tags
    }

    /// The first 8 bytes of HMAC-SHA-256 over `"pledged/lan/1\n"` ‖ nonce ‖ node key ‖ collective id.
    /// - Parameter secret: the private collective's secret, or the public one's id bytes: who has not
    ///   got it learns nothing.
    public static func tag(secret: [UInt8], collective: CollectiveID, node: PublicKey, nonce: [UInt8]) -> UInt64 {
        let message = Array("pledged/lan/1\n".utf8) + nonce + node.bytes + collective.bytes
        return HMAC.sha256(key: secret, message: message).raw.prefix
    }

    /// Whether the sender says that it is in this collective.
    public func names(secret: [UInt8], collective: CollectiveID) -> Bool {
        tags.contains(Self.tag(secret: secret, collective: collective, node: node, nonce: nonce))
    }

    /// Whether a datagram is to be read as a hello rather than opened.
    public static func isHello(_ datagram: [UInt8]) -> Bool { datagram.starts(with: magic) }

    /// The whole datagram.
    public var encoded: [UInt8] {
        var bytes = Self.magic + node.bytes
        bytes.append(bigEndian: port)
        bytes += nonce
        bytes.append(UInt8(truncatingIfNeeded: tags.count))
        for tag in tags { bytes.append(bigEndian: tag) }
        return bytes
    }

    /// Reads a whole datagram.
    /// - Throws: ``DatagramFault`` naming the first thing that is wrong.
    public static func decode(_ datagram: [UInt8]) throws(DatagramFault) -> DatagramHello {
        guard isHello(datagram) else { throw .notHello }
        var reader = DatagramFields(datagram)
        _ = try reader.take(magic.count)
        let node: PublicKey = try reader.value()
        let port: UInt16 = try reader.integer()
        let nonce = Array(try reader.take(nonceLength))
        let count = try reader.byte()
        guard count <= Limits.collectives else { throw .value(field: "count of tags") }
        var tags: [UInt64] = []
        for _ in 0..<count { tags.append(try reader.integer()) }
        try reader.end()
        guard let hello = DatagramHello(node: node, port: port, nonce: nonce, tags: tags) else {
            throw .value(field: "port")
        }
        return hello
    }
}
