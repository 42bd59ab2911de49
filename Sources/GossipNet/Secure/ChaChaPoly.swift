import CSodium

/// The AEAD of every sealed byte: ChaCha20-Poly1305 with 12-byte nonces (RFC 8439).
///
/// Buffers are the caller's, so that bulk data is touched once. Every length is checked here,
/// because libsodium takes pointers on trust.
package enum ChaChaPoly {
    package static let keyLength = 32
    package static let nonceLength = 12
    /// Bytes that sealing adds.
    package static let tagLength = 16

    /// Writes ciphertext ‖ tag to `out`.
    /// - Returns: false, with nothing written, for a key or nonce of another length or an `out`
    ///   that is not exactly the plaintext's length plus ``tagLength``.
    package static func seal(
        _ plaintext: UnsafeRawBufferPointer, additional: [UInt8] = [], nonce: UnsafeRawBufferPointer,
        key: [UInt8], into out: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard key.count == keyLength, nonce.count == nonceLength,
            out.count == plaintext.count + tagLength,
            let target = bytes(out), let nonce = bytes(nonce)
        else { return false }
        return crypto_aead_chacha20poly1305_ietf_encrypt(
            target, nil, bytes(plaintext), UInt64(plaintext.count),
            additional, UInt64(additional.count), nil, nonce, key
        ) == 0
    }

    /// Writes the plaintext to `out` when the tag is right.
    /// - Returns: false, with nothing of the plaintext in `out`, when the tag is wrong, a key or
    ///   nonce is of another length, or `out` is not exactly the ciphertext's length less
    ///   ``tagLength``.
    package static func open(
        _ ciphertext: UnsafeRawBufferPointer, additional: [UInt8] = [], nonce: UnsafeRawBufferPointer,
        key: [UInt8], into out: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard key.count == keyLength, nonce.count == nonceLength, ciphertext.count >= tagLength,
            out.count == ciphertext.count - tagLength,
            let source = bytes(ciphertext), let nonce = bytes(nonce)
        else { return false }
        return crypto_aead_chacha20poly1305_ietf_decrypt(
            bytes(out), nil, nil, source, UInt64(ciphertext.count),
            additional, UInt64(additional.count), nonce, key
        ) == 0
    }

    private static func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
        buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }

    private static func bytes(_ buffer: UnsafeMutableRawBufferPointer) -> UnsafeMutablePointer<UInt8>? {
        buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}
