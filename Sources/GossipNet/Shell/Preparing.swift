import PledgeLedger

/// An item after verification, ready for the store.
enum Prepared: Sendable {
    /// Good entries, how many were held already, and why the first bad one was refused.
    case entries([Offer], duplicates: Int, refused: Outcome.Refusal?)
    case proof(ForkProof)
    case fetched(VerifiedEntry)
    case text(SaltedText, of: EntryID)
    case refused(Outcome.Refusal)
}

/// Makes a group of items ready for the store. What is new in all of them is verified at once: most feeds are short,
/// and the entries of one alone would keep one core busy while the others wait.
struct Preparing: Sendable {
    typealias Verdict = Result<VerifiedEntry, EntryFault>

    let store: Store
    private let verifier = ParallelVerifier()

    init(store: Store) { self.store = store }

    /// The items in their order, each as what it is worth.
    func prepare(_ group: [Ingest.Item]) -> [Prepared] {
        let packed = unpack(group)
        let signed = zip(group, packed).map { Self.signed($0.work, $1) }
        var verdicts = verifier.verify(signed.flatMap { $0 })[...]
        return group.indices.map { index in
            defer { verdicts = verdicts.dropFirst(signed[index].count) }
            return Self.prepared(group[index], packed[index], Array(verdicts.prefix(signed[index].count)))
        }
    }

    /// The segments among the items, each without what is held already, as the store is at one moment.
    private func unpack(_ group: [Ingest.Item]) -> [PackedEntries?] {
        let packed = group.map { item in
            if case .entries(let bytes) = item.work { PackedEntries(bytes) } else { nil as PackedEntries? }
        }
        let fresh = try? store.atOneMoment {
            zip(group, packed).map { $1?.withoutHeld($0.channel.collective, store) }
        }
        return fresh ?? packed
    }

    /// The entries of an item whose signatures are to be verified.
    private static func signed(_ work: Ingest.Item.Work, _ packed: PackedEntries?) -> [[UInt8]] {
        switch work {
        case .entries: packed?.fresh ?? []
        case .proof(let first, let second): [first, second]
        case .fetched(_, let entry, _): entry.map { [$0] } ?? []
        }
    }

    private static func prepared(_ item: Ingest.Item, _ packed: PackedEntries?, _ verdicts: [Verdict]) -> Prepared {
        switch item.work {
        case .entries: return packed?.prepared(verdicts) ?? .refused(.malformed)
        case .proof:
            guard let first = try? verdicts[0].get(), let second = try? verdicts[1].get() else {
                return .refused(.badSignature)
            }
            guard let proof = try? ForkProof(first, second) else { return .refused(.malformed) }
            return proof.collective == item.channel.collective ? .proof(proof) : .refused(.wrongCollective)
        case .fetched(let id, .some, _):
            guard let verified = try? verdicts[0].get() else { return .refused(.badSignature) }
            return verified.entry.id == id ? .fetched(verified) : .refused(.malformed)
        case .fetched(let id, nil, let text?):
            guard let text = try? SaltedText(bytes: text) else { return .refused(.malformed) }
            return .text(text, of: id)
        case .fetched: return .refused(.malformed)
        }
    }
}
