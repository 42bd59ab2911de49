import GossipNet
import PledgeLedger
import Testing

@Suite struct X25519KeyTests {
    /// RFC 7748, section 6.1.
    @Test func agreesWithRFC7748() throws {
        let secret = try [UInt8](hex: "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb").orFail()
        let remote = try [UInt8](hex: "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a").orFail()
        let key = try X25519Key(secret: secret).orFail()
        #expect(key.publicBytes.hex == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        #expect(try key.shared(with: remote).hex == "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
    }

    /// Encodings of u-coordinates whose order divides 8: 0, 1, -1, p, p + 1, two of order 8.
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ]) func refusesLowOrder(_ hex: String) throws {
        let key = try x25519(7), remote = try [UInt8](hex: hex).orFail()
        #expect(secureFault { () throws(SecureFault) in _ = try key.shared(with: remote) } == .weakKey)
    }

    @Test func refusesOtherLengths() throws {
        #expect(X25519Key(secret: [UInt8](repeating: 1, count: 31)) == nil)
        #expect(X25519Key(secret: [UInt8](repeating: 1, count: 33)) == nil)
        #expect(X25519Key(secret: []) == nil)
        let key = try x25519(7)
        for count in [0, 31, 33] {
            let remote = [UInt8](repeating: 9, count: count)
            #expect(secureFault { () throws(SecureFault) in _ = try key.shared(with: remote) } == .missingKey)
        }
    }
}
