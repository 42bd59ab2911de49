import PledgeLedger

/// A segment's packed entries on their way to the store.
struct PackedEntries {
    private var entries: [[UInt8]] = []
    private var texts: [[UInt8]?] = []
    private var author: PublicKey?
    private var isMalformed = false

    init(_ packed: [UInt8]) {
        packed.withUnsafeBytes { bytes in
            var reader = SegmentReader(bytes)
            do throws(FrameFault) {
                while let item = try reader.next() {
                    author = author ?? item.author
                    entries.append(Array(item.entry))
                    texts.append(item.text.map { Array($0) })
                }
            } catch {
                isMalformed = true
            }
        }
    }

    /// Verifies what is not held already: a known entry costs a look, not a verification.
    func prepare(for collective: CollectiveID, store: Store, verifier: ParallelVerifier) -> Prepared {
        let (fresh, duplicates) = withoutHeld(collective, store)
        let verdicts = verifier.verify(fresh.map { entries[$0] })
        var offers: [Offer] = []
        var refused: Outcome.Refusal? = isMalformed ? .malformed : nil
        for (index, verdict) in zip(fresh, verdicts) {
            switch verdict {
            case .success(let entry):
                offers.append(Offer(entry, text: texts[index].flatMap { try? SaltedText(bytes: $0) }))
            case .failure(.signature), .failure(.key): refused = refused ?? .badSignature
            case .failure: refused = refused ?? .malformed
            }
        }
        return .entries(offers, duplicates: duplicates, refused: refused)
    }

    /// Indexes of the entries that are not in the store at their place already.
    private func withoutHeld(_ collective: CollectiveID, _ store: Store) -> (fresh: [Int], duplicates: Int) {
        let all = Array(entries.indices)
        guard let author, let stop = try? store.feed(of: author, in: collective)?.head.stop, stop > 0 else {
            return (all, 0)
        }
        let parsed = entries.map { try? Entry($0) }
        let places = all.filter { (parsed[$0]?.seq ?? .max) <= stop }
        guard !places.isEmpty,
            let ids = try? store.ids(of: author, at: places.compactMap { parsed[$0]?.seq }, in: collective)
        else { return (all, 0) }
        var held: Set<Int> = []
        // A text that came along is left: texts that are missing are asked for by id.
        for (index, id) in zip(places, ids) where id == parsed[index]?.id { held.insert(index) }
        return (all.filter { !held.contains($0) }, held.count)
    }
}
