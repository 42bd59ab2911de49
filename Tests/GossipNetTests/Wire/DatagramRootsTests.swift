import GossipNet
import PledgeLedger
import Testing

@Suite struct DatagramRootsTests {
    private func roots(_ count: Int) -> [Datagram.Root] {
        (0..<count).map { .init(collective: UInt32($0), root: SHA256.hash([UInt8($0)])) }
    }

    @Test func fewAreStatedInFullManyAsADigest() {
        #expect(Datagram.Roots.stating([]) == .none)
        for count in 1...4 {
            #expect(Datagram.Roots.stating(roots(count).reversed()) == .each(roots(count)))
        }
        for count in 5...64 {
            #expect(Datagram.Roots.stating(roots(count)) == .digest(Datagram.Roots.digest(of: roots(count).reversed())))
        }
    }

    @Test func lengthIsThatOfTheBytes() {
        for seed in 1...200 as ClosedRange<UInt64> {
            var draw = WireDraw(seed: seed)
            let roots = draw.roots()
            let bytes = DatagramCodec.encode(.ack(number: 1, incarnation: 2, roots: roots))
            #expect(bytes.count == 9 + roots.length)
        }
    }

    @Test func fittingNeverTakesMoreRoom() {
        let some: [Datagram.Roots] = [
            .none, .same, .digest(SHA256.hash([])), .stating(roots(1)), .stating(roots(4)), .stating(roots(9)),
        ]
        for roots in some {
            for room in 1...200 { #expect(roots.fitting(room).length <= room) }
            #expect(roots.fitting(145) == roots)
        }
        #expect(Datagram.Roots.stating(roots(2)).fitting(72) == .digest(Datagram.Roots.digest(of: roots(2))))
        #expect(Datagram.Roots.stating(roots(2)).fitting(32) == .none)
    }

    @Test func agreesWithTheSameRootsOnly() {
        for count in 1...6 {
            let own = roots(count)
            let stated = Datagram.Roots.stating(own)
            #expect(stated.agrees(with: own.reversed()))
            for index in own.indices {
                var other = own
                other[index].root = SHA256.hash([99])
                #expect(!stated.agrees(with: other))
            }
            #expect(!stated.agrees(with: Array(own.dropLast())))
        }
    }

    @Test func onlyPingsAndAcksCarryRoots() {
        let stated = Datagram.Roots.stating(roots(1))
        let ping = Datagram.ping(number: 1, suspected: true, incarnation: 2, roots: .none)
        #expect(ping.carrying(stated) == .ping(number: 1, suspected: true, incarnation: 2, roots: stated))
        #expect(Datagram.ack(number: 1, incarnation: 2, roots: .none).carrying(.same)
            == .ack(number: 1, incarnation: 2, roots: .same))
        #expect(Datagram.nack(number: 1).carrying(stated) == .nack(number: 1))
    }
}
