import PledgeLedger

/// Somebody who is no member yet, and what they said that waits for vouches.
///
/// Anybody can make such keys, each with a few entries: so they are shown apart, a row each, and never take the place of
/// what members said.
struct Stranger {
    let author: PublicKey
    /// What was not taken back, the newest first; who they are is shown by their name.
    let entries: [ListedEntry]

    /// Keys that one answer names.
    static let most = 16
    /// Kinds by which nothing is said that could wait.
    static let unsaid: Set<Kind> = [.profile, .retract]

    var words: String { "said \(Count.words(entries.count, "thing that waits", "things that wait"))" }
}

/// What people who are no members yet said, and did not take back.
struct WaitingRoom: Sendable {
    /// Their entries by the ids of what these name.
    let named: [EntryID: [WaitingEntry]]
    /// Those who said more than who they are, the one who waits longest first.
    let authors: [PublicKey]

    /// - Parameter entries: those of whoever waits longest first.
    init(_ entries: [WaitingEntry], at cutoff: Cutoff) {
        var named: [EntryID: [WaitingEntry]] = [:], authors: [PublicKey] = []
        for entry in entries {
            for name in Set(entry.names) { named[name, default: []].append(entry) }
            if authors.last != entry.author, !Stranger.unsaid.contains(entry.kind), cutoff.includes(claimed: entry.time) {
                authors.append(entry.author)
            }
        }
        (self.named, self.authors) = (named, authors)
    }
}

extension LedgerReader {
    /// What somebody said who is no member yet; nil of anybody else, and where nothing waits. Known of now alone.
    func stranger(_ key: PublicKey) throws -> Stranger? {
        guard !isPast, let feed = try store.feed(of: key, in: id), !feed.isKept else { return nil }
        let said = try store.listEntries(in: id, by: key, at: cutoff, isPast: false, limit: Int(StoreLimits().waitingEntries))
            .filter { $0.retractedBy == nil && !($0.entry.reading.kind.map(Stranger.unsaid.contains) ?? false) }
        return said.isEmpty ? nil : Stranger(author: key, entries: said)
    }

    /// Those who came last of the people who said something and are no members yet, the newest first, and how many of
    /// them are left out.
    func strangers() throws -> (strangers: [Stranger], more: Int) {
        let authors = try waiting().authors
        return (try authors.suffix(Stranger.most).reversed().compactMap { try stranger($0) }, max(0, authors.count - Stranger.most))
    }

    /// Those who said something of one thing, with that alone, and how many of them are left out.
    func strangers(on target: EntryID) throws -> (strangers: [Stranger], more: Int) {
        var order: [PublicKey] = [], said: [PublicKey: [EntryID]] = [:]
        for entry in try waiting().named[target] ?? [] {
            if said[entry.author] == nil { order.append(entry.author) }
            said[entry.author, default: []].append(entry.id)
        }
        let strangers = try order.prefix(Stranger.most).compactMap { author -> Stranger? in
            let entries = try (said[author] ?? []).reversed().compactMap { try store.listed($0, in: id) }
            return entries.isEmpty ? nil : Stranger(author: author, entries: entries)
        }
        return (strangers, max(0, order.count - Stranger.most))
    }
}
