import GossipNet
import PledgeLedger
import Testing

@Suite struct BroadcastMissingTests {
    private func moment(_ milliseconds: UInt64) -> Moment { Moment(milliseconds: milliseconds) }

    private func announcer(_ link: UInt64, _ stop: UInt64, hops: UInt8 = 1) -> BroadcastMissing.Announcer {
        .init(link: LinkID(link), stop: stop, hops: hops)
    }

    /// The oldest goes out first, and no more are kept than allowed.
    @Test func oldestGoesOut() {
        var missing = BroadcastMissing(), draw = CoreDraw(seed: 1)
        let authors = (0..<(Limits.missing + 10)).map { _ in draw.author() }
        for author in authors { missing.note(author, announcer(1, 1), due: moment(5)) }
        #expect(missing.count == Limits.missing)
        #expect(authors.prefix(10).allSatisfy { missing[$0] == nil })
        #expect(authors.dropFirst(10).allSatisfy { missing[$0] != nil })
    }

    @Test func announcersAreBounded() {
        var missing = BroadcastMissing(), draw = CoreDraw(seed: 2)
        let author = draw.author()
        for link in 1...100 { missing.note(author, announcer(UInt64(link), 1), due: moment(5)) }
        #expect(missing[author]?.announcers.map(\.link.number) == Array(1...UInt64(Limits.announcers)))
    }

    /// What is held settles those who announced no more than that, and nobody else.
    @Test func settlingKeepsWhoAnnouncedMore() {
        var missing = BroadcastMissing(), draw = CoreDraw(seed: 3)
        let author = draw.author()
        for link: UInt64 in 1...4 { missing.note(author, announcer(link, link), due: moment(5)) }
        missing.settle(author, stop: 2)
        #expect(missing[author]?.announcers.map(\.stop) == [3, 4])
        missing.settle(author, stop: 9)
        #expect(missing[author] == nil && missing.count == 0)
    }

    /// Each feed is due once at its moment, not before, however the moments lie.
    @Test(arguments: 1...20) func feedsAreDueAtTheirMoments(seed: Int) {
        var missing = BroadcastMissing(), draw = CoreDraw(seed: UInt64(seed))
        var dues: [PublicKey: UInt64] = [:]
        for _ in 0..<50 {
            let author = draw.author(), due = UInt64(1 + draw.below(100))
            dues[author] = due
            missing.note(author, announcer(1, 1), due: moment(due))
        }
        for now in 0...101 as ClosedRange<UInt64> {
            if let due = missing.due { #expect(due >= moment(now)) }
            let taken = missing.takeDue(now: moment(now))
            #expect(taken == dues.filter { $0.value == now }.keys.sorted(), "seed \(seed), at \(now)")
            for author in taken { missing.remove(author) }
        }
        #expect(missing.count == 0 && missing.due == nil)
    }

    /// Whoever was asked is judged by what it had announced then; a higher stop counts before that alone.
    @Test func askedOneIsJudgedByWhatItHadAnnounced() {
        var missing = BroadcastMissing(), draw = CoreDraw(seed: 4)
        let author = draw.author()
        missing.note(author, announcer(1, 2), due: moment(5))
        missing.note(author, announcer(1, 3), due: moment(9))
        #expect(missing[author]?.announcers.map(\.stop) == [3] && missing[author]?.due == moment(5))
        missing.ask(LinkID(1), for: author, due: moment(20))
        missing.note(author, announcer(1, 7), due: moment(30))
        #expect(missing[author]?.announcers.map(\.stop) == [3])
        missing.answer(from: LinkID(2), for: author, due: moment(40))
        #expect(missing[author]?.isAnswered == false && missing[author]?.due == moment(20))
        missing.answer(from: LinkID(1), for: author, due: moment(40))
        #expect(missing[author]?.isAnswered == true && missing[author]?.due == moment(40))
    }

    @Test func nearestHasTheFewestLinks() {
        var missing = BroadcastMissing(), draw = CoreDraw(seed: 5)
        let author = draw.author()
        for (link, stop, hops) in [(1, 2, 6), (2, 2, 3), (3, 4, 1), (4, 2, 3)] as [(UInt64, UInt64, UInt8)] {
            missing.note(author, announcer(link, stop, hops: hops), due: moment(5))
        }
        #expect(missing[author]?.nearest(at: 2)?.link == LinkID(2))
        #expect(missing[author]?.nearest(at: 3) == nil)
    }
}
