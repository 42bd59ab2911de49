import GossipNet
import PledgeLedger
import Testing

/// Which lines come, and what they call whom.
@Suite struct LogRepeatsTests {
    private let node = PublicKey(SHA256.hash([1]).raw), other = PublicKey(SHA256.hash([2]).raw)
    private let collective = CollectiveID(SHA256.hash([3]).raw)
    private let author = PublicKey(SHA256.hash([4]).raw)
    private var channel: Channel { Channel(link: LinkID(5), collective: collective, number: 0) }

    private func line(_ event: Event) -> EventLine { event.line { _ in "PEER" } node: { $0 == node ? "NODE" : "OTHER" } }

    private func at(_ milliseconds: UInt64) -> Moment { Moment(milliseconds: milliseconds) }

    @Test func aLineThatComesAgainAndAgainIsToldOnceAnHour() {
        var repeats = LogRepeats()
        let stalled = line(.stalled(channel))
        let first = repeats.passes(stalled, now: at(1_000))
        #expect(first == stalled.text + "; not told again within the hour")
        for number in 1...500 { #expect(repeats.passes(stalled, now: at(1_000 + UInt64(number) * 7_000)) == nil) }
        let later = repeats.passes(stalled, now: at(1_000 + Limits.logAgain))
        #expect(later == stalled.text + "; so it was 500 times more that were not told; not told again within the hour")
        // Another one's is another line.
        let another = repeats.passes(Event.stalled(channel).line { _ in "SOMEBODY" } node: { _ in "" }, now: at(5_000))
        #expect(another?.contains("SOMEBODY") == true)
    }

    @Test func aFewLinksComeAtOnce() {
        var repeats = LogRepeats()
        let linked = line(.linked(LinkID(5), node: node, role: .responder))
        let told = (0..<6).map { repeats.passes(linked, now: at($0)) }
        #expect(told == [linked.text, linked.text, linked.text + "; not told again within the hour", nil, nil, nil])
        // What its node did besides is told.
        let ended = repeats.passes(line(.unlinked(LinkID(5), node: node, nil)), now: at(9))
        #expect(ended == "link with node NODE ended: the connection was lost")
        // News has no bound here.
        let took = line(.caughtUp(channel, accepted: 7))
        for _ in 0..<9 { #expect(repeats.passes(took, now: at(10)) == took.text) }
    }

    @Test func manyNodesFillNoMemory() {
        var repeats = LogRepeats()
        func told(_ number: Int, _ time: UInt64) -> Bool {
            repeats.passes(EventLine(.info, "x", about: "\(number)"), now: at(time)) != nil
        }
        for number in 0..<(3 * Limits.logRepeats) { #expect(told(number, UInt64(number))) }
        // The newest is remembered, the oldest is not.
        let (newest, oldest) = (told(3 * Limits.logRepeats - 1, 9_000), told(0, 9_000))
        #expect(!newest && oldest)
    }

    /// What a hostile peer can bring about is told with whose it is, and not without end.
    @Test func whatPeersBringAboutNamesThemAndEnds() {
        let hostile: [Event] = [
            .stalled(channel), .fruitless(channel, pause: 30_000), .muted(channel), .misbehaviour(LinkID(5), node: node, .flood),
            .suspected(node), .cleared(node), .dead(node), .datagramsBlocked(node), .datagramsPass(node),
            .linked(LinkID(5), node: node, role: .initiator), .unlinked(LinkID(5), node: node, nil),
            .hello(LinkID(5), incarnation: 1, common: []), .differenceFound(channel, author: author, seq: 3),
        ]
        for event in hostile {
            let line = line(event)
            #expect(line.about != nil && (1...3).contains(line.atOnce), "\(event)")
            #expect(line.text.contains("node NODE") || line.text.contains("node PEER"), "\(line.text)")
        }
        #expect(line(.caughtUp(channel, accepted: 3)).text.hasSuffix("from node PEER"))
        // The pause in a line makes it no other line.
        #expect(line(.fruitless(channel, pause: 30_000)).about == line(.fruitless(channel, pause: 61_000)).about)
        #expect(line(.dialFailed(Address(host: "192.0.2.1", port: 1), again: 1_000)).about == line(.dialFailed(Address(host: "192.0.2.1", port: 1), again: 60_000)).about)
    }
}
