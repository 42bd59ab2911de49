import CSodium

/// An Ed25519 key pair. The seed is the secret; the rest follows from it.
public struct SigningKey: Sendable, CustomStringConvertible {
    /// 32 secret bytes.
    public let seed: [UInt8]
    public let publicKey: PublicKey
    private let secret: [UInt8]

    /// The key pair of a 32-byte seed (RFC 8032); nil for any other length.
    public init?(seed: [UInt8]) {
        guard seed.count == 32, Sodium.fault == nil else { return nil }
        var publicBytes = [UInt8](repeating: 0, count: 32)
        var secret = [UInt8](repeating: 0, count: 64)
        crypto_sign_seed_keypair(&publicBytes, &secret, seed)
        guard let publicKey = PublicKey(bytes: publicBytes) else { return nil }
        self.seed = seed
        self.publicKey = publicKey
        self.secret = secret
    }

    /// A new key pair from the operating system's generator; nil when libsodium can't be used.
    public static func generate() -> SigningKey? { SigningKey(seed: Sodium.randomBytes(32)) }

    /// Never shows the secret, wherever it is printed.
    public var description: String { "signing key of \(publicKey)" }

    /// A 64-byte detached signature.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: SignatureRule.length)
        crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
        return signature
    }
}
