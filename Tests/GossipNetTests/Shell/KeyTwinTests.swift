import GossipNet
import PledgeLedger
import Testing

/// When a node takes another machine to run with its key.
@Suite struct KeyTwinTests {
    private let (one, two) = (key(1), key(2))

    private static func key(_ number: Int) -> PublicKey { PublicKey(SHA256.hash([UInt8(number / 256), UInt8(number % 256)]).raw) }

    @Test func aKeyThatWasShownIsToldForAnHour() {
        var twin = KeyTwin()
        #expect(twin.seen(at: 1_000) == nil)
        #expect(twin.met(at: 1_000))
        // It is news once, for as long as it is told.
        #expect(!twin.met(at: 2_000))
        #expect(twin.seen(at: 2_000 + KeyTwin.lasting - 1) == 2_000 && twin.seen(at: 2_000 + KeyTwin.lasting) == nil)
        #expect(twin.met(at: 2_000 + KeyTwin.lasting))
        // A clock that was set back makes no wrong word of it.
        #expect(twin.seen(at: 0) != nil)
    }

    @Test func aPeerHasToGiveUpTwoLinksWithinAnHour() {
        var twin = KeyTwin()
        #expect(!twin.displaced(by: one, at: 1_000) && !twin.displaced(by: two, at: 1_500) && twin.seen(at: 2_000) == nil)
        #expect(!twin.displaced(by: one, at: 1_000 + KeyTwin.lasting) && twin.seen(at: 1_000 + KeyTwin.lasting) == nil)
        #expect(twin.displaced(by: one, at: 2_000 + KeyTwin.lasting))
        #expect(!twin.displaced(by: one, at: 3_000 + KeyTwin.lasting), "no news")
        #expect(twin.seen(at: 4_000 + KeyTwin.lasting) == 3_000 + KeyTwin.lasting)
    }

    @Test func manyPeersFillNoMemory() {
        var twin = KeyTwin()
        for number in 0..<1_000 { #expect(!twin.displaced(by: Self.key(number), at: 1)) }
        // What was long ago among them is forgotten; the newest is not.
        #expect(!twin.displaced(by: Self.key(0), at: 2))
        #expect(twin.displaced(by: Self.key(999), at: 2))
    }
}
