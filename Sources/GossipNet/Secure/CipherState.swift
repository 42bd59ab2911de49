/// A key and a counter of the messages it has sealed or opened (Noise specification, section 5.1).
///
/// The nonce is four zero bytes and the counter, least significant byte first. Two copies that
/// both seal would use a nonce twice: an owner keeps one.
package struct CipherState: Sendable {
    /// The counter that the specification reserves for ``rekey()``.
    private static let reserved = UInt64.max

    private var key: [UInt8]
    /// Messages so far, and so the next message's nonce.
    package private(set) var nonce: UInt64

    /// - Parameters:
    ///   - key: at least 32 bytes, of which the first 32 are used, as the specification does with
    ///     a longer hash. With a shorter key every call fails.
    ///   - nonce: where to begin; 0 but in tests.
    package init(key: [UInt8], nonce: UInt64 = 0) {
        self.key = Array(key.prefix(ChaChaPoly.keyLength))
        self.nonce = nonce
    }

    /// Seals `plaintext` into `out`, which is 16 bytes longer.
    package mutating func seal(
        _ plaintext: UnsafeRawBufferPointer, additional: [UInt8] = [],
        into out: UnsafeMutableRawBufferPointer
    ) throws(SecureFault) {
        guard nonce != Self.reserved else { throw .nonceExhausted }
        let sealed = Self.withNonce(nonce) {
            ChaChaPoly.seal(plaintext, additional: additional, nonce: $0, key: key, into: out)
        }
        guard sealed else { throw .missingKey }
        nonce += 1
    }

    /// Opens `ciphertext` into `out`, which is 16 bytes shorter. A failure leaves the counter.
    package mutating func open(
        _ ciphertext: UnsafeRawBufferPointer, additional: [UInt8] = [],
        into out: UnsafeMutableRawBufferPointer
    ) throws(SecureFault) {
        guard nonce != Self.reserved else { throw .nonceExhausted }
        let opened = Self.withNonce(nonce) {
            ChaChaPoly.open(ciphertext, additional: additional, nonce: $0, key: key, into: out)
        }
        guard opened else { throw .notAuthentic }
        nonce += 1
    }

    /// Replaces the key by a one-way function of it, and keeps the counter (sections 4.2, 11.3).
    package mutating func rekey() {
        let zeros = [UInt8](repeating: 0, count: ChaChaPoly.keyLength)
        var sealed = [UInt8](repeating: 0, count: ChaChaPoly.keyLength + ChaChaPoly.tagLength)
        let done = Self.withNonce(Self.reserved) { nonce in
            zeros.withUnsafeBytes { zeros in
                sealed.withUnsafeMutableBytes { ChaChaPoly.seal(zeros, nonce: nonce, key: key, into: $0) }
            }
        }
        // A key that can't seal stays unusable; it must not become a known one.
        key = done ? Array(sealed.prefix(ChaChaPoly.keyLength)) : []
    }

    /// Seals into a new array.
    package mutating func seal(_ plaintext: [UInt8], additional: [UInt8] = []) throws(SecureFault) -> [UInt8] {
        var sealed: [UInt8] = []
        try sealed.appendFilled(plaintext.count + ChaChaPoly.tagLength) { out throws(SecureFault) in
            try plaintext.span.bytes.withUnsafeBytes { plaintext throws(SecureFault) in
                try seal(plaintext, additional: additional, into: out)
            }
        }
        return sealed
    }

    /// Opens into a new array.
    package mutating func open(_ ciphertext: [UInt8], additional: [UInt8] = []) throws(SecureFault) -> [UInt8] {
        guard ciphertext.count >= ChaChaPoly.tagLength else { throw .notAuthentic }
        var opened: [UInt8] = []
        try opened.appendFilled(ciphertext.count - ChaChaPoly.tagLength) { out throws(SecureFault) in
            try ciphertext.span.bytes.withUnsafeBytes { ciphertext throws(SecureFault) in
                try open(ciphertext, additional: additional, into: out)
            }
        }
        return opened
    }

    private static func withNonce<R>(_ counter: UInt64, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let low = UInt32(truncatingIfNeeded: counter).littleEndian
        let high = UInt32(truncatingIfNeeded: counter >> 32).littleEndian
        return withUnsafeBytes(of: (UInt32(0), low, high), body)
    }
}
