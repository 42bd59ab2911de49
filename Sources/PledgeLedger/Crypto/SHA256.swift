import CSodium

/// SHA-256, the project's one hash, fed in pieces.
public struct SHA256 {
    private var state = crypto_hash_sha256_state()

    public init() { crypto_hash_sha256_init(&state) }

    /// A hash that already holds a domain tag such as `"pledged/id/1\n"`.
    public init(domain: StaticString) {
        self.init()
        crypto_hash_sha256_update(&state, domain.utf8Start, UInt64(domain.utf8CodeUnitCount))
    }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        crypto_hash_sha256_update(&state, start.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
    }

    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    public mutating func update(_ value: some ThirtyTwoBytes) {
        value.withUnsafeBytes { update($0) }
    }

    /// Feeds an integer's bytes, most significant first.
    public mutating func update(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { update($0) }
    }

    public consuming func finish() -> Digest {
        var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        withUnsafeMutableBytes(of: &words) { out in
            if let start = out.baseAddress {
                crypto_hash_sha256_final(&state, start.assumingMemoryBound(to: UInt8.self))
            }
        }
        return Digest(Bytes32(
            a: UInt64(bigEndian: words.0), b: UInt64(bigEndian: words.1),
            c: UInt64(bigEndian: words.2), d: UInt64(bigEndian: words.3)
        ))
    }

    /// The hash of one run of bytes.
    public static func hash(_ bytes: [UInt8]) -> Digest {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }
}

/// HMAC-SHA-256 (RFC 2104), for keys of any length.
public enum HMAC {
    public static func sha256(key: some Collection<UInt8>, message: some Collection<UInt8>) -> Digest {
        var state = crypto_auth_hmacsha256_state()
        let key = Array(key), message = Array(message)
        var out = [UInt8](repeating: 0, count: 32)
        crypto_auth_hmacsha256_init(&state, key, key.count)
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        crypto_auth_hmacsha256_final(&state, &out)
        return Digest(Bytes32(out) ?? .zero)
    }
}
