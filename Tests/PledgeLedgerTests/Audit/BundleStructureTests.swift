import PledgeLedger
import Testing

/// Bundles whose end digest is right and whose structure is not.
@Suite struct BundleStructureTests {
    private let example: FormatExample
    private let file: BundleFile
    private var core: [UInt8] { BundleReaderTests.core(example) }
    /// Where the core's payload starts.
    private let coreStart: UInt64 = 26
    /// Where the first feed starts.
    private var feedStart: UInt64 { coreStart + 32 + 2 + UInt64(example.charter.bytes.count) + 4 }

    init() throws {
        example = try FormatExample()
        file = try BundleFile()
    }

    private func flaw(_ sections: [(type: UInt8, payload: [UInt8])]) throws -> BundleFlaw? {
        guard case .flaw(_, _, let flaw) = try file.fault(BundleFile.assemble(sections)) else { return nil }
        return flaw
    }

    @Test func sectionsComeOnceInOrderFromTheCore() throws {
        let text: (UInt8, [UInt8]) = (4, example.charter.id.bytes + BundleFile.counted(example.text.bytes))
        let erasure: (UInt8, [UInt8]) = (5, BundleFile.counted(example.memberFeed[2].bytes))
        #expect(try flaw([(1, core), text, erasure]) == nil)
        #expect(try flaw([(1, core), erasure, text]) == .sectionOrder(4))
        #expect(try flaw([(1, core), text, text]) == .sectionOrder(4))
        #expect(try flaw([text, (1, core)]) == .sectionOrder(4))
        #expect(try flaw([]) == .sectionOrder(255))
        #expect(try flaw([(1, core), (8, [0])]) == .newer(section: 8))
        #expect(try flaw([(1, core), (4, [])]) == .emptySection(4))
    }

    @Test func nothingFollowsTheEnd() throws {
        let bytes = BundleFile.assemble([(1, core)])
        #expect(try file.fault(bytes + [0, 0]) == file.flaw(UInt64(bytes.count), .trailing(2)))
    }

    @Test func theCoreEndsWithItsLastEntry() throws {
        let end = coreStart + UInt64(core.count)
        #expect(try file.fault(BundleFile.assemble([(1, core + [7])])) == file.flaw(end, .surplus(section: 1, 1)))
        let fewer = BundleReaderTests.core(example, feeds: 2)
        #expect(try file.fault(BundleFile.assemble([(1, fewer)])) == file.flaw(end, .overrun("a feed", needs: 48, left: 0)))
    }

    @Test func theCharterIsTheCollectives() throws {
        var foreign = core
        foreign[0] ^= 1
        #expect(try file.fault(BundleFile.assemble([(1, foreign)]))
            == file.flaw(coreStart + 32, .charter(try #require(EntryID(bytes: foreign.prefix(32))))))
    }

    @Test func feedsAscendAndHoldSomething() throws {
        let first = example.memberFeed[0].bytes
        let member = example.member.publicKey, founder = example.founder.publicKey
        #expect(member < founder)
        let two = BundleReaderTests.core(example, feeds: 2)
        #expect(try flaw([(1, two + BundleReaderTests.feed(member, fork: 0, [first]))]) == .order("feeds"))
        #expect(try flaw([(1, two + BundleReaderTests.feed(founder, fork: 0, [first]))]) == .order("feeds"))
        for (fork, entries) in [(0, []), (UInt64(1) << 32, []), (UInt64(1) << 32, [first])] as [(UInt64, [[UInt8]])] {
            let feed = BundleFeed(author: member, fork: fork, entries: UInt64(entries.count))
            let bytes = core.prefix(Int(feedStart - coreStart)) + BundleReaderTests.feed(member, fork: fork, entries)
            #expect(try file.fault(BundleFile.assemble([(1, Array(bytes))])) == file.flaw(feedStart, .feed(feed)))
        }
    }

    @Test(arguments: [0, 211, 4_308, 65_535]) func entriesHaveTheLengthOfEntries(count: Int) throws {
        let odd = [UInt8](repeating: 1, count: count)
        let feed = BundleReaderTests.feed(example.founder.publicKey, fork: 0, [odd])
        let bytes = core.prefix(Int(feedStart - coreStart)) + feed
        #expect(try file.fault(BundleFile.assemble([(1, Array(bytes))]))
            == file.flaw(feedStart + 48, .length("an entry", UInt64(count), allowed: 212...4_307)))
    }

    @Test func listsAscend() throws {
        let ids = example.memberFeed.sorted { $0.id < $1.id }.map(\.bytes)
        let falling = [ids[1], ids[0]].flatMap(BundleFile.counted), twice = [ids[0], ids[0]].flatMap(BundleFile.counted)
        #expect(try flaw([(1, core), (2, falling)]) == .order("a proof's entries"))
        #expect(try flaw([(1, core), (2, twice)]) == .order("a proof's entries"))
        #expect(try flaw([(1, core), (3, falling)]) == .order("definitions"))
        #expect(try flaw([(1, core), (3, twice)]) == .order("definitions"))
        #expect(try flaw([(1, core), (5, falling)]) == .order("erasures"))
        let proof = [ids[0], ids[1]].flatMap(BundleFile.counted)
        #expect(try flaw([(1, core), (2, proof)]) == nil)
        #expect(try flaw([(1, core), (2, proof + proof)]) == .order("proofs"))
        let text = example.charter.id.bytes + BundleFile.counted(example.text.bytes)
        #expect(try flaw([(1, core), (4, text + text)]) == .order("texts"))
    }

    @Test(arguments: [0, 31, 16_417]) func textsHaveTheLengthOfTexts(count: Int) throws {
        let text = example.charter.id.bytes + BundleFile.counted([UInt8](repeating: 65, count: count))
        #expect(try flaw([(1, core), (4, text)]) == .length("a text", UInt64(count), allowed: 32...16_416))
    }

    @Test func piecesEndWithTheirSection() throws {
        let erasure = BundleFile.counted(example.memberFeed[2].bytes)
        let next: (UInt8, [UInt8]) = (5, erasure)
        let left = UInt64(erasure.count - 12)
        #expect(try flaw([(1, core), (3, erasure.dropLast(10)), next])
            == .overrun("a definition", needs: UInt64(erasure.count - 2), left: left))
        #expect(try flaw([(1, core), (4, [1, 2, 3]), next]) == .overrun("a text's entry", needs: 32, left: 3))
    }
}
