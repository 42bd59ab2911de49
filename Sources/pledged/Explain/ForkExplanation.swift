import PledgeLedger

/// What a fork leaves of somebody's words, and the two entries that prove it; nothing where they told one story.
struct ForkExplanation {
    private let head: Head?
    private let proof: ForkProof?

    init(of key: PublicKey, _ details: Details) throws {
        let head = try details.store.feed(of: key, in: details.collective)?.head, isForked = (head?.fork ?? 0) > 0
        self.head = isForked ? head : nil
        proof = isForked ? try details.store.forkProofs(in: details.collective).first { $0.author == key } : nil
    }

    func lines() -> [String] {
        guard let head else { return [] }
        let entries = proof.map { " The entries \($0.first.entry.id.short) and \($0.second.entry.id.short) prove it." } ?? ""
        return [
            "", "The key \(ForkWords.remark(head)).\(entries) What it said before stands, and it can say nothing more that counts: "
                + "whoever holds it goes on with a new key, for which others vouch.",
        ]
    }

    func json() -> [JSON.Field] {
        guard let head else { return [] }
        let ids: [JSON.Field] = proof.map {
            [.init("fork_entries", .array([$0.first.entry.id, $0.second.entry.id].map { .string($0.hex) }))]
        } ?? []
        return [.init("fork", .number(head.fork)), .init("stop", .number(head.stop))] + ids
    }
}
