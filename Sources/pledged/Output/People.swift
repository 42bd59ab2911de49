import PledgeLedger

/// What authors of one collective go by, and whose word counts no more. A name is never shown without the key: anybody can take any name.
final class People {
    private let store: Store
    private let collective: CollectiveID
    /// What came later is no name of theirs yet.
    private let cutoff: Cutoff
    private var aliases: [PublicKey: String?] = [:]
    private var forked: [PublicKey: Bool] = [:]

    init(_ store: Store, _ collective: CollectiveID, at cutoff: Cutoff = .end) {
        self.store = store
        self.collective = collective
        self.cutoff = cutoff
    }

    /// What a key calls itself, as it wrote it.
    func alias(_ key: PublicKey) throws -> String? {
        if let known = aliases[key] { return known }
        let alias = try store.alias(of: key, in: collective, at: cutoff)
        aliases[key] = .some(alias)
        return alias
    }

    /// Whether a key told two stories.
    func isForked(_ key: PublicKey) throws -> Bool {
        if let known = forked[key] { return known }
        let isForked = try (store.feed(of: key, in: collective)?.head.fork ?? 0) > 0
        forked[key] = isForked
        return isForked
    }

    /// `farmer (pledge1qqqqqqqq…)`, or the short key alone; safe to show.
    func name(_ key: PublicKey) throws -> String {
        guard let alias = try alias(key) else { return KeyText.short(key) }
        return "\(SafeText.shown(alias, width: 40)) (\(KeyText.short(key)))"
    }
}
