import GossipNet
import PledgeLedger
import Testing

@Suite struct DatagramCodecTests {
    @Test(arguments: 1...7) func everyKindComesBack(kind: Int) throws {
        for seed in 1...200 as ClosedRange<UInt64> {
            var draw = WireDraw(seed: seed)
            let datagram = draw.datagram(kind)
            let bytes = DatagramCodec.encode(datagram)
            #expect(Int(bytes[0]) == kind)
            #expect(bytes.count <= DatagramSeal.maxPlaintext)
            #expect(try DatagramCodec.decode(bytes) == datagram, "seed \(seed)")
        }
    }

    @Test(arguments: 1...7) func everyPrefixAndEveryGrowthIsRefused(kind: Int) {
        for seed in 1...50 as ClosedRange<UInt64> {
            var draw = WireDraw(seed: seed)
            let bytes = DatagramCodec.encode(draw.datagram(kind))
            for count in 0..<bytes.count {
                #expect(throws: DatagramFault.truncated, "seed \(seed), \(count) of \(bytes.count) bytes") {
                    try DatagramCodec.decode(Array(bytes.prefix(count)))
                }
            }
            #expect(throws: DatagramFault.trailing) { try DatagramCodec.decode(bytes + [0]) }
        }
    }

    /// What is read can be written in one way only, so any bytes are refused or come back the same.
    @Test func randomBytesAreRefusedOrTheOnlyWayToSayIt() {
        var read = 0
        for seed in 1...20_000 as ClosedRange<UInt64> {
            var draw = WireDraw(seed: seed)
            var bytes = draw.bytes(draw.below(60))
            if !bytes.isEmpty, draw.below(4) > 0 { bytes[0] = UInt8(1 + draw.below(7)) }
            guard let datagram = try? DatagramCodec.decode(bytes) else { continue }
            read += 1
            #expect(DatagramCodec.encode(datagram) == bytes, "seed \(seed)")
        }
        #expect(read > 50)
    }

    @Test(arguments: 1...7) func everyChangedByteIsRefusedOrTheOnlyWayToSayIt(kind: Int) {
        for seed in 1...20 as ClosedRange<UInt64> {
            var draw = WireDraw(seed: seed)
            let bytes = DatagramCodec.encode(draw.datagram(kind))
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= UInt8(1 + draw.below(255))
                guard let datagram = try? DatagramCodec.decode(changed) else { continue }
                #expect(DatagramCodec.encode(datagram) == changed, "seed \(seed), byte \(index)")
            }
        }
    }

    @Test func valuesOutOfRangeAreRefused() {
        let root = [UInt8](repeating: 7, count: 32)
        let cases: [(String, [UInt8], DatagramFault)] = [
            ("nothing", [], .truncated),
            ("no kind", [0], .unknownKind(0)),
            ("a kind to come", [8], .unknownKind(8)),
            ("suspected 2", [1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0], .value(field: "suspected")),
            ("the same in a ping", [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 255], .value(field: "roots")),
            ("five roots", [2, 0, 0, 0, 1, 0, 0, 0, 0, 5], .value(field: "roots")),
            ("number 64", [2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 64] + root, .value(field: "collective number")),
            (
                "twice the same number", [2, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 3] + root + [0, 0, 0, 3] + root,
                .value(field: "collective number")
            ),
        ]
        for (name, bytes, fault) in cases {
            #expect(throws: fault, "\(name)") { try DatagramCodec.decode(bytes) }
        }
    }

    /// The sizes that the traffic of idle nodes is reckoned with.
    @Test func idleDatagramsAreSmall() {
        let one = Datagram.Roots.stating([.init(collective: 0, root: SHA256.hash([1]))])
        #expect(DatagramCodec.encode(.ping(number: 1, suspected: false, incarnation: 0, roots: one)).count == 47)
        #expect(DatagramCodec.encode(.ack(number: 1, incarnation: 0, roots: one)).count == 46)
        #expect(DatagramCodec.encode(.ack(number: 1, incarnation: 0, roots: .same)).count == 10)
    }

    /// Answers are no longer than what they answer, roots aside: those have the room of the ping's.
    @Test func answersAreShorter() {
        let key = PublicKey(SHA256.hash([2]).raw)
        let ping = DatagramCodec.encode(.ping(number: 1, suspected: false, incarnation: 0, roots: .none)).count
        let request = DatagramCodec.encode(.pingRequest(number: 1, target: key, patience: 1)).count
        let suspicion = DatagramCodec.encode(.suspicion(of: key, incarnation: 0)).count
        #expect(DatagramCodec.encode(.ack(number: 1, incarnation: 0, roots: .none)).count <= ping)
        #expect(DatagramCodec.encode(.indirectAck(number: 1, incarnation: 0)).count <= request)
        #expect(DatagramCodec.encode(.nack(number: 1)).count <= request)
        #expect(DatagramCodec.encode(.refutation(incarnation: 0)).count <= suspicion)
    }
}
