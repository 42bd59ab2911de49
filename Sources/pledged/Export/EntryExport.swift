import PledgeLedger

/// Every entry that counts, one JSON object a line: its fields, and its bytes so that others can verify
/// them without this program (docs/ledger-format.md). The charter comes first, then feed by feed by key.
struct EntryExport {
    let store: Store
    let collective: CollectiveID
    private let details: Details
    /// Ids looked up at a time: no feed is held whole.
    private static let page: UInt64 = 1_000

    init(_ store: Store, _ collective: CollectiveID) {
        self.store = store
        self.collective = collective
        details = Details(store, collective)
    }

    /// Calls `body` with each line, without its end.
    /// - Parameter progress: told how many are written, of how many.
    /// - Returns: how many there were.
    func write(progress: (UInt64, UInt64) -> Void = { _, _ in }, _ body: (String) throws -> Void) throws -> Int {
        var count = 0
        let heads = try store.heads(of: collective).heads.sorted { $0.author < $1.author }
        let total = heads.reduce(1) { $0 + $1.stop }
        func put(_ id: EntryID) throws {
            guard let listed = try store.listed(id, in: collective) else { return }
            try body(line(listed).text)
            count += 1
            progress(UInt64(count), total)
        }
        try put(collective)
        for head in heads {
            var next: UInt64 = 1
            while next <= head.stop {
                let last = min(head.stop, next + Self.page - 1)
                for id in try store.ids(of: head.author, at: Array(next...last), in: collective) {
                    if let id { try put(id) }
                }
                next = last + 1
            }
        }
        return count
    }

    private func line(_ listed: ListedEntry) throws -> JSON {
        let answer = EntryAnswer(listed: listed, details: details), entry = listed.entry.entry
        return .known(try answer.json() + [
            .init("collective", .string(entry.home.hex)), entry.prev.isZero ? nil : .init("prev", .string(entry.prev.hex)),
            .init("bytes", .string(entry.bytes.hex)), listed.text.map { .init("salted_text", .string($0.bytes.hex)) },
        ])
    }
}
