import GossipNet
import PledgeLedger
import Testing

@Suite struct CipherStateTests {
    private let key = [UInt8](0..<32)

    /// ChaChaPoly with the nonce spelled out, as the specification does.
    static func seal(_ plaintext: [UInt8], nonce: [UInt8], key: [UInt8]) throws -> [UInt8] {
        var out = [UInt8](repeating: 0, count: plaintext.count + 16)
        let done = plaintext.withUnsafeBytes { plaintext in
            nonce.withUnsafeBytes { nonce in
                out.withUnsafeMutableBytes { ChaChaPoly.seal(plaintext, nonce: nonce, key: key, into: $0) }
            }
        }
        return try (done ? out : nil).orFail("sealed")
    }

    @Test func nonceIsFourZerosAndTheCounterLittleEndian() throws {
        var cipher = CipherState(key: key, nonce: 0x0102_0304_0506_0708)
        let nonce: [UInt8] = [0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1]
        #expect(try cipher.seal([42]) == Self.seal([42], nonce: nonce, key: key))
        #expect(cipher.nonce == 0x0102_0304_0506_0709)
    }

    @Test func rekeyIsTheSpecificationsFunctionAndKeepsTheCounter() throws {
        var cipher = CipherState(key: key, nonce: 5)
        cipher.rekey()
        let last = [UInt8](repeating: 0, count: 4) + [UInt8](repeating: 0xff, count: 8)
        let zeros = [UInt8](repeating: 0, count: 32)
        let next = Array(try Self.seal(zeros, nonce: last, key: key).prefix(32))
        let nonce: [UInt8] = [0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]
        #expect(try cipher.seal([1, 2]) == Self.seal([1, 2], nonce: nonce, key: next))
    }

    @Test func refusesTheReservedNonce() throws {
        var sender = CipherState(key: key, nonce: .max - 1)
        var receiver = sender
        let last = try sender.seal([1])
        #expect(try receiver.open(last) == [1])
        #expect(secureFault { () throws(SecureFault) in _ = try sender.seal([1]) } == .nonceExhausted)
        #expect(secureFault { () throws(SecureFault) in _ = try receiver.open(last) } == .nonceExhausted)
        #expect(sender.nonce == .max)
    }

    @Test func aFailureLeavesTheCounter() throws {
        var sender = CipherState(key: key), receiver = sender
        let sealed = try sender.seal([1, 2, 3], additional: [9])
        var altered = sealed
        altered[0] ^= 1
        let cases: [(bytes: [UInt8], additional: [UInt8])] = [
            (altered, [9]), (sealed, [8]), (sealed.dropLast(), [9]), ([], [9]),
        ]
        for (bytes, additional) in cases {
            let fault = secureFault { () throws(SecureFault) in
                _ = try receiver.open(bytes, additional: additional)
            }
            #expect(fault == .notAuthentic)
        }
        #expect(receiver.nonce == 0)
        #expect(try receiver.open(sealed, additional: [9]) == [1, 2, 3])
    }

    @Test func aShortKeySealsNothing() {
        var cipher = CipherState(key: [1, 2, 3])
        #expect(secureFault { () throws(SecureFault) in _ = try cipher.seal([1]) } == .missingKey)
        cipher.rekey()
        #expect(secureFault { () throws(SecureFault) in _ = try cipher.seal([1]) } == .missingKey)
    }
}
