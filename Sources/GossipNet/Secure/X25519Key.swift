import CSodium
import PledgeLedger

/// An X25519 key pair (RFC 7748): a node's static key, or one handshake's ephemeral key.
public struct X25519Key: Sendable {
    package static let length = 32

    private let secret: [UInt8]
    /// 32 bytes, as they go over the wire.
    public let publicBytes: [UInt8]

    /// The key pair of 32 secret bytes; nil for any other length, or when libsodium can't be used.
    public init?(secret: [UInt8]) {
        guard secret.count == Self.length, Sodium.fault == nil else { return nil }
        var publicBytes = [UInt8](repeating: 0, count: Self.length)
        guard crypto_scalarmult_base(&publicBytes, secret) == 0 else { return nil }
        self.secret = secret
        self.publicBytes = publicBytes
    }

    /// The 32-byte secret shared with the owner of `remote`.
    /// - Throws: ``SecureFault/missingKey`` for a key that is not 32 bytes;
    ///   ``SecureFault/weakKey`` when the result is all zero, which libsodium reports.
    package func shared(with remote: [UInt8]) throws(SecureFault) -> [UInt8] {
        guard remote.count == Self.length else { throw .missingKey }
        var product = [UInt8](repeating: 0, count: Self.length)
        guard crypto_scalarmult(&product, secret, remote) == 0 else { throw .weakKey }
        return product
    }
}

extension X25519Key: CustomStringConvertible {
    /// The public key in hex: a secret does not belong in a log.
    public var description: String { "X25519 key \(publicBytes.hex)" }
}
