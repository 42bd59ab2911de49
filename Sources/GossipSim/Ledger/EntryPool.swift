import PledgeLedger

/// Every distinct valid entry of a run, held once and verified once; stores name entries by their
/// numbers here, from 1. Signatures are real.
package struct EntryPool {
    /// One entry and its place in its feed.
    package struct Place {
        package let entry: VerifiedEntry
        /// The author's number.
        package let author: Int
        /// The entry that it links to; 0 for the first of a feed.
        package let before: UInt32
        /// Bytes of the feed up to here.
        package let bytes: UInt64
        /// The branch whose chain leads here.
        fileprivate let branch: Int
    }

    package let charter: VerifiedEntry
    package let quota = Charter.Quota()
    package private(set) var authors: [PublicKey] = []
    package private(set) var places: [Place] = []
    /// Entries by id, authors by key: looked up only.
    private var numbers: [EntryID: UInt32] = [:]
    private var authorNumbers: [PublicKey: Int] = [:]
    /// Entries that were refused before, so that each is checked once.
    private var refused: Set<EntryID> = []
    /// Chains of numbers from seq 1; a feed that forks has more than one.
    private var branches: [[UInt32]] = []
    private var verifier = EntryVerifier()
    /// Signatures checked.
    package private(set) var verifications = 0

    package var collective: CollectiveID { charter.entry.id }

    /// - Throws: when libsodium can't be used.
    package init(founder: SigningKey) throws {
        let facts = try FactsCodec.encode(.charter(Charter(founders: [founder.publicKey], admission: .open)))
        charter = try verifier.verify(
            Entry.sign(Entry.Draft(collective: .zero, time: EntryPool.epoch, facts: facts), with: founder))
    }

    /// The wall clock at the start of every run, in milliseconds since the Unix epoch.
    package static let epoch: UInt64 = 1_700_000_000_000

    package subscript(number: UInt32) -> Place { places[Int(number) - 1] }

    /// The number of an author, new or known.
    package mutating func number(of author: PublicKey) -> Int {
        if let known = authorNumbers[author] { return known }
        authorNumbers[author] = authors.count
        authors.append(author)
        return authors.count - 1
    }

    package func known(_ author: PublicKey) -> Int? { authorNumbers[author] }

    /// Signs the next entry after another, 0 for the first of a feed.
    /// - Parameter stance: what tells one entry at a place from another, −2…2.
    package mutating func sign(_ key: SigningKey, after tip: UInt32, time: UInt64, stance: Int8) throws -> UInt32 {
        let facts = try FactsCodec.encode(.endorse(Endorse(target: collective.raw, stance: stance)))
        let before = tip == 0 ? nil : self[tip].entry.entry
        let entry = try Entry.sign(
            Entry.Draft(
                collective: collective, seq: (before?.seq ?? 0) + 1, prev: before?.id ?? .zero, time: time,
                facts: facts),
            with: key)
        if let known = numbers[entry.id] { return known }
        return add(try verify(entry))
    }

    /// What a peer sent as an entry.
    package enum Recognised {
        case entry(UInt32)
        case refused(EntryFault)
    }

    /// Knows an entry again by its id, or checks it.
    package mutating func recognise(_ bytes: UnsafeRawBufferPointer) -> Recognised {
        let id = Entry.id(of: bytes)
        if let number = numbers[id] { return .entry(number) }
        if refused.contains(id) { return .refused(.signature) }
        do throws(EntryFault) {
            return .entry(add(try verify(Entry(Array(bytes)))))
        } catch {
            if error == .signature { refused.insert(id) }
            return .refused(error)
        }
    }

    private mutating func verify(_ entry: Entry) throws(EntryFault) -> VerifiedEntry {
        verifications += 1
        return try verifier.verify(entry)
    }

    private mutating func add(_ verified: VerifiedEntry) -> UInt32 {
        let entry = verified.entry, number = UInt32(truncatingIfNeeded: places.count + 1)
        let before = numbers[entry.prev] ?? 0
        let held = before == 0 ? 0 : self[before].bytes
        places.append(Place(
            entry: verified, author: self.number(of: entry.author), before: before,
            bytes: held + UInt64(entry.bytes.count), branch: branch(after: before, adding: number)))
        numbers[entry.id] = number
        return number
    }

    /// The branch that ends with `before`, or a new one that shares its start.
    private mutating func branch(after before: UInt32, adding number: UInt32) -> Int {
        if before != 0 {
            let branch = self[before].branch
            if branches[branch].last == before {
                branches[branch].append(number)
                return branch
            }
            let length = Int(self[before].entry.entry.seq)
            branches.append(Array(branches[branch].prefix(length)) + [number])
        } else {
            branches.append([number])
        }
        return branches.count - 1
    }

    /// The entry at a place of the chain that ends with `tip`; 0 where there is none.
    package func entry(at seq: UInt64, of tip: UInt32) -> UInt32 {
        guard tip != 0, seq >= 1, seq <= self[tip].entry.entry.seq else { return 0 }
        let chain = branches[self[tip].branch]
        return seq <= UInt64(chain.count) ? chain[Int(seq) - 1] : 0
    }

    /// The place of an entry in its feed; 0 for none.
    package func seq(_ number: UInt32) -> UInt64 { number == 0 ? 0 : self[number].entry.entry.seq }

    package func id(_ number: UInt32) -> EntryID { number == 0 ? .zero : self[number].entry.entry.id }
}
