import PledgeLedger
import Testing

/// There is one way to write facts; everything else is void.
@Suite struct FactsStrictnessTests {
    private typealias W = WireBytes
    private static let retract = W.id(1, 5)
    private static let vouch = W.id(1, 5) + W.number(4, 1)

    private func isNotCanonical(_ bytes: [UInt8]) -> Bool { FactsCodec.reason(bytes) == .notCanonical }

    @Test func theOneWayIsRead() {
        #expect(FactsCodec.reason(13, Self.retract) == nil)
        #expect(FactsCodec.reason(13, Self.retract + W.number(2, 1)) == nil)
        #expect(FactsCodec.reason(3, Self.vouch) == nil)
    }

    @Test func unknownFieldsAreVoid() {
        #expect(isNotCanonical(W.bytes(13, Self.retract + W.number(3, 1))))
        #expect(isNotCanonical(W.bytes(13, Self.retract) + W.number(200, 1)))
        #expect(isNotCanonical(W.bytes(15, [])))
        #expect(isNotCanonical(W.bytes(13, Self.retract + W.bytes(9, []))))
    }

    @Test func otherOrderIsVoid() {
        #expect(isNotCanonical(W.bytes(13, W.number(2, 1) + Self.retract)))
        #expect(isNotCanonical(W.bytes(3, W.number(4, 1) + W.id(1, 5))))
        let asks = W.bytes(6, W.number(1, 1) + W.text(2, "time:min") + W.number(4, 9))
        #expect(FactsCodec.reason(6, W.id(2, 1) + asks) == nil)
        #expect(isNotCanonical(W.bytes(6, asks + W.id(2, 1))))
    }

    @Test func longVarintsAreVoid() {
        #expect(isNotCanonical(W.bytes(3, W.id(1, 5) + W.varint(4 << 3) + W.longVarint(1))))
        #expect(isNotCanonical(W.bytes(3, W.id(1, 5) + W.longVarint(4 << 3) + W.varint(1))))
        #expect(isNotCanonical(W.varint(13 << 3 | 2) + W.longVarint(UInt64(Self.retract.count)) + Self.retract))
        #expect(isNotCanonical(W.longVarint(13 << 3 | 2) + W.varint(UInt64(Self.retract.count)) + Self.retract))
        #expect(isNotCanonical(W.bytes(13, Self.retract + W.number(2, 2))))
        #expect(isNotCanonical(W.bytes(3, W.id(1, 5) + W.number(4, 1 << 32 | 1))))
    }

    @Test func explicitDefaultsAreVoid() {
        #expect(isNotCanonical(W.bytes(13, Self.retract + W.number(2, 0))))
        #expect(isNotCanonical(W.bytes(3, W.id(1, 5) + W.number(4, 0))))
        #expect(isNotCanonical(W.bytes(3, W.id(1, 5) + W.bytes(2, []) + W.number(4, 1))))
        #expect(isNotCanonical(W.bytes(1, W.number(1, 1) + W.id(2, 1) + W.number(3, 0))))
    }

    @Test func unpackedRepeatedNumbersAreVoid() {
        let start = W.number(1, 1) + W.id(2, 1)
        #expect(FactsCodec.reason(1, start + W.bytes(5, [7, 8])) == nil)
        #expect(isNotCanonical(W.bytes(1, start + W.number(5, 7) + W.number(5, 8))))
        #expect(isNotCanonical(W.bytes(1, start + W.bytes(5, [7]) + W.bytes(5, [8]))))
        #expect(isNotCanonical(W.bytes(1, start + W.bytes(5, []))))
    }

    @Test func twoKindsAndRepeatedKindsAreVoid() {
        let retract = W.bytes(13, Self.retract), vouch = W.bytes(3, Self.vouch)
        #expect(isNotCanonical(vouch + retract))
        #expect(isNotCanonical(retract + vouch))
        #expect(isNotCanonical(retract + retract))
        #expect(isNotCanonical(W.bytes(13, Self.retract + Self.retract)))
        #expect(isNotCanonical(W.bytes(13, Self.retract) + W.bytes(13, W.number(2, 1))))
    }

    @Test(arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xc3]] as [[UInt8]])
    func textThatIsNotUTF8IsVoid(words: [UInt8]) {
        #expect(isNotCanonical(W.bytes(3, W.id(1, 5) + W.bytes(2, Array("skill:".utf8) + words) + W.number(4, 1))))
        #expect(isNotCanonical(W.bytes(2, W.bytes(2, words))))
    }

    @Test func otherWireTypesGroupsAndCutsAreVoid() {
        #expect(isNotCanonical(W.varint(13 << 3) + [1]))
        #expect(isNotCanonical([13 << 3 | 5, 0, 0, 0, 0]))
        #expect(isNotCanonical([13 << 3 | 3, 13 << 3 | 4]))
        #expect(isNotCanonical([0x00, 0x00]))
        #expect(isNotCanonical([0x0a, 0xff]))
        let whole = W.bytes(13, Self.retract + W.number(2, 1))
        for length in 1..<whole.count { #expect(isNotCanonical(Array(whole.prefix(length))), "\(length)") }
    }

    @Test func nothingIsNoKind() {
        #expect(FactsCodec.reason([]) == .noKind)
    }

    /// The kind that this version carries and does not read.
    @Test func anUnreadKindIsVoidWithItsName() {
        #expect(Kind.allCases.filter { !$0.isRead } == [.key])
        for fields in [W.number(1, 2), []] {
            let reason = FactsCodec.reason(14, fields)
            #expect(reason == .notRead(.key))
            #expect(reason?.description.contains("key") ?? false)
        }
    }

    @Test func kindsAreNumberedAsInTheSchema() throws {
        var draw = try FactsDraw(seed: 9)
        for kind in 0..<FactsDraw.kinds {
            let facts = draw.facts(kind: kind)
            #expect(try FactsCodec.encode(facts).first == UInt8(facts.kind.number << 3 | 2))
        }
    }

    /// Random bytes and random changes of good bytes never crash, and what is read is written the same.
    @Test func whateverIsReadIsWrittenTheSame() throws {
        var draw = try FactsDraw(seed: 4)
        var read = 0
        for round in 0..<4_000 {
            var bytes = round % 8 == 0 ? draw.noise() : try FactsCodec.encode(draw.facts())
            if round % 2 == 0, !bytes.isEmpty { draw.change(&bytes) }
            guard let facts = try? FactsCodec.decode(bytes) else { continue }
            read += 1
            #expect(try FactsCodec.encode(facts) == bytes || facts.kind == .charter, "\(bytes.hex)")
        }
        #expect(read > 2_000, "\(read)")
    }
}
