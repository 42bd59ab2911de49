import Foundation
import PledgeLedger
import Testing

@Suite struct WitnessingTests {
    /// A store with a witness at work on it, and two founders.
    private struct Scene {
        let folder: TemporaryFolder
        let store: Store
        let founders: [SigningKey]
        let witnesses: [SigningKey]
        let collective: CollectiveID
        var tips: [LedgerMaker.Tip] = [.init(author: 0), .init(author: 1)]
        var now: UInt64 = 1_700_000_000_000

        init(witnesses count: Int = 1) throws {
            folder = try TemporaryFolder()
            founders = try (1...2).map { try LedgerMaker.key(seed: $0 * 50) }
            witnesses = try (0..<UInt64(count)).map { try LedgerMaker.key(seed: 1_000 + $0 * 50) }
            let charter = Charter(founders: founders.map(\.publicKey), witnesses: witnesses.map(\.publicKey))
            var verifier = EntryVerifier()
            let draft = Entry.Draft(collective: .zero, time: now, facts: try FactsCodec.encode(.charter(charter)))
            let entry = try verifier.verify(Entry.sign(draft, with: founders[0]))
            collective = entry.entry.id
            store = try Store(at: folder.file("a.sqlite"), missing: .create)
            try store.join(collective, charter: entry)
        }

        func witnessing(_ number: Int = 0) throws -> Witnessing {
            try Witnessing(store: store, key: witnesses[number], marks: folder.file("marks\(number)"), collective: collective)
        }

        /// A founder says something. - Returns: the entry, which the store has taken.
        @discardableResult
        mutating func say(_ facts: Facts = .problem(Problem()), by author: Int = 0) throws -> Entry {
            now += 1_000
            let entry = try next(facts, by: author)
            (tips[author].seq, tips[author].id) = (entry.seq, entry.id)
            _ = try store.take([Offer(try EntryVerifier.verified(entry))], into: collective)
            return entry
        }

        /// The entry that would follow a founder's last one.
        func next(_ facts: Facts, by author: Int) throws -> Entry {
            try Entry.sign(
                Entry.Draft(
                    collective: collective, seq: tips[author].seq + 1, prev: tips[author].id, time: now,
                    facts: FactsCodec.encode(facts)), with: founders[author])
        }
    }

    private static func covers(_ round: Witnessing.Round) -> [Witness] {
        round.entries.compactMap { entry in
            if case .witness(let witness) = (try? EntryVerifier.verified(entry))?.reading.facts { witness } else { nil }
        }
    }

