import CSodium

/// The hash functions that a Noise protocol name can end with, as libsodium has them.
///
/// Links use ``sha256`` alone; the others are here so that the handshake can be held to the
/// published vectors of its other names.
package enum NoiseHash: String, Sendable, CaseIterable {
    case sha256 = "SHA256"
    case sha512 = "SHA512"
    case blake2b = "BLAKE2b"

    /// HASHLEN of the Noise specification, in bytes.
    package var length: Int { self == .sha256 ? 32 : 64 }

    /// BLOCKLEN of the Noise specification, in bytes: what HMAC pads its key to.
    package var blockLength: Int { self == .sha256 ? 64 : 128 }

    /// The hash of `bytes`, ``length`` bytes long.
    package func hash(_ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: length)
        let count = UInt64(bytes.count)
        switch self {
        case .sha256: crypto_hash_sha256(&out, bytes, count)
        case .sha512: crypto_hash_sha512(&out, bytes, count)
        case .blake2b: crypto_generichash(&out, length, bytes, count, nil, 0)
        }
        return out
    }

    /// HMAC over this hash (RFC 2104).
    package func hmac(key: [UInt8], message: [UInt8]) -> [UInt8] {
        var block = key.count > blockLength ? hash(key) : key
        block += [UInt8](repeating: 0, count: blockLength - block.count)
        let inner = hash(block.map { $0 ^ 0x36 } + message)
        return hash(block.map { $0 ^ 0x5c } + inner)
    }

    /// The HKDF of the Noise specification (section 4.3): three outputs of ``length`` bytes. A
    /// caller that needs two leaves the third.
    package func hkdf(chainingKey: [UInt8], input: [UInt8]) -> ([UInt8], [UInt8], [UInt8]) {
        let key = hmac(key: chainingKey, message: input)
        let first = hmac(key: key, message: [1])
        let second = hmac(key: key, message: first + [2])
        let third = hmac(key: key, message: second + [3])
        return (first, second, third)
    }
}
