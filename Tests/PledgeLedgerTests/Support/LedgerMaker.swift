import PledgeLedger
import Testing

/// Makes signed ledgers for tests: real keys, real signatures, everything from one seed.
struct LedgerMaker {
    /// A branch of one author's feed that new entries are put on.
    struct Tip {
        let author: Int
        var seq: UInt64 = 0
        var id = EntryID.zero
    }

    var generator: SeededGenerator
    let keys: [SigningKey]
    /// Whom the charter names; the first is the last author, the others write nothing themselves.
    let witnesses: [SigningKey]
    let charterEntry: VerifiedEntry
    let charter: Charter
    private(set) var made: [VerifiedEntry] = []
    private(set) var texts: [EntryID: SaltedText] = [:]
    private var verifier = EntryVerifier()
    /// Claimed time of the next entry, in milliseconds.
    var clock: UInt64 = 1_700_000_000_000

    var collective: CollectiveID { charterEntry.entry.id }

    /// - Parameters:
    ///   - founders: how many of the authors found the collective, from the first on.
    ///   - witnesses: 0, 1, 4, 7…
    init(
        seed: UInt64, authors: Int = 4, founders: Int = 2, admission: Charter.Admission = .vouched,
        vouchesNeeded: UInt32 = 1, ladder: [UInt32] = Charter.defaultLadder, quota: Charter.Quota = .init(),
        witnesses: Int = 0
    ) throws {
        generator = SeededGenerator(seed: seed)
        var keys: [SigningKey] = []
        for index in 0..<authors {
            keys.append(try LedgerMaker.key(seed: seed &* 1_000 &+ UInt64(index)))
        }
        self.keys = keys
        self.witnesses = try keys.suffix(min(1, witnesses)) + (1..<max(1, witnesses)).map { try LedgerMaker.key(seed: seed &* 1_000 &+ 500 &+ UInt64($0)) }
        charter = Charter(
            founders: keys.prefix(founders).map(\.publicKey), admission: admission, vouchesNeeded: vouchesNeeded,
            ladder: ladder, quota: quota, witnesses: self.witnesses.map(\.publicKey))
        let draft = Entry.Draft(collective: .zero, time: clock, facts: try FactsCodec.encode(.charter(charter)))
        charterEntry = try verifier.verify(Entry.sign(draft, with: keys[0]))
    }

    /// The key pair of a number.
    static func key(seed: UInt64) throws -> SigningKey {
        var bytes: [UInt8] = []
        for word in 0..<4 { bytes.append(bigEndian: seed &+ UInt64(word)) }
        return try #require(SigningKey(seed: bytes))
    }

    /// Signs the next entry of a branch.
    @discardableResult
    mutating func sign(_ facts: Facts, on tip: inout Tip, text: String? = nil) throws -> VerifiedEntry {
        try sign(FactsCodec.encode(facts), on: &tip, text: text)
    }

    /// Signs the next entry of a branch with facts of any bytes.
    @discardableResult
    mutating func sign(_ facts: [UInt8], on tip: inout Tip, text: String? = nil) throws -> VerifiedEntry {
        clock += 1_000
        let salted = try text.map { try SaltedText($0) }
        let draft = Entry.Draft(
            collective: collective, seq: tip.seq + 1, prev: tip.id, time: clock,
            commitment: salted?.commitment ?? .zero, facts: facts)
        let entry = try verifier.verify(Entry.sign(draft, with: keys[tip.author]))
        tip.seq += 1
        tip.id = entry.entry.id
        made.append(entry)
        texts[entry.entry.id] = salted
        return entry
    }

    /// Every entry with its text, in a random order.
    mutating func shuffledOffers() -> [Offer] {
        made.map { Offer($0, text: texts[$0.entry.id]) }.shuffled(using: &generator)
    }
}