    @Test func coversWhatIsNewOnce() throws {
        var scene = try Scene(), witnessing = try scene.witnessing()
        #expect(try witnessing.look(now: scene.now).entries.isEmpty)
        let one = try scene.say(), other = try scene.say(by: 1)
        let first = try witnessing.look(now: scene.now)
        let witness = try #require(Self.covers(first).first)
        #expect(first.covered == 2 && witness.isCosigned(in: scene.collective) && witness.time == scene.now)
        #expect(Set(witness.covers) == [
            .init(author: one.author, seq: 1, id: one.id), .init(author: other.author, seq: 1, id: other.id),
        ])
        // Its own entry is no news, however often it looks, also after a restart.
        for _ in 0..<3 { #expect(try witnessing.look(now: scene.now).entries.isEmpty) }
        var again = try scene.witnessing()
        #expect(try again.look(now: scene.now).entries.isEmpty)
        // With the next word its own feed is covered too.
        let next = try scene.say()
        let second = try #require(Self.covers(try again.look(now: scene.now)).first)
        #expect(Set(second.covers) == [
            .init(author: next.author, seq: 2, id: next.id),
            .init(author: scene.witnesses[0].publicKey, seq: 1, id: first.entries[0].id),
        ])
        #expect(try scene.store.uncoveredEntries(in: scene.collective) == 0)
        try scene.store.close()
    }

    /// Witnesses cover one another's covers with the next word, and never for their own sake.
    @Test func witnessesComeToRest() throws {
        var scene = try Scene(witnesses: 4)
        var all = try (0..<4).map { try scene.witnessing($0) }
        for word in 1...3 {
            try scene.say()
            var signed = 0
            for _ in 0..<5 { for number in all.indices { signed += try all[number].look(now: scene.now).entries.count } }
            #expect(signed == 4, "word \(word)")
        }
        let covers = try scene.store.covers(of: scene.collective)
        #expect(covers.place(of: scene.founders[0].publicKey, by: .max) == 3)
        // The first one's last covers were there when the others covered.
        #expect(covers.place(of: scene.witnesses[0].publicKey, by: .max) == 3)
        #expect(covers.place(of: scene.witnesses[3].publicKey, by: .max) == 2)
        try scene.store.close()
    }

    @Test func timesNeverDecrease() throws {
        var scene = try Scene(), witnessing = try scene.witnessing()
        try scene.say()
        _ = try witnessing.look(now: scene.now + 60_000)
        try scene.say()
        let round = try witnessing.look(now: scene.now)
        #expect(Self.covers(round).map(\.time) == [scene.now - 1_000 + 60_000])
        #expect(try scene.store.lastCoverTime(of: scene.witnesses[0].publicKey, in: scene.collective) == scene.now + 59_000)
        try scene.store.close()
    }

    /// A feed is covered up to covers that lie ahead of the clock, and past them once it has caught up.
    @Test func whatLiesAheadWaits() throws {
        var scene = try Scene(witnesses: 4), witnessing = try scene.witnessing()
        let first = try scene.say(by: 1)
        let ahead = scene.now + Witnessing.ahead + 5_000
        let cover = Witness.Cover(author: first.author, seq: 1, id: first.id)
        let carried = Witness([cover], at: ahead, by: scene.witnesses[2], in: scene.collective)
        let carrier = try scene.say(.witness(carried), by: 0)
        try scene.say(by: 0)
        let refusal = Witnessing.Refusal(author: carrier.author, reason: .ahead(1))
        let round = try witnessing.look(now: scene.now)
        #expect(round.refused == [refusal] && Self.covers(round).map(\.covers) == [[cover]])
        #expect(try witnessing.look(now: ahead - Witnessing.ahead - 1).refused == [refusal])
        let later = try witnessing.look(now: ahead - Witnessing.ahead)
        #expect(later.refused.isEmpty && Self.covers(later)[0].covers.contains { $0.author == carrier.author && $0.seq == 2 })
        try scene.store.close()
    }

    /// Many feeds take several entries, none of more than fifty covers.
    @Test func manyFeedsTakeSeveralEntries() throws {
        var scene = try Scene(), witnessing = try scene.witnessing()
        for number in 0..<60 as Range<UInt64> {
            let key = try LedgerMaker.key(seed: 9_000 + number * 10)
            try scene.say(.vouch(Vouch(subject: key.publicKey)))
            let entry = try Entry.sign(
                Entry.Draft(collective: scene.collective, seq: 1, prev: .zero, time: scene.now, facts: FactsCodec.encode(.problem(Problem()))), with: key)
            _ = try scene.store.take([Offer(try EntryVerifier.verified(entry))], into: scene.collective)
        }
        let round = try witnessing.look(now: scene.now)
        #expect(round.covered == 61 && Self.covers(round).map(\.covers.count) == [50, 11])
        #expect(Self.covers(round).allSatisfy { $0.isCosigned(in: scene.collective) })
        try scene.store.close()
    }

    @Test func onlyAWitnessCovers() throws {
        var scene = try Scene()
        try scene.say()
        var witnessing = try Witnessing(
            store: scene.store, key: scene.founders[1], marks: scene.folder.file("marks9"), collective: scene.collective)
        #expect(throws: WitnessFault.notNamed) { try witnessing.look(now: scene.now) }
        try scene.store.close()
    }

    /// After a backup was restored nothing is covered until a peer has confirmed where the own feed ends.
    @Test func aRestoredWitnessWaits() throws {
        var scene = try Scene(), witnessing = try scene.witnessing()
        try scene.say()
        _ = try witnessing.look(now: scene.now)
        try scene.store.closeWhole()
        let copy = scene.folder.file("copy.sqlite")
        try FileManager.default.copyItem(atPath: scene.folder.file("a.sqlite"), toPath: copy)
        let store = try Store(at: copy)
        let entry = try scene.next(.problem(Problem()), by: 1)
        _ = try store.take([Offer(try EntryVerifier.verified(entry))], into: scene.collective)
        var restored = try Witnessing(
            store: store, key: scene.witnesses[0], marks: scene.folder.file("marks0"), collective: scene.collective)
        #expect(throws: SignFault.self) { try restored.look(now: scene.now) }
        try store.confirmHead(of: scene.witnesses[0].publicKey, in: scene.collective)
        #expect(try restored.look(now: scene.now).covered == 2)
        try store.close()
    }

    /// Where the chain here is not the one that was covered, there is no second cover.
    @Test func noSecondStoryIsCovered() throws {
        var scene = try Scene(witnesses: 4), witnessing = try scene.witnessing()
        let common = scene.tips[0]
        try scene.say()
        _ = try witnessing.look(now: scene.now)
        // The author goes on from the same place with something else.
        scene.tips[0] = common
        let other = try scene.next(.problem(Problem(place: "elsewhere")), by: 0)
        _ = try scene.store.take([Offer(try EntryVerifier.verified(other))], into: scene.collective)
        try scene.say(by: 1)
        let round = try witnessing.look(now: scene.now)
        let authors = Self.covers(round).flatMap(\.covers).map(\.author)
        #expect(authors.contains(scene.founders[1].publicKey) && !authors.contains(scene.founders[0].publicKey))
        try scene.store.close()
    }
}

extension EntryVerifier {
    /// An entry that the test signed itself.
    fileprivate static func verified(_ entry: Entry) throws -> VerifiedEntry {
        var verifier = EntryVerifier()
        return try verifier.verify(entry)
    }
}
