import GossipNet
import PledgeLedger
import Testing

@Suite struct DatagramSealTests {
    /// Both ends' seals over one link; boxed, because a seal can't be copied.
    final class End {
        var seal: DatagramSeal

        init(_ end: SecureEnd) throws {
            guard let seal = end.link?.takeDatagramSeal() else { throw BadTestInput(what: "no seal") }
            self.seal = seal
        }

        init(_ seal: consuming DatagramSeal) { self.seal = seal }

        /// What opening throws; nil when it succeeds.
        func fault(_ datagram: [UInt8]) -> DatagramSealFault? {
            do { _ = try seal.open(datagram) } catch { return error }
            return nil
        }
    }

    private func pair() throws -> (End, End) {
        let (one, two) = try linkedPair()
        return (try End(one), try End(two))
    }

    private static func keys(_ byte: UInt8) -> DatagramKeys {
        DatagramKeys((
            [UInt8](repeating: byte, count: 32), [UInt8](repeating: byte &+ 1, count: 32),
            [UInt8](repeating: byte &+ 2, count: 8) + [UInt8](repeating: byte &+ 3, count: 8)))
    }

    @Test func carriesEveryLengthBothWaysInAnyOrder() throws {
        let (one, two) = try pair()
        var generator = SecureTestGenerator(seed: 1)
        let texts = [0, 1, 47, 1_000, DatagramSeal.maxPlaintext].map { generator.bytes($0) }
        for (sender, receiver) in [(one, two), (two, one)] {
            let datagrams = try texts.map { try sender.seal.seal($0) }
            for (text, datagram) in zip(texts, datagrams).reversed() {
                #expect(datagram.count == text.count + 32)
                #expect(DatagramSeal.tag(of: datagram) == receiver.seal.receivingTag)
                #expect(try receiver.seal.open(datagram) == text)
            }
        }
    }

    @Test func everyTruncationGrowthAndFlippedBitIsRefused() throws {
        let (one, two) = try pair()
        let good = try one.seal.seal(Array("is anybody there?".utf8))
        for count in 0..<good.count {
            #expect(two.fault(Array(good.prefix(count))) != nil, "\(count) bytes")
        }
        #expect(two.fault(good + [0]) == .notAuthentic)
        for bit in 0..<(good.count * 8) {
            var bad = good
            bad[bit / 8] ^= 1 << (bit % 8)
            #expect(two.fault(bad) == (bit < 64 ? .otherSession : .notAuthentic), "bit \(bit)")
        }
        #expect(two.fault(good) == nil, "none of these did harm")
    }

    @Test func eachOpensOnceAndLateOnesNever() throws {
        let (one, two) = try pair()
        let datagrams = try (0..<2_000).map { _ in try one.seal.seal([1]) }
        #expect(two.fault(datagrams[5]) == nil)
        #expect(two.fault(datagrams[5]) == .replayed)
        #expect(two.fault(datagrams[1_999]) == nil)
        #expect(two.fault(datagrams[6]) == .replayed, "too old to tell")
        let inside = 2_000 - Int(ReplayWindow.width)
        #expect(two.fault(datagrams[inside]) == nil)
        #expect(two.fault(datagrams[inside - 1]) == .replayed)
    }

    @Test func aForgerCannotMoveTheWindow() {
        let one = End(DatagramSeal(keys: Self.keys(1), role: .initiator))
        let two = End(DatagramSeal(keys: Self.keys(1), role: .responder))
        // The right tag and a counter far ahead, without the key.
        var forged: [UInt8] = []
        forged.append(bigEndian: two.seal.receivingTag)
        forged.append(bigEndian: UInt64.max - 1)
        #expect(two.fault(forged + [UInt8](repeating: 0, count: 20)) == .notAuthentic)
        #expect((try? one.seal.seal([1])).flatMap { two.fault($0) } == nil)
    }

    @Test func reflectionAndOtherSessionsAreRefused() throws {
        let (one, two) = try pair()
        let mine = try one.seal.seal([1])
        #expect(one.fault(mine) == .otherSession, "its own, sent back")
        var dressed = mine
        dressed.replaceSubrange(0..<8, with: try two.seal.seal([1]).prefix(8))
        #expect(one.fault(dressed) == .notAuthentic)
        let (third, fourth) = (try SecureEnd(.initiator, id: 7), try SecureEnd(.responder, id: 8))
        _ = try linkUp(third, fourth)
        let other = try End(fourth)
        #expect(other.fault(mine) == .otherSession)
        let tags = [one.seal.receivingTag, two.seal.receivingTag, other.seal.receivingTag]
        #expect(Set(tags).count == 3)
    }

    @Test func lengthsAreBounded() throws {
        let (one, two) = try pair()
        let count = DatagramSeal.maxPlaintext + 1
        #expect(throws: DatagramSealFault.tooLong(count: count)) {
            try one.seal.seal([UInt8](repeating: 0, count: count))
        }
        #expect(try one.seal.seal([UInt8](repeating: 0, count: count - 1)).count == Limits.datagram)
        for length in [0, 31, Limits.datagram + 1, 70_000] {
            let junk = [UInt8](repeating: 0, count: length)
            #expect(two.fault(junk) == .length(length))
            #expect(DatagramSeal.tag(of: junk) == nil)
        }
    }

    @Test func theLastCounterIsNeverUsed() throws {
        let one = End(DatagramSeal(keys: Self.keys(1), role: .initiator, counter: .max - 2))
        let two = End(DatagramSeal(keys: Self.keys(1), role: .responder))
        for _ in 0..<2 { #expect(two.fault(try one.seal.seal([1])) == nil) }
        for _ in 0..<2 {
            #expect(throws: DatagramSealFault.counterExhausted) { try one.seal.seal([1]) }
        }
    }

    @Test func aLinkGivesOneSealAlone() throws {
        let (one, _) = try linkedPair()
        _ = try End(one)
        #expect(throws: BadTestInput.self) { try End(one) }
    }

    /// Not a byte of what seals a frame seals a datagram, or the other way round.
    @Test func keysAreNotThoseOfTheLink() throws {
        let (one, two) = try linkedPair()
        let datagrams = try End(one)
        let frame = try two.seal([1, 2, 3])
        let sealed = try datagrams.seal.seal([1, 2, 3])
        #expect(Array(sealed.dropFirst(16)) != frame)
        let body = Array(sealed.dropFirst(16))
        #expect(secureFault { () throws(SecureFault) in _ = try two.open(body) } == .notAuthentic)
    }
}
