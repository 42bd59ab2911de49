import GossipNet
import PledgeLedger
import Testing

@Suite struct NoiseHashTests {
    /// RFC 4231, cases 2 and 6: a short key, and one longer than any block.
    @Test func hmacAgreesWithRFC4231() {
        let short = Array("Jefe".utf8), long = [UInt8](repeating: 0xaa, count: 131)
        let question = Array("what do ya want for nothing?".utf8)
        let sentence = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
        let expected: [(NoiseHash, [UInt8], [UInt8], String)] = [
            (.sha256, short, question, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (.sha256, long, sentence, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
            (.sha512, short, question,
             "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"),
            (.sha512, long, sentence,
             "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"),
        ]
        for (hash, key, message, hex) in expected {
            #expect(hash.hmac(key: key, message: message).hex == hex, "\(hash), key of \(key.count) bytes")
        }
    }

    @Test func hmacAgreesWithTheLedgersAtEveryKeyLength() {
        var generator = SecureTestGenerator(seed: 1)
        for length in 0...130 {
            let key = generator.bytes(length), message = generator.bytes(length % 7 * 20)
            let ours = NoiseHash.sha256.hmac(key: key, message: message)
            #expect(ours == HMAC.sha256(key: key, message: message).bytes, "key of \(length) bytes")
        }
    }

    @Test(arguments: NoiseHash.allCases) func hkdfChainsItsOutputs(_ hash: NoiseHash) {
        let (first, second, third) = hash.hkdf(chainingKey: [1, 2, 3], input: [4, 5])
        let key = hash.hmac(key: [1, 2, 3], message: [4, 5])
        #expect(first == hash.hmac(key: key, message: [1]))
        #expect(second == hash.hmac(key: key, message: first + [2]))
        #expect(third == hash.hmac(key: key, message: second + [3]))
        #expect([first, second, third].allSatisfy { $0.count == hash.length })
        #expect(hash.hash([]).count == hash.length)
    }
}
