import PledgeLedger
import Testing

@Suite struct VoiceCacheTests {
    private struct Scene {
        var generator: SeededGenerator
        let keys: [PublicKey]
        let charter: Charter

        init(seed: UInt64) throws {
            generator = SeededGenerator(seed: seed)
            keys = try (0..<6).map { try LedgerMaker.key(seed: $0).publicKey }
            charter = Charter(founders: [keys[0], keys[1]])
        }

        mutating func time() -> UInt64 {
            [UInt64.max, .max - 1, 0, Cutoff.tolerance].randomElement(using: &generator).map { edge in
                Int.random(in: 0..<8, using: &generator) == 0 ? edge : UInt64.random(in: 0..<3_000_000, using: &generator)
            } ?? 0
        }

        mutating func records() -> [VouchRecord] {
            var records: [VouchRecord] = []
            for key in keys {
                var record = VouchRecord(voucher: key)
                for seq in 1...6 {
                    let until = time()
                    record.statements.append(VouchRecord.Statement(
                        seq: UInt64(seq), time: time(), subject: keys[Int.random(in: keys.indices, using: &generator)],
                        level: UInt8.random(in: 0...2, using: &generator), until: until % 2 == 0 ? nil : until))
                }
                records.append(record)
            }
            return records
        }
    }

    /// What is remembered is what would be worked out anew, at any cutoff; and something is remembered.
    @Test(arguments: 0..<40) func rememberedIsAsGoodAsNew(seed: UInt64) throws {
        var scene = try Scene(seed: seed)
        let cache = VoiceCache(), id = CollectiveID(scene.keys[0].raw)
        var climbs = 0, asked = 0
        for change in 0..<3 as Range<UInt64> {
            let records = scene.records()
            for _ in 0..<60 {
                let open = Cutoff(time: scene.time()), lock = scene.time()
                let cutoff = lock % 3 == 0 ? open.locked(at: lock) : open
                for _ in 0..<2 {
                    let silent = cache.silent(in: id, change: change, at: cutoff, charter: scene.charter) {
                        climbs += 1
                        return records
                    }
                    let fresh = VoiceCache().silent(in: id, change: change, at: cutoff, charter: scene.charter) { records }
                    #expect(silent == fresh, "seed \(seed), change \(change), cutoff \(cutoff.time)")
                    let members = cache.members(in: id, change: change, at: cutoff, charter: scene.charter) {
                        climbs += 1
                        return records
                    }
                    let new = VoiceCache().members(in: id, change: change, at: cutoff, charter: scene.charter) { records }
                    #expect(members == new && silent.isDisjoint(with: members.filter(\.isNow).map(\.key)), "seed \(seed)")
                    asked += 2
                }
            }
        }
        #expect(climbs <= asked / 2 && climbs >= 3, "\(climbs) of \(asked)")
    }
}
