import CSodium

/// Holds the linked libsodium against what consensus needs, before anything is verified with it.
package enum SelfTest {
    /// Encodings of the eight points whose order divides 8 (RFC 8032's curve), with their orders.
    package static let torsionPoints: [(order: Int, point: [UInt8])] = {
        let y8 = [UInt8](hex: "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05") ?? []
        let minusY8 = [UInt8](hex: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a") ?? []
        let zero = [UInt8](repeating: 0, count: 32)
        let one = [1] + zero.dropLast()
        let minusOne = [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f]
        return [
            (1, one), (2, minusOne), (4, zero), (4, withSign(zero)),
            (8, y8), (8, withSign(y8)), (8, minusY8), (8, withSign(minusY8)),
        ]
    }()

    /// Whether the linked library multiplies by the cofactor and so accepts an R with torsion.
    package static let libraryIsCofactored = torsionPoints.contains { $0.order > 1 && acceptsTorsionedR($0.point) }

    /// Why the linked library is refused; nil when it passes.
    package static func run() -> SodiumFault? {
        let seed = [UInt8](repeating: 7, count: 32)
        var key = [UInt8](repeating: 0, count: 32)
        var secret = [UInt8](repeating: 0, count: 64)
        crypto_sign_seed_keypair(&key, &secret, seed)
        for (order, torsion) in torsionPoints {
            var sum = [UInt8](repeating: 0, count: 32)
            guard crypto_core_ed25519_add(&sum, key, torsion) == 0 else { return .refusesGoodKey }
            let accepted = crypto_core_ed25519_is_valid_point(sum) == 1
            if accepted != (order == 1) {
                return order == 1 ? .refusesGoodKey : .acceptsTorsionPoint(order: order)
            }
        }
        return signatureFault(key: key, secret: secret)
    }

    private static func signatureFault(key: [UInt8], secret: [UInt8]) -> SodiumFault? {
        let message = Array("pledged self-test".utf8)
        var signature = [UInt8](repeating: 0, count: 64)
        crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
        guard verifies(signature, message, key) else { return .wrongSignature }
        signature[63] ^= 1
        return verifies(signature, message, key) ? .wrongSignature : nil
    }

    /// A signature that only a cofactored equation can accept: R = rB + T, S = r + H(R,A,m)·a.
    private static func acceptsTorsionedR(_ torsion: [UInt8]) -> Bool {
        let scalar = reduce(Array("the secret scalar of a self-test".utf8))
        let nonce = reduce(Array("the nonce of a torsion self-test".utf8))
        let message = Array("torsion".utf8)
        var key = [UInt8](repeating: 0, count: 32), base = key, r = key
        guard crypto_scalarmult_ed25519_base_noclamp(&key, scalar) == 0,
            crypto_scalarmult_ed25519_base_noclamp(&base, nonce) == 0,
            crypto_core_ed25519_add(&r, base, torsion) == 0
        else { return false }
        var product = [UInt8](repeating: 0, count: 32), s = product
        crypto_core_ed25519_scalar_mul(&product, reduce(r + key + message), scalar)
        crypto_core_ed25519_scalar_add(&s, nonce, product)
        return verifies(r + s, message, key)
    }

    /// SHA-512 of the bytes as a scalar.
    private static func reduce(_ bytes: [UInt8]) -> [UInt8] {
        var wide = [UInt8](repeating: 0, count: 64)
        var scalar = [UInt8](repeating: 0, count: 32)
        crypto_hash_sha512(&wide, bytes, UInt64(bytes.count))
        crypto_core_ed25519_scalar_reduce(&scalar, wide)
        return scalar
    }

    private static func verifies(_ signature: [UInt8], _ message: [UInt8], _ key: [UInt8]) -> Bool {
        crypto_sign_verify_detached(signature, message, UInt64(message.count), key) == 0
    }

    private static func withSign(_ point: [UInt8]) -> [UInt8] {
        var signed = point
        signed[31] |= 0x80
        return signed
    }
}
