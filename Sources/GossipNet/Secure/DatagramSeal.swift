import PledgeLedger

/// Seals and opens the datagrams of one session, in any order.
///
/// ```
/// session tag 8 ‖ counter 8 ‖ ciphertext ‖ Poly1305 tag 16
/// ```
///
/// ChaCha20-Poly1305 with the first 16 bytes as additional data, and a nonce of four zero bytes and
/// the counter as sent (most significant byte first). Each direction has a key and a session tag of
/// its own, both derived in the link's handshake. It can't be copied, because two copies that both
/// seal would use a nonce twice.
public struct DatagramSeal: ~Copyable, Sendable {
    private static let header = 16
    /// Bytes that sealing adds.
    public static let overhead = header + ChaChaPoly.tagLength
    /// Most bytes to seal in one datagram.
    public static let maxPlaintext = Limits.datagram - overhead

    private let sending: DatagramKeys.Direction
    private let receiving: DatagramKeys.Direction
    /// The next datagram's counter; the last one is never used.
    private var counter: UInt64
    private var window = ReplayWindow()

    /// - Parameter counter: where to begin; 0 but in tests.
    package init(keys: DatagramKeys, role: Role, counter: UInt64 = 0) {
        (sending, receiving) = role == .initiator ? (keys.initiator, keys.responder) : (keys.responder, keys.initiator)
        self.counter = counter
    }

    /// What the peer's datagrams of this session begin with: how a receiver finds the session.
    public var receivingTag: UInt64 { receiving.tag }

    /// The session tag of a received datagram; nil for one that is too short or too long to be sealed.
    public static func tag(of datagram: [UInt8]) -> UInt64? {
        guard (overhead...Limits.datagram).contains(datagram.count) else { return nil }
        return number(datagram.prefix(8))
    }

    /// Seals into a new datagram, ``overhead`` bytes longer.
    /// - Throws: ``DatagramSealFault/tooLong(count:)``, ``DatagramSealFault/counterExhausted``
    public mutating func seal(_ plaintext: [UInt8]) throws(DatagramSealFault) -> [UInt8] {
        guard plaintext.count <= Self.maxPlaintext else { throw .tooLong(count: plaintext.count) }
        guard counter < .max else { throw .counterExhausted }
        var datagram: [UInt8] = []
        datagram.append(bigEndian: sending.tag)
        datagram.append(bigEndian: counter)
        counter += 1
        let header = datagram, nonce = Self.nonce(header)
        datagram += [UInt8](repeating: 0, count: plaintext.count + ChaChaPoly.tagLength)
        let sealed = datagram.withUnsafeMutableBytes { out in
            plaintext.withUnsafeBytes { plaintext in
                nonce.withUnsafeBytes { nonce in
                    ChaChaPoly.seal(
                        plaintext, additional: header, nonce: nonce, key: sending.key,
                        into: UnsafeMutableRawBufferPointer(rebasing: out[Self.header...]))
                }
            }
        }
        // Only a key of another length does not seal, and none is derived.
        guard sealed else { throw .notAuthentic }
        return datagram
    }

    /// Opens a datagram of the peer's, each once.
    /// - Throws: ``DatagramSealFault``; the next datagram may still be good.
    public mutating func open(_ datagram: [UInt8]) throws(DatagramSealFault) -> [UInt8] {
        guard let tag = Self.tag(of: datagram) else { throw .length(datagram.count) }
        guard tag == receiving.tag else { throw .otherSession }
        let header = Array(datagram.prefix(Self.header)), nonce = Self.nonce(header)
        let counter = Self.number(header.suffix(8))
        guard window.allows(counter) else { throw .replayed }
        var plaintext = [UInt8](repeating: 0, count: datagram.count - Self.overhead)
        let opened = plaintext.withUnsafeMutableBytes { out in
            datagram.withUnsafeBytes { datagram in
                nonce.withUnsafeBytes { nonce in
                    ChaChaPoly.open(
                        UnsafeRawBufferPointer(rebasing: datagram[Self.header...]), additional: header, nonce: nonce,
                        key: receiving.key, into: out)
                }
            }
        }
        guard opened else { throw .notAuthentic }
        guard window.accept(counter) else { throw .replayed }
        return plaintext
    }

    private static func nonce(_ header: [UInt8]) -> [UInt8] { [0, 0, 0, 0] + header.suffix(8) }

    private static func number(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
