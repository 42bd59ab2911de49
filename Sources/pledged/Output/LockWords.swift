import PledgeLedger

/// What came too late for a lock: of two kinds, which are told apart.
extension Details {
    /// Why an entry was not there by a lock: to go on after what is said of it.
    func lateness(of entry: EntryID, for lock: UInt64, _ whose: String = "the") throws -> String {
        let time = try store.entry(entry, in: collective)?.entry.entry.time ?? 0
        return time > lock ? "it came after \(whose) lock" : "no quorum of witnesses had covered it by \(whose) lock"
    }

    /// That a promise which a lock holds was taken back since; nil where it was not.
    func lateRetraction(of pledge: EntryID, for lock: UInt64) throws -> String? {
        guard let by = try listed(pledge)?.retractedBy else { return nil }
        let time = try store.entry(by, in: collective)?.entry.entry.time ?? 0
        return time > lock ? "taken back by its author after the round's lock, which changes nothing"
            : "taken back by its author, which no quorum of witnesses had covered by the round's lock, so it changes nothing"
    }
}
