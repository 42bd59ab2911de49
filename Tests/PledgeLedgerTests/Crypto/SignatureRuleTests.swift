import PledgeLedger
import Testing

/// The signature rule against what others published. Where our rule is stricter, each case is named.
@Suite struct SignatureRuleTests {
    private struct Wycheproof: Decodable {
        struct Group: Decodable {
            struct Key: Decodable { let pk: String }
            struct Case: Decodable { let tcId: Int; let msg, sig, result: String }
            let publicKey: Key
            let tests: [Case]
        }
        let testGroups: [Group]
    }

    /// All of its keys are of prime order, so that every verdict is ours too: we refuse no key that it takes.
    @Test(.enabled(if: Shared.has("vectors/wycheproof/ed25519_test.json")))
    func wycheproofComesOutAsPublished() throws {
        let file = try Shared.json("vectors/wycheproof/ed25519_test.json", as: Wycheproof.self)
        var accepted = 0, refused = 0, notWhole = 0, strict: [Int] = []
        for group in file.testGroups {
            let key = try #require(PublicKey(hex: group.publicKey.pk))
            for test in group.tests {
                let signature = try unhex(test.sig)
                let verdict = SignatureRule.accepts(signature: signature, message: try unhex(test.msg), key: key)
                if test.result == "valid", !SignatureRule.isGoodKey(key) {
                    strict.append(test.tcId)
                    continue
                }
                #expect(verdict == (test.result == "valid"), "case \(test.tcId)")
                if verdict { accepted += 1 } else { refused += 1 }
                if signature.count != 64 { notWhole += 1 }
            }
        }
        #expect(strict == [])
        #expect(accepted == 88 && refused == 63 && notWhole == 12)
    }

    private struct RFC8032: Decodable {
        struct Vector: Decodable {
            let name, seed, message, signature: String
            let publicKey: String
            enum CodingKeys: String, CodingKey { case name, seed, message, signature, publicKey = "public" }
        }
        let vectors: [Vector]
    }

    @Test(.enabled(if: Shared.has("vectors/rfc8032/rfc8032_7_1.json")))
    func rfc8032SignsAndVerifies() throws {
        let vectors = try Shared.json("vectors/rfc8032/rfc8032_7_1.json", as: RFC8032.self).vectors
        #expect(vectors.count == 5)
        for vector in vectors {
            let key = try #require(SigningKey(seed: unhex(vector.seed)))
            #expect(key.publicKey.hex == vector.publicKey, "\(vector.name)")
            #expect(key.sign(try unhex(vector.message)).hex == vector.signature, "\(vector.name)")
            let holds = SignatureRule.accepts(
                signature: try unhex(vector.signature), message: try unhex(vector.message), key: key.publicKey)
            #expect(holds, "\(vector.name)")
        }
    }

    /// RFC 8032, 7.1, TEST 2: so that one known answer is checked everywhere.
    @Test func knownSignature() throws {
        let key = try #require(SigningKey(seed: unhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")))
        #expect(key.publicKey.hex == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        let signature = key.sign([0x72])
        #expect(signature.hex == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        #expect(SignatureRule.accepts(signature: signature, message: [0x72], key: key.publicKey))
    }

    private struct SpecCase: Decodable { let message, pub_key, signature: String }

    @Test(.enabled(if: Shared.has("vectors/speccheck/cases.json"))) func acceptsNoneOfSpeccheck() throws {
        let cases = try Shared.json("vectors/speccheck/cases.json", as: [SpecCase].self)
        #expect(cases.count == 12)
        for (number, one) in cases.enumerated() {
            let key = try #require(PublicKey(hex: one.pub_key))
            let accepted = SignatureRule.accepts(
                signature: try unhex(one.signature), message: try unhex(one.message), key: key)
            #expect(!accepted, "case \(number)")
        }
    }

    private struct Torsion: Decodable {
        struct Vector: Decodable {
            let torsion_order: Int
            let point: String
            let expect_valid_point: Bool
        }
        let vectors: [Vector]
    }

    @Test(.enabled(if: Shared.has("vectors/libsodium/torsion_points.json"))) func onlyPrimeOrderKeysAreGood() throws {
        let vectors = try Shared.json("vectors/libsodium/torsion_points.json", as: Torsion.self).vectors
        #expect(vectors.map(\.torsion_order).sorted() == [1, 2, 4, 4, 8, 8, 8, 8])
        for vector in vectors {
            let key = try #require(PublicKey(hex: vector.point))
            #expect(SignatureRule.isGoodKey(key) == vector.expect_valid_point, "order \(vector.torsion_order)")
        }
    }

    /// Small-order points, points off the curve, and encodings past the field's prime are no keys.
    @Test func badKeysAreRefused() throws {
        for (order, point) in SelfTest.torsionPoints {
            #expect(try !SignatureRule.isGoodKey(#require(PublicKey(bytes: point))), "order \(order)")
        }
        let good = try LedgerMaker.key(seed: 1).publicKey
        #expect(SignatureRule.isGoodKey(good))
        let prime = [0xed] + [UInt8](repeating: 0xff, count: 30) + [0x7f]
        for low in 0..<19 as Range<UInt8> {
            var bytes = prime
            bytes[0] += low
            #expect(try !SignatureRule.isGoodKey(#require(PublicKey(bytes: bytes))), "p + \(low)")
        }
        #expect(try !SignatureRule.isGoodKey(#require(PublicKey(hex: "02" + String(repeating: "0", count: 62)))))
    }

    @Test func anyOtherLengthOrBitIsRefused() throws {
        let key = try LedgerMaker.key(seed: 2), message = Array("as it was signed".utf8)
        let signature = key.sign(message)
        for length in 0..<64 {
            let isHeld = SignatureRule.accepts(signature: Array(signature.prefix(length)), message: message, key: key.publicKey)
            #expect(!isHeld, "\(length) bytes")
        }
        #expect(!SignatureRule.accepts(signature: signature + [0], message: message, key: key.publicKey))
        for bit in 0..<512 {
            var flipped = signature
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(!SignatureRule.accepts(signature: flipped, message: message, key: key.publicKey), "bit \(bit)")
        }
        #expect(SignatureRule.accepts(signature: signature, message: message, key: key.publicKey))
        #expect(SignatureRule.accepts(signature: key.sign([]), message: [], key: key.publicKey))
    }
}
