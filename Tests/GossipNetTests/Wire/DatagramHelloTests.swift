import GossipNet
import PledgeLedger
import Testing

@Suite struct DatagramHelloTests {
    private let node = PublicKey(SHA256.hash([1]).raw)
    private let open = CollectiveID(SHA256.hash([2]).raw)
    private let hidden = CollectiveID(SHA256.hash([3]).raw)
    private let secret = [UInt8](repeating: 9, count: 32)

    private func hello(nonce: UInt8 = 5) throws -> DatagramHello {
        try DatagramHello(
            node: node, port: 7_447, nonce: [UInt8](repeating: nonce, count: 16),
            collectives: [(open.bytes, open), (secret, hidden)]
        ).orFail()
    }

    @Test func comesBackAndNamesItsCollectives() throws {
        let hello = try hello()
        let read = try DatagramHello.decode(hello.encoded)
        #expect(read == hello)
        #expect(hello.encoded.count == 59 + 16)
        #expect(read.names(secret: open.bytes, collective: open))
        #expect(read.names(secret: secret, collective: hidden))
        #expect(!read.names(secret: hidden.bytes, collective: hidden), "the id alone does not show a private one")
        #expect(!read.names(secret: secret, collective: open))
    }

    @Test func noTagComesTwice() throws {
        let one = try hello(nonce: 1), two = try hello(nonce: 2)
        #expect(Set(one.tags + two.tags).count == 4)
        let other = DatagramHello.tag(
            secret: secret, collective: hidden, node: PublicKey(SHA256.hash([8]).raw), nonce: one.nonce)
        #expect(!one.tags.contains(other), "another node can't use the tags of this one")
    }

    @Test func everyPrefixGrowthAndBadValueIsRefused() throws {
        let bytes = try hello().encoded
        for count in 0..<8 {
            #expect(throws: DatagramFault.notHello) { try DatagramHello.decode(Array(bytes.prefix(count))) }
        }
        for count in 8..<bytes.count {
            #expect(throws: DatagramFault.truncated) { try DatagramHello.decode(Array(bytes.prefix(count))) }
        }
        #expect(throws: DatagramFault.trailing) { try DatagramHello.decode(bytes + [0]) }
        var portless = bytes
        portless[40] = 0
        portless[41] = 0
        #expect(throws: DatagramFault.value(field: "port")) { try DatagramHello.decode(portless) }
        var many = bytes
        many[58] = 65
        #expect(throws: DatagramFault.value(field: "count of tags")) { try DatagramHello.decode(many) }
    }

    @Test func randomBytesAreRefusedOrTheOnlyWayToSayIt() throws {
        let bytes = try hello().encoded
        for seed in 1...5_000 as ClosedRange<UInt64> {
            var draw = WireDraw(seed: seed)
            var changed = draw.below(2) == 0 ? bytes : Array(bytes.prefix(8)) + draw.bytes(draw.below(120))
            for _ in 0..<draw.below(3) { changed[draw.below(changed.count)] = UInt8(draw.below(256)) }
            guard let read = try? DatagramHello.decode(changed) else { continue }
            #expect(read.encoded == changed, "seed \(seed)")
        }
    }

    @Test func bounds() {
        let nonce = [UInt8](repeating: 0, count: 16)
        #expect(DatagramHello(node: node, port: 0, nonce: nonce, collectives: []) == nil)
        #expect(DatagramHello(node: node, port: 1, nonce: Array(nonce.dropLast()), collectives: []) == nil)
        let many = (0..<100).map { (secret: [UInt8($0)], id: open) }
        let full = DatagramHello(node: node, port: 1, nonce: nonce, collectives: many)
        #expect(full?.tags.count == Limits.collectives)
        #expect(full.map { $0.encoded.count <= Limits.datagram } == true)
    }
}
