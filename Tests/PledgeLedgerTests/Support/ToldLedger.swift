import PledgeLedger

/// A small ledger of founders, told word by word.
struct ToldLedger {
    private(set) var maker: LedgerMaker
    private var tips: [LedgerMaker.Tip]

    init(seed: UInt64, authors: Int) throws {
        maker = try LedgerMaker(seed: seed, authors: authors, founders: authors)
        tips = maker.keys.indices.map { LedgerMaker.Tip(author: $0) }
    }

    /// Signs the next entry of an author's feed. - Returns: its id.
    mutating func say(_ facts: Facts, by author: Int) throws -> EntryID { try maker.sign(facts, on: &tips[author]).entry.id }

    func key(_ author: Int) -> PublicKey { maker.keys[author].publicKey }

    /// All of it, as views read it.
    var source: LedgerSource {
        LedgerSource(LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made), at: .end)
    }
}
