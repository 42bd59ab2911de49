import GossipNet
import PledgeLedger
import Testing

/// When a node takes another machine to run with its key.
@Suite struct KeyTwinTests {
    private let one = key(1), two = key(2)

    private static func key(_ number: Int) -> PublicKey { PublicKey(SHA256.hash([UInt8(number / 256), UInt8(number % 256)]).raw) }

    @Test func aKeyThatWasShownIsToldForAnHour() {
        var twin = KeyTwin()
        #expect(twin.seen(at: 1_000) == nil)
        // It is news once, for as long as it is told.
        let news = [twin.met(at: 1_000), twin.met(at: 2_000)]
        #expect(news == [true, false])
        #expect(twin.seen(at: 2_000 + KeyTwin.lasting - 1) == .init(time: 2_000, saidBy: nil) && twin.seen(at: 2_000 + KeyTwin.lasting) == nil)
        let isNews = twin.met(at: 2_000 + KeyTwin.lasting)
        #expect(isNews)
        // A clock that was set back makes no wrong word of it.
        #expect(twin.seen(at: 0) != nil)
    }

    @Test func aPeerHasToGiveUpTwoLinksWithinAnHour() {
        var twin = KeyTwin()
        let first = [twin.displaced(by: one, at: 1_000), twin.displaced(by: two, at: 1_500), twin.displaced(by: one, at: 1_000 + KeyTwin.lasting)]
        #expect(first == [false, false, false] && twin.seen(at: 1_000 + KeyTwin.lasting) == nil)
        // The second within the hour is noticed; the third is no news.
        let again = [twin.displaced(by: one, at: 2_000 + KeyTwin.lasting), twin.displaced(by: one, at: 3_000 + KeyTwin.lasting)]
        #expect(again == [true, false])
        #expect(twin.seen(at: 4_000 + KeyTwin.lasting) == .init(time: 3_000 + KeyTwin.lasting, saidBy: one.hex))
    }

    /// One hostile peer can give links up as often as it likes.
    @Test func aPeersWordIsNoProof() {
        var twin = KeyTwin()
        let news = (1...10).map { twin.displaced(by: one, at: $0) }
        #expect(news.filter { $0 }.count == 1 && twin.seen(at: 11)?.saidBy == one.hex)
        // A key that was shown is news beside a word, and no word takes that back.
        let (shown, again) = (twin.met(at: 20), twin.displaced(by: one, at: 30))
        #expect(shown && !again && twin.seen(at: 40) == .init(time: 20, saidBy: nil))
    }

    @Test func manyPeersFillNoMemory() {
        var twin = KeyTwin()
        let all = (0..<1_000).map { number in twin.displaced(by: Self.key(number), at: 1) }
        #expect(!all.contains(true))
        // What was long ago among them is forgotten; the newest is not.
        let (oldest, newest) = (twin.displaced(by: Self.key(0), at: 2), twin.displaced(by: Self.key(999), at: 2))
        #expect(!oldest && newest)
    }
}
