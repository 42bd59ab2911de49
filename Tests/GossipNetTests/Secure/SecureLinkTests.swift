import GossipNet
import PledgeLedger
import Testing

@Suite struct SecureLinkTests {
    @Test func carriesEveryLengthBothWays() throws {
        let (one, two) = try linkedPair()
        var generator = SecureTestGenerator(seed: 2)
        for length in [0, 1, 15, 16, 17, 1_200, 65_518, SecureLink.maxPlaintext] {
            let plaintext = generator.bytes(length)
            let there = try one.seal(plaintext)
            #expect(there.count == length + SecureLink.overhead)
            #expect(try two.open(there) == plaintext, "\(length) bytes")
            #expect(try one.open(try two.seal(plaintext)) == plaintext, "\(length) bytes back")
        }
        #expect(one.link?.framesSent == 8)
        #expect(one.link?.framesReceived == 8)
    }

    @Test func tooMuchIsRefusedAndTheLinkGoesOn() throws {
        let (one, two) = try linkedPair()
        let long = [UInt8](repeating: 0, count: SecureLink.maxPlaintext + 1)
        let fault = SecureFault.plaintextTooLong(count: long.count)
        #expect(secureFault { () throws(SecureFault) in _ = try one.seal(long) } == fault)
        var wire: [UInt8] = [7]
        let appending = secureFault { () throws(SecureFault) in
            try long.span.bytes.withUnsafeBytes { bytes throws(SecureFault) in
                try one.link?.sealFrame(bytes, appendingTo: &wire)
            }
        }
        #expect(appending == fault)
        #expect(wire == [7])
        #expect(try two.open(try one.seal([1])) == [1])
    }

    @Test func everyAlteredByteFailsAndEndsTheLink() throws {
        let plaintext = Array("a frame of a few bytes".utf8)
        for at in 0..<(plaintext.count + SecureLink.overhead) {
            let (one, two) = try linkedPair()
            let good = try one.seal(plaintext)
            var bad = good
            bad[at] ^= 0x40
            #expect(secureFault { () throws(SecureFault) in _ = try two.open(bad) } == .notAuthentic, "byte \(at)")
            #expect(secureFault { () throws(SecureFault) in _ = try two.open(good) } == .failedBefore)
        }
    }

    @Test func replayReorderLossAndReflectionFail() throws {
        let cases: [(String, (SecureEnd, [[UInt8]]) throws(SecureFault) -> Void)] = [
            ("replayed", { end, frames throws(SecureFault) in
                _ = try end.open(frames[0])
                _ = try end.open(frames[0])
            }),
            ("out of order", { end, frames throws(SecureFault) in _ = try end.open(frames[1]) }),
            ("one lost", { end, frames throws(SecureFault) in
                _ = try end.open(frames[0])
                _ = try end.open(frames[2])
            }),
            ("cut", { end, frames throws(SecureFault) in _ = try end.open(frames[0].dropLast()) }),
            ("grown", { end, frames throws(SecureFault) in _ = try end.open(frames[0] + [0]) }),
        ]
        for (name, act) in cases {
            let (one, two) = try linkedPair()
            let frames = try (0..<3).map { try one.seal([UInt8($0)]) }
            #expect(secureFault { () throws(SecureFault) in try act(two, frames) } == .notAuthentic, "\(name)")
            #expect(secureFault { () throws(SecureFault) in _ = try one.open(frames[0]) } == .notAuthentic, "reflected")
        }
    }

    @Test func aFrameThatCannotBeOneIsRefused() throws {
        for length in [0, 15, 65_536] {
            let (_, two) = try linkedPair()
            let fault = secureFault { () throws(SecureFault) in _ = try two.open([UInt8](repeating: 0, count: length)) }
            #expect(fault == .frameLength(allowed: 16...65_535, got: length))
        }
    }

    /// Both directions, past the first change of key and a few frames more.
    @Test func bothSidesGoOnWhenTheKeyChanges() throws {
        let (one, two) = try linkedPair()
        for index in 0..<(SecureLink.framesPerKey + 10) {
            let plaintext = [UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8)]
            try #require(try two.open(try one.seal(plaintext)) == plaintext, "frame \(index)")
            if index.isMultiple(of: 2) || index > 65_530 {
                try #require(try one.open(try two.seal(plaintext)) == plaintext, "frame \(index) back")
            }
        }
        #expect(one.link?.framesSent == 65_546)
        #expect(two.link?.framesSent ?? 0 > 32_768)
    }

    /// The key changes after exactly 2^16 frames, to what the specification says it becomes.
    @Test func theKeyChangesAtTheBoundaryAndNotBefore() throws {
        let first = [UInt8](0..<32)
        let zeros = [UInt8](repeating: 0, count: 32)
        let last = [UInt8](repeating: 0, count: 4) + [UInt8](repeating: 0xff, count: 8)
        let second = Array(try CipherStateTests.seal(zeros, nonce: last, key: first).prefix(32))
        let cipher = CipherState(key: first, nonce: SecureLink.framesPerKey - 1)
        var link = SecureLink(
            role: .initiator, remoteNode: .zero, handshakeHash: .zero, sending: cipher, receiving: cipher
        )
        let before: [UInt8] = [0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0]
        let after: [UInt8] = [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
        let frames = [
            try CipherStateTests.seal([1], nonce: before, key: first),
            try CipherStateTests.seal([2], nonce: after, key: second),
        ]
        let sent = [try link.seal([1]), try link.seal([2])]
        #expect(sent == frames)
        let received = [try link.open(frames[0]), try link.open(frames[1])]
        #expect(received == [[1], [2]])
    }

    @Test func theBufferFormsAgreeWithTheArrays() throws {
        let (one, two) = try linkedPair()
        let (three, four) = try linkedPair()
        var generator = SecureTestGenerator(seed: 3)
        for length in [0, 1, 100, 65_519] {
            let plaintext = generator.bytes(length)
            var wire: [UInt8] = [9], opened: [UInt8] = [8]
            try plaintext.span.bytes.withUnsafeBytes { bytes throws(SecureFault) in
                try one.link?.sealFrame(bytes, appendingTo: &wire)
            }
            let sealed = try three.seal(plaintext)
            let header = [UInt8(sealed.count >> 8), UInt8(sealed.count & 255)]
            #expect(wire == [9] + header + sealed)
            try sealed.span.bytes.withUnsafeBytes { bytes throws(SecureFault) in
                try two.link?.open(bytes, appendingTo: &opened)
            }
            #expect(opened == [8] + plaintext)
            #expect(try four.open(sealed) == plaintext)
        }
    }

    @Test func aBufferTooSmallIsRefused() throws {
        let (one, two) = try linkedPair()
        let plaintext: [UInt8] = [1, 2, 3]
        var small = [UInt8](repeating: 0, count: 18)
        let fault = secureFault { () throws(SecureFault) in
            try plaintext.span.bytes.withUnsafeBytes { bytes throws(SecureFault) in
                var span = small.mutableSpan
                try span.withUnsafeMutableBytes { out throws(SecureFault) in _ = try one.link?.seal(bytes, into: out) }
            }
        }
        #expect(fault == .plaintextTooLong(count: 3))
        #expect(small == [UInt8](repeating: 0, count: 18))
        #expect(try two.open(try one.seal(plaintext)) == plaintext)
    }
}
