/// The running hash, chaining key and cipher of a handshake (Noise specification, section 5.2).
package struct SymmetricState: Sendable {
    private let hash: NoiseHash
    private var chainingKey: [UInt8]
    /// h of the specification; after the last message, the handshake hash.
    package private(set) var transcript: [UInt8]
    private var cipher: CipherState?

    /// - Parameter protocolName: such as `Noise_XX_25519_ChaChaPoly_SHA256`.
    package init(protocolName: String, hash: NoiseHash) {
        let name = Array(protocolName.utf8)
        self.hash = hash
        transcript = name.count <= hash.length
            ? name + [UInt8](repeating: 0, count: hash.length - name.count)
            : hash.hash(name)
        chainingKey = transcript
    }

    /// Bytes that ``encryptAndHash(_:)`` adds now: none before the first key.
    package var tagLength: Int { cipher == nil ? 0 : ChaChaPoly.tagLength }

    package mutating func mixKey(_ input: [UInt8]) {
        let (next, key, _) = hash.hkdf(chainingKey: chainingKey, input: input)
        chainingKey = next
        cipher = CipherState(key: key)
    }

    package mutating func mixHash(_ data: [UInt8]) {
        transcript = hash.hash(transcript + data)
    }

    package mutating func mixKeyAndHash(_ input: [UInt8]) {
        let (next, data, key) = hash.hkdf(chainingKey: chainingKey, input: input)
        chainingKey = next
        mixHash(data)
        cipher = CipherState(key: key)
    }

    /// Seals under the transcript, or passes the bytes on where there is no key yet.
    package mutating func encryptAndHash(_ plaintext: [UInt8]) throws(SecureFault) -> [UInt8] {
        let sealed = try cipher?.seal(plaintext, additional: transcript) ?? plaintext
        mixHash(sealed)
        return sealed
    }

    /// The inverse of ``encryptAndHash(_:)``.
    package mutating func decryptAndHash(_ sealed: [UInt8]) throws(SecureFault) -> [UInt8] {
        let plaintext = try cipher?.open(sealed, additional: transcript) ?? sealed
        mixHash(sealed)
        return plaintext
    }

    /// The two transport ciphers: for what the initiator sends, and for what the responder sends.
    package func split() -> (initiator: CipherState, responder: CipherState) {
        let (first, second, _) = hash.hkdf(chainingKey: chainingKey, input: [])
        return (CipherState(key: first), CipherState(key: second))
    }

    /// Three keys for something besides the transport, named by `label`. They come from the third
    /// output of the HKDF whose first two are the transport's keys, so neither tell of the other.
    package func export(label: String) -> ([UInt8], [UInt8], [UInt8]) {
        let (_, _, master) = hash.hkdf(chainingKey: chainingKey, input: [])
        return hash.hkdf(chainingKey: master, input: Array(label.utf8))
    }
}
