import PledgeLedger

/// Why an entry is in no view at a cutoff: what `explain` says of it where there is no number to explain, and
/// a receipt where there is none to give.
struct UncountedEntry {
    private let answer: EntryAnswer
    private let details: Details
    private let cutoff: Cutoff

    /// Nil where the entry is not here.
    init?(_ id: EntryID, _ details: Details, at cutoff: Cutoff) throws {
        guard let listed = try details.listed(id) else { return nil }
        self.init(listed, details, at: cutoff)
    }

    init(_ listed: ListedEntry, _ details: Details, at cutoff: Cutoff) {
        answer = EntryAnswer(listed: listed, details: details)
        (self.details, self.cutoff) = (details, cutoff)
    }

    /// What is in the way, its own before that of what it is to.
    func why() throws -> [String] {
        let own = try answer.faults() + [answer.notYet(at: cutoff)].compactMap { $0 }
        guard own.isEmpty else { return own }
        guard case .pledge(let pledge)? = answer.listed.entry.reading.facts,
            let target = try details.listed(pledge.to)
        else { return ["it is in no view"] }
        let title = try details.title(of: pledge.to), other = EntryAnswer(listed: target, details: details)
        let why = try [other.notYet(at: cutoff)].compactMap { $0 } + other.faults()
        return ["what it is to, \(title), is in no view\(why.first.map { ": \($0)" } ?? "")"]
    }

    /// The same in one line.
    func words() throws -> String { try why().joined(separator: "; ") }

    func lines() throws -> [String] {
        let summary = try answer.listed.entry.reading.facts == nil ? "" : ": \(answer.summary())"
        return ["\(answer.noun) \(answer.listed.id.short)\(summary), by \(try details.people.name(answer.listed.author))"] + (try why())
    }

    func json() throws -> [JSON.Field] { try answer.head() + [.init("why", .array(why().map { .string($0) }))] }
}
