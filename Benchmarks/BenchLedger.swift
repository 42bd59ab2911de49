import Foundation
import PledgeLedger

/// A ledger of many authors' pledges to a hundred projects.
struct BenchLedger {
    let charter: VerifiedEntry
    /// Entries by feed, in the order in which a stream brings them.
    var entries: [[UInt8]] = []
    let projects: [EntryID]
    /// Key of the founder, who has room for more entries.
    let founder: SigningKey

    var collective: CollectiveID { charter.entry.id }
    var bytes: Int { entries.reduce(0) { $0 + $1.count } }

    /// Signs `authors` feeds of `each` entries, on every core.
    init(authors: Int, each: Int) throws {
        let keys = try (0..<authors).map { index in try Self.key(index) }
        let founder = try Self.key(-1)
        self.founder = founder
        var verifier = EntryVerifier()
        let facts = try FactsCodec.encode(.charter(Charter(founders: [founder.publicKey], admission: .open)))
        charter = try verifier.verify(Entry.sign(
            Entry.Draft(collective: .zero, time: Self.time, facts: facts), with: founder))
        let id = charter.entry.id
        let unit = try Self.euro()
        var proposals: [Facts] = []
        for index in 0..<100 {
            proposals.append(.project(Project(asks: [.init(number: 1, unit: unit, target: UInt64(1_000_000 + index))])))
        }
        let founding = try Self.feed(founder, in: id, proposals)
        let projects = try founding.map { try Entry($0).id }
        self.projects = projects
        let feeds = UnsafeMutableBufferPointer<[[UInt8]]>.allocate(capacity: authors)
        feeds.initialize(repeating: [])
        defer {
            feeds.deinitialize()
            feeds.deallocate()
        }
        nonisolated(unsafe) let shared = feeds
        DispatchQueue.concurrentPerform(iterations: authors) { index in
            let pledges = (0..<each).map { place in
                Facts.pledge(Pledge(
                    to: projects[(index &* 31 &+ place) % projects.count], ask: 1,
                    quantity: Quantity(UInt64(100 + (index + place) % 5_000), unit)))
            }
            shared[index] = (try? Self.feed(keys[index], in: id, pledges)) ?? []
        }
        entries = founding + feeds.flatMap { $0 }
    }

    static let time: UInt64 = 1_760_000_000_000

    static func euro() throws -> PledgeLedger.Unit {
        guard let unit = PledgeLedger.Unit("iso4217:EUR") else { throw BenchFault("no unit") }
        return unit
    }

    static func key(_ index: Int) throws -> SigningKey {
        guard let key = SigningKey(seed: SHA256.hash(Array("bench \(index)".utf8)).bytes) else {
            throw BenchFault("libsodium can't be used")
        }
        return key
    }

    private static func feed(_ key: SigningKey, in id: CollectiveID, _ facts: [Facts]) throws -> [[UInt8]] {
        var prev = EntryID.zero
        return try facts.enumerated().map { index, facts in
            let entry = try Entry.sign(
                Entry.Draft(
                    collective: id, seq: UInt64(index + 1), prev: prev, time: time + UInt64(index),
                    facts: try FactsCodec.encode(facts)),
                with: key)
            prev = entry.id
            return entry.bytes
        }
    }

    /// A fresh store that has joined the collective.
    func store(at path: String) throws -> Store {
        let store = try Store(at: path, missing: .create)
        try store.join(collective, charter: charter)
        return store
    }
}

struct BenchFault: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
