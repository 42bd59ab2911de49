import PledgeLedger

/// A segment's packed entries on their way to the store.
struct PackedEntries {
    private var items: [(entry: [UInt8], text: [UInt8]?)] = []
    private var author: PublicKey?
    private var isMalformed = false
    /// How many were held already, and are left out.
    private var duplicates = 0

    init(_ packed: [UInt8]) {
        packed.withUnsafeBytes { bytes in
            var reader = SegmentReader(bytes)
            do throws(FrameFault) {
                while let item = try reader.next() {
                    author = author ?? item.author
                    items.append((Array(item.entry), item.text.map { Array($0) }))
                }
            } catch {
                isMalformed = true
            }
        }
    }

    /// The entries that are to be verified.
    var fresh: [[UInt8]] { items.map(\.entry) }

    /// The segment without the entries that are in the store at their place already: a known entry costs a look, not a
    /// verification.
    func withoutHeld(_ collective: CollectiveID, _ store: Store) -> PackedEntries {
        guard let author, let stop = try? store.feed(of: author, in: collective)?.head.stop, stop > 0 else { return self }
        let parsed = items.map { try? Entry($0.entry) }
        let places = items.indices.filter { (parsed[$0]?.seq ?? .max) <= stop }
        guard !places.isEmpty,
            let ids = try? store.ids(of: author, at: places.compactMap { parsed[$0]?.seq }, in: collective)
        else { return self }
        // A text that came along is left: texts that are missing are asked for by id.
        let held = Set(zip(places, ids).filter { $1 != nil && $1 == parsed[$0]?.id }.map(\.0))
        var rest = self
        rest.items = items.indices.filter { !held.contains($0) }.map { items[$0] }
        rest.duplicates += held.count
        return rest
    }

    /// The good entries, with what was found of the others.
    /// - Parameter verdicts: on each of ``fresh``, in order.
    func prepared(_ verdicts: [Preparing.Verdict]) -> Prepared {
        var offers: [Offer] = []
        var refused: Outcome.Refusal? = isMalformed ? .malformed : nil
        for (item, verdict) in zip(items, verdicts) {
            switch verdict {
            case .success(let entry): offers.append(Offer(entry, text: item.text.flatMap { try? SaltedText(bytes: $0) }))
            case .failure(.signature), .failure(.key): refused = refused ?? .badSignature
            case .failure: refused = refused ?? .malformed
            }
        }
        return .entries(offers, duplicates: duplicates, refused: refused)
    }
}
