import GossipNet
import Testing

/// How keys besides the transport's are derived.
@Suite struct DatagramKeysTests {
    /// Reckoned again from the chaining key: the third output, and from it one branch a label.
    @Test(arguments: NoiseHash.allCases) func areTheThirdBranchOfTheLastKey(hash: NoiseHash) throws {
        let name = "Noise_XX_25519_ChaChaPoly_\(hash.rawValue)"
        var symmetric = SymmetricState(protocolName: name, hash: hash)
        let bytes = Array(name.utf8)
        let padded = bytes.count <= hash.length
            ? bytes + [UInt8](repeating: 0, count: hash.length - bytes.count) : hash.hash(bytes)
        symmetric.mixKey([1, 2, 3])
        let chaining = hash.hkdf(chainingKey: padded, input: [1, 2, 3]).0
        let (first, second, third) = hash.hkdf(chainingKey: chaining, input: [])
        let expected = hash.hkdf(chainingKey: third, input: Array("a label".utf8))
        let exported = symmetric.export(label: "a label")
        #expect(exported == expected)
        let other = symmetric.export(label: "another label")
        let all = [exported.0, exported.1, exported.2, other.0, other.1, other.2, first, second, third, chaining]
        #expect(Set(all).count == all.count)

        // The transport's keys stay what the specification says.
        var (sending, _) = symmetric.split()
        var plain = CipherState(key: first)
        #expect(try sending.seal([9]) == plain.seal([9]))
    }

    @Test func needAFinishedHandshake() throws {
        var ends = try [Role.initiator, .responder].map { role in
            try HandshakeState(
                pattern: .xx, hash: .sha256, role: role, prologue: [], staticKey: x25519(role == .initiator ? 1 : 2),
                ephemeral: x25519(role == .initiator ? 3 : 4))
        }
        for turn in 0..<3 {
            for end in ends {
                #expect(secureFault { () throws(SecureFault) in _ = try end.export(label: "l") } == .outOfTurn)
            }
            _ = try ends[1 - turn % 2].read(ends[turn % 2].write())
        }
        #expect(try ends[0].export(label: "l") == ends[1].export(label: "l"))
    }
}
