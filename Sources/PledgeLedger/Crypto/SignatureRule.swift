import CSodium

/// The one rule by which a signature counts, stricter than a single library call so that every
/// node, with any libsodium, gives the same verdict:
///
/// 1. the signature is 64 bytes;
/// 2. the key is a canonical point of prime order;
/// 3. `crypto_sign_verify_detached` accepts;
/// 4. where the linked library verifies cofactored, R is of prime order as well.
///
/// With a prime-order key a cofactorless library can't accept an R with torsion, so rule 4 adds
/// nothing there; ``SelfTest`` finds out which kind is linked.
public enum SignatureRule {
    public static let length = 64

    /// Rule 2. About as dear as a verification: callers remember the answer per author.
    public static func isGoodKey(_ key: PublicKey) -> Bool {
        key.withUnsafeBytes { isPrimeOrderPoint($0) }
    }

    /// Rules 1, 3 and 4, for a key that ``isGoodKey(_:)`` accepted.
    public static func accepts(
        signature: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer, goodKey: PublicKey
    ) -> Bool {
        guard signature.count == length, let signatureStart = signature.baseAddress else { return false }
        let accepted = goodKey.withUnsafeBytes { key in
            guard let keyStart = key.baseAddress else { return false }
            return crypto_sign_verify_detached(
                signatureStart.assumingMemoryBound(to: UInt8.self),
                message.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(message.count),
                keyStart.assumingMemoryBound(to: UInt8.self)
            ) == 0
        }
        guard accepted, SelfTest.libraryIsCofactored else { return accepted }
        return isPrimeOrderPoint(UnsafeRawBufferPointer(rebasing: signature[..<32]))
    }

    /// The whole rule, for a key seen for the first time.
    public static func accepts(signature: [UInt8], message: [UInt8], key: PublicKey) -> Bool {
        guard isGoodKey(key) else { return false }
        return signature.withUnsafeBytes { signature in
            message.withUnsafeBytes { accepts(signature: signature, message: $0, goodKey: key) }
        }
    }

    static func isPrimeOrderPoint(_ point: UnsafeRawBufferPointer) -> Bool {
        guard point.count == 32, let start = point.baseAddress else { return false }
        return crypto_core_ed25519_is_valid_point(start.assumingMemoryBound(to: UInt8.self)) == 1
    }
}
