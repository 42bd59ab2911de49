import PledgeLedger
import Testing

@Suite struct SHA256Tests {
    /// Known answers of RFC 6234 (8.5).
    @Test func knownAnswers() {
        #expect(SHA256.hash([]).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(SHA256.hash(Array("abc".utf8)).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let twoBlocks = Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
        #expect(SHA256.hash(twoBlocks).hex == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(SHA256.hash(million).hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func piecesMakeTheSameHash() {
        var generator = SeededGenerator(seed: 3)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let cut = Int.random(in: 0...length, using: &generator)
            var hash = SHA256()
            hash.update(Array(bytes[..<cut]))
            bytes[cut...].withUnsafeBytes { hash.update($0) }
            #expect(hash.finish() == SHA256.hash(bytes), "\(length) at \(cut)")
        }
    }

    @Test func integersKeysAndDomainsAreTheirBytes() throws {
        var hash = SHA256(domain: "pledged/x/1\n")
        hash.update(UInt64(0x0102_0304_0506_0708))
        hash.update(UInt16(0xfffe))
        hash.update(UInt8(7))
        let key = try LedgerMaker.key(seed: 3).publicKey
        hash.update(key)
        let plain = Array("pledged/x/1\n".utf8) + [1, 2, 3, 4, 5, 6, 7, 8, 0xff, 0xfe, 7] + key.bytes
        #expect(hash.finish() == SHA256.hash(plain))
    }

    /// Test cases 1, 2, 3 and 6 of RFC 4231.
    @Test func hmacKnownAnswers() {
        let hi = HMAC.sha256(key: [UInt8](repeating: 0x0b, count: 20), message: Array("Hi There".utf8))
        #expect(hi.hex == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let jefe = HMAC.sha256(key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
        #expect(jefe.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let third = HMAC.sha256(key: [UInt8](repeating: 0xaa, count: 20), message: [UInt8](repeating: 0xdd, count: 50))
        #expect(third.hex == "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe")
        let long = HMAC.sha256(
            key: [UInt8](repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
        #expect(long.hex == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }
}

@Suite struct SigningKeyTests {
    @Test func onlySeedsOfThirtyTwoBytes() {
        for count in [0, 31, 33, 64] { #expect(SigningKey(seed: [UInt8](repeating: 1, count: count)) == nil) }
    }

    @Test func newKeysAreGoodAndDiffer() throws {
        let one = try #require(SigningKey.generate()), other = try #require(SigningKey.generate())
        #expect(one.publicKey != other.publicKey)
        #expect(SignatureRule.isGoodKey(one.publicKey))
        #expect(SigningKey(seed: one.seed)?.publicKey == one.publicKey)
        #expect(!SignatureRule.accepts(signature: one.sign([1]), message: [1], key: other.publicKey))
    }
}
