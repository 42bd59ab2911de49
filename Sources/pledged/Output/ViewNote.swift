import PledgeLedger

/// What every view is printed with: its time, and how far it can be trusted.
enum ViewNote {
    static let unwitnessed = "unwitnessed: an author can void their own past"

    static func words(_ cutoff: Cutoff) -> String { "as of \(ISODate.text(cutoff.time)); \(trust(cutoff))" }

    /// Whose word stands behind a view's time.
    static func trust(_ cutoff: Cutoff) -> String {
        guard case .witnessed(let covers) = cutoff.timing else { return unwitnessed }
        let words = witnessed(covers.quorum, of: Charter.witnesses(forQuorum: covers.quorum))
        return cutoff.takesUncovered ? "\(words), with what they have yet to cover" : words
    }

    /// What a charter's witnesses are good for.
    static func witnessing(_ charter: Charter?) -> String {
        guard let charter, charter.isWitnessed else { return unwitnessed }
        return witnessed(charter.quorum, of: charter.witnesses.count)
    }

    private static func witnessed(_ quorum: Int, of count: Int) -> String { "witnessed by a quorum of \(quorum) of \(count)" }

    static func fields(_ cutoff: Cutoff) -> [JSON.Field] {
        guard case .witnessed(let covers) = cutoff.timing else {
            return [.init("as_of", .number(cutoff.time)), .init("witnessed", false)]
        }
        return [
            .init("as_of", .number(cutoff.time)), .init("witnessed", true), .init("quorum", .number(covers.quorum)),
            .init("covered_only", .bool(!cutoff.takesUncovered)),
        ]
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
