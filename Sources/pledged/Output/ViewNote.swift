import PledgeLedger

/// What every view is printed with: its time, and how far it can be trusted.
enum ViewNote {
    static let unwitnessed = "unwitnessed: an author can void their own past"

    static func words(_ cutoff: Cutoff) -> String { "as of \(ISODate.text(cutoff.time)); \(unwitnessed)" }

    static func fields(_ cutoff: Cutoff) -> [JSON.Field] {
        [.init("as_of", .number(cutoff.time)), .init("witnessed", false)]
    }

    /// Said where an import was broken off.
    static let importing = "an import was not finished: `pledged import FILE` again, or `pledged sync HOST:PORT`"

    /// Said where a process ended between signing an entry and storing it.
    static func notStored(_ entry: EntryID) -> String {
        "signed and not stored: entry \(entry.short); the next command that signs stores it first"
    }

    /// Said besides, where a collective is open.
    static let open = "open admission: keys are not people"
}
