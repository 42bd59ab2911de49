import PledgeLedger

/// Which problems count as one, by what each says that it repeats.
struct SameProblems {
    /// To go on after the titles of two.
    static let words = "count as one problem, by what they repeat; and a problem can't be its own cause"

    private let details: Details
    /// No author needs a longer way from one problem to the one that it stands for.
    private static let most = 1_000

    init(_ details: Details) { self.details = details }

    /// Whether two problems stand for the same one.
    func areOne(_ one: EntryID, _ other: EntryID) throws -> Bool {
        let passed = Set(try chain(from: one))
        return try chain(from: other).contains(where: passed.contains)
    }

    /// A problem, what it repeats, what that repeats, and on. Nothing repeats what names it: an id is a hash.
    private func chain(from problem: EntryID) throws -> [EntryID] {
        var chain = [problem]
        while chain.count < Self.most, let last = chain.last, let next = try repeated(by: last) { chain.append(next) }
        return chain
    }

    private func repeated(by problem: EntryID) throws -> EntryID? {
        guard case .problem(let content)? = try details.store.entry(problem, in: details.collective)?.entry.reading.facts,
            let next = content.sameAs,
            case .problem? = try details.store.entry(next, in: details.collective)?.entry.reading.facts
        else { return nil }
        return next
    }
}
