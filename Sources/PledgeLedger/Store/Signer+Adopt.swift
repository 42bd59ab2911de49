extension Signer {
    /// After a repair in place: the store is a new file, and known to be the same one. Where it still
    /// ends at the entry that was signed last, or one before it, signing goes on; otherwise a peer
    /// has to confirm the feed first.
    public func adoptRepairedStore(_ collective: CollectiveID) throws {
        try marks.hold {
            guard var mark = try marks.read(collective), let last = mark.signed else { return }
            let held = try store.feed(of: key.publicKey, in: collective)?.head
            let isWhole = held?.id == last.id
            let isOneBehind = last.seq == (held?.stop ?? 0) + 1 && last.prev == held?.id ?? .zero
            guard isWhole || isOneBehind else { return }
            mark.host = try Mark.Host(store: store.path)
            try marks.write(mark, collective)
        }
    }
}
