import PledgeLedger
import Testing

@Suite struct EntryTests {
    private static let key = try? LedgerMaker.key(seed: 77)

    /// An entry whose every byte is put together here.
    private func assembled(
        seq: UInt64 = 2, facts: [UInt8] = [0x6a, 0x00], collective: UInt8 = 0x11, prev: UInt8 = 0x22
    ) throws -> [UInt8] {
        let key = try #require(Self.key)
        var bytes: [UInt8] = [1]
        bytes += [UInt8](repeating: collective, count: 32)
        bytes += key.publicKey.bytes
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: seq >> (56 - 8 * $0)) }
        bytes += [UInt8](repeating: prev, count: 32)
        bytes += [0x00, 0x00, 0x01, 0x8b, 0xcf, 0xe5, 0x68, 0x00]
        bytes += [UInt8](repeating: 0x33, count: 32)
        bytes += [UInt8(facts.count >> 8), UInt8(facts.count & 255)]
        bytes += facts
        return bytes + key.sign(Array("pledged/entry/1\n".utf8) + bytes)
    }

    private func fault(_ bytes: [UInt8]) -> EntryFault? {
        do throws(EntryFault) { _ = try Entry(bytes) } catch { return error }
        return nil
    }

    private func verifyFault(_ bytes: [UInt8]) -> EntryFault? {
        var verifier = EntryVerifier()
        do throws(EntryFault) { _ = try verifier.verify(bytes) } catch { return error }
        return nil
    }

    @Test func everyFieldIsWhereTheFormatSays() throws {
        let bytes = try assembled()
        #expect(bytes.count == 147 + 2 + 64)
        let entry = try Entry(bytes)
        #expect(entry.collective.bytes == [UInt8](repeating: 0x11, count: 32))
        #expect(entry.author == Self.key?.publicKey)
        #expect(entry.seq == 2)
        #expect(entry.prev.bytes == [UInt8](repeating: 0x22, count: 32))
        #expect(entry.time == 1_700_000_000_000)
        #expect(entry.commitment.bytes == [UInt8](repeating: 0x33, count: 32))
        #expect(Array(entry.facts) == [0x6a, 0x00])
        #expect(entry.hasText && entry.home == entry.collective)
        #expect(entry.id.bytes == SHA256.hash(Array("pledged/id/1\n".utf8) + bytes).bytes)
        #expect(verifyFault(bytes) == nil)
    }

    @Test func signingGivesTheSameBytes() throws {
        let draft = Entry.Draft(
            collective: EntryID(try #require(Bytes32([UInt8](repeating: 0x11, count: 32)))), seq: 2,
            prev: EntryID(try #require(Bytes32([UInt8](repeating: 0x22, count: 32)))), time: 1_700_000_000_000,
            commitment: Digest(try #require(Bytes32([UInt8](repeating: 0x33, count: 32)))), facts: [0x6a, 0x00])
        #expect(try Entry.sign(draft, with: #require(Self.key)).bytes == assembled())
    }

    @Test func everyTruncationIsRefused() throws {
        let bytes = try assembled(facts: [UInt8](repeating: 7, count: 40))
        for length in 0..<bytes.count {
            #expect(fault(Array(bytes.prefix(length))) == .length(length))
        }
    }

    @Test func everyExtensionIsRefused() throws {
        let bytes = try assembled()
        for extra in [1, 2, 64, 4_000, 5_000, 100_000] {
            #expect(fault(bytes + [UInt8](repeating: 0, count: extra)) == .length(bytes.count + extra))
        }
    }

    /// No bit can be changed: either the bytes are no entry, or the signature is not the author's.
    @Test func everyFlippedBitIsRefused() throws {
        let bytes = try assembled()
        let id = try Entry(bytes).id
        var byFault: [String: Int] = [:]
        for bit in 0..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            let found = verifyFault(flipped)
            #expect(found != nil, "bit \(bit)")
            if let entry = try? Entry(flipped) {
                #expect(entry.id != id, "bit \(bit)")
                #expect(found == .signature || found == .key, "bit \(bit)")
            }
            byFault[found.map { "\($0)".prefix(9).lowercased() } ?? "none", default: 0] += 1
        }
        #expect(byFault.count >= 4, "\(byFault)")
    }

    @Test(arguments: [0, 2, 3, 255] as [UInt8]) func otherVersionsAreRefused(version: UInt8) throws {
        var bytes = try assembled()
        bytes[0] = version
        #expect(fault(bytes) == .version(version))
    }

    @Test func factsLengthHasBounds() throws {
        #expect(try fault(assembled(facts: [9])) == nil)
        #expect(try fault(assembled(facts: [UInt8](repeating: 9, count: 4_096))) == nil)
        #expect(try fault(assembled(facts: [UInt8](repeating: 9, count: 4_097))) == .length(4_308))
        let empty = try assembled(facts: [])
        #expect(fault(empty) == .length(211))
        var none = try assembled(facts: [9])
        none[146] = 0
        #expect(fault(none) == .factsLength(0))
        var more = try assembled(facts: [9, 9])
        more[145] = 0x10
        more[146] = 0x01
        #expect(fault(more) == .factsLength(4_097))
        var other = try assembled(facts: [9, 9])
        other[146] = 3
        #expect(fault(other) == .length(213))
    }

    /// Place 1 and no other has a zero link; a charter's collective stands at place 1 alone.
    @Test func placesAndLinksGoTogether() throws {
        #expect(try fault(assembled(seq: 1, prev: 0)) == nil)
        #expect(try fault(assembled(seq: 0, prev: 0)) == .seq(0))
        #expect(try fault(assembled(seq: 0)) == .seq(0))
        #expect(try fault(assembled(seq: 1, prev: 1)) == .start(1))
        #expect(try fault(assembled(seq: 2, prev: 0)) == .start(2))
        #expect(try fault(assembled(seq: Entry.Layout.maximumSeq)) == nil)
        #expect(try fault(assembled(seq: Entry.Layout.maximumSeq + 1)) == .seq(Entry.Layout.maximumSeq + 1))
        #expect(try fault(assembled(seq: .max)) == .seq(.max))
        #expect(try fault(assembled(seq: 1, collective: 0, prev: 0)) == nil)
        #expect(try fault(assembled(seq: 2, collective: 0)) == .charterPlace(2))
        let charter = try Entry(assembled(seq: 1, collective: 0, prev: 0))
        #expect(charter.home == charter.id)
    }

    @Test func draftsOutOfBoundsAreNotSigned() throws {
        let key = try #require(Self.key)
        for facts in [[], [UInt8](repeating: 1, count: 4_097), [UInt8](repeating: 1, count: 70_000)] {
            #expect(throws: EntryFault.factsLength(facts.count)) {
                try Entry.sign(Entry.Draft(collective: .zero, time: 0, facts: facts), with: key)
            }
        }
        #expect(throws: EntryFault.start(2)) {
            try Entry.sign(Entry.Draft(collective: .zero, seq: 2, time: 0, facts: [1]), with: key)
        }
    }

    /// A key with torsion can sign what libsodium alone would take; the author's key is checked first.
    @Test func keysThatAreNotGoodAreRefused() throws {
        for (_, point) in SelfTest.torsionPoints {
            var bytes = try assembled()
            bytes.replaceSubrange(33..<65, with: point)
            #expect(verifyFault(bytes) == .key)
        }
    }

    @Test func faultsAreOneLine() {
        let faults: [EntryFault] = [
            .length(3), .version(2), .factsLength(0), .seq(0), .start(1), .charterPlace(2), .key, .signature,
            .collective(.zero),
        ]
        for fault in faults { #expect(!fault.description.isEmpty && !fault.description.contains("\n")) }
        #expect(Set(faults.map(\.description)).count == faults.count)
    }
}

@Suite struct ParallelVerifierTests {
    /// Many at once give the verdicts that one after another gives, in the same order.
    @Test func givesTheVerdictsOfOneAfterAnother() throws {
        var maker = try LedgerMaker(seed: 9, authors: 5)
        try maker.scene(entries: 150, forks: 2)
        var offered = maker.made.map(\.entry.bytes)
        for at in offered.indices where at % 4 == 0 {
            let byte = Int.random(in: offered[at].indices, using: &maker.generator)
            offered[at][byte] ^= 1 << UInt8.random(in: 0..<8, using: &maker.generator)
        }
        offered.append([])
        let parallel = ParallelVerifier()
        for _ in 0..<2 {
            var single = EntryVerifier()
            let expected = offered.map { bytes in
                Result { () throws(EntryFault) in try single.verify(bytes) }
            }
            #expect(parallel.verify(offered) == expected)
        }
        #expect(parallel.verify([]).isEmpty)
    }
}
