import PledgeLedger
import Testing

@Suite struct StoreFindTests {
    /// The index finds what a search through everything finds, for prefixes of every length.
    @Test func findsWhatASearchThroughAllWould() throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            var maker = try LedgerMaker(seed: seed, authors: 6)
            try maker.scene(entries: 120, forks: 2)
            let folder = try TemporaryFolder()
            let store = try maker.store(in: folder)
            _ = try store.take(maker.made.map { Offer($0) }, into: maker.collective)
            let held = try maker.made.map(\.entry.id).filter { try store.entry($0, in: maker.collective) != nil }
            let authors = try maker.keys.map(\.publicKey).filter { try store.feed(of: $0, in: maker.collective) != nil }
            for id in held.prefix(40) {
                let digits = Int.random(in: 6...64, using: &maker.generator)
                let prefix = try #require(IDPrefix(String(id.hex.prefix(digits))))
                let expected = Set(held.filter { $0.hex.hasPrefix(prefix.digits) }.map { Finding.entry($0) })
                #expect(try Set(store.find(prefix, in: maker.collective)) == expected, "seed \(seed), prefix \(prefix)")
            }
            for author in authors {
                let prefix = try #require(IDPrefix(String(author.hex.prefix(7)).uppercased()))
                #expect(try store.find(prefix, in: maker.collective) == [.author(author)], "seed \(seed)")
            }
            let own = try #require(IDPrefix(String(maker.collective.hex.prefix(6))))
            #expect(try store.find(own, in: maker.collective) == [.collective(maker.collective)])
            #expect(try store.findCollectives(own) == [maker.collective])
            try store.close()
        }
    }

    @Test(arguments: ["", "12345", "12345g", "0x1234", " 123456", String(repeating: "a", count: 65), "１２３４５６"])
    func refusesWhatIsNoPrefix(_ text: String) {
        #expect(IDPrefix(text) == nil)
    }

    /// A prefix matches exactly the ids that begin with its digits, at the edges too.
    @Test func matchesAtTheEdges() throws {
        for digits in ["000000", "ffffff", "7fffffffffffffff", "8000000000000000", "abcdef1"] {
            let prefix = try #require(IDPrefix(digits))
            let rest = 64 - digits.count
            for fill in ["0", "f", "7"] {
                let id = try #require(EntryID(hex: digits + String(repeating: fill, count: rest)))
                #expect(prefix.matches(id))
            }
            for fill in ["0", "f"] {
                let other = String(digits.dropLast()) + (digits.last == "1" ? "2" : "1") + String(repeating: fill, count: rest)
                #expect(try !prefix.matches(#require(EntryID(hex: other))), "\(digits) \(other)")
            }
        }
    }

    @Test func knownPeersStayOnce() throws {
        let maker = try LedgerMaker(seed: 5)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        try store.addPeer("b.example:1", of: maker.collective, now: 5)
        try store.addPeer("a.example:1", now: 6)
        try store.addPeer("b.example:1", now: 7)
        let peers = try store.peers()
        #expect(peers.map(\.address) == ["b.example:1", "a.example:1"])
        #expect(peers.map(\.collective) == [maker.collective, nil])
        #expect(peers.map(\.added) == [5, 6])
        #expect(try store.removePeer("b.example:1"))
        #expect(try !store.removePeer("b.example:1"))
        try store.close()
    }
}
