import PledgeLedger

/// Makes the lists of one collective.
struct Lister {
    let store: Store
    let collective: CharteredCollective
    let cutoff: Cutoff
    let isPast: Bool
    let limit: Int
    let details: Details
    /// Whether a sheet is made of it, which has names beside ids.
    private let isSheet: Bool

    init(store: Store, collective: CharteredCollective, cutoff: Cutoff, isPast: Bool, limit: Int, isSheet: Bool = false) {
        self.store = store
        self.isSheet = isSheet
        self.collective = collective
        self.cutoff = cutoff
        self.isPast = isPast
        self.limit = limit
        details = Details(store, collective.id, at: cutoff)
    }

    func projects() throws -> Listing {
        var list = Listing([.text("id"), .text("title"), .text("backed"), .number("people"), .text("author"), .text("remark")])
        let ids = try store.listDefinitions(.project, in: collective.id, at: cutoff, limit: limit + 1)
        let places = try store.view(of: collective.id, at: cutoff) { source in
            try ids.prefix(limit).map { try VersionPlace(of: $0, in: source) ?? .only }
        }
        for (id, place) in zip(ids, places) {
            guard let answer = try project(id, statesOf: Self.mostPledges) else { continue }
            let remarks = [answer.entry.remark, VersionWords.remark(place)].filter { !$0.isEmpty }
            list.add(.object(try answer.json() + (VersionWords.json(place).map { [.init("version", $0)] } ?? [])), [
                id.short, answer.title, answer.shortAsks, "\(answer.totals?.people ?? 0)",
                try details.people.name(answer.entry.listed.author), remarks.joined(separator: ", "),
            ])
        }
        list.isCut = ids.count > limit
        return list
    }

    /// A project with its totals; nil when it is not here.
    /// - Parameter withStates: whether to say how far its promises have come, and who speaks of it without a voice.
    func project(_ id: EntryID, withStates: Bool = false) throws -> ProjectAnswer? {
        guard let listed = try details.listed(id),
            case .project(let project) = listed.entry.reading.facts
        else { return nil }
        let states = withStates ? try store.pledgeStates(of: id, in: collective.id, at: cutoff) : nil
        let unheard = withStates ? try UnheardWords(on: id.raw, details, at: cutoff) : UnheardWords()
        return ProjectAnswer(
            entry: EntryAnswer(listed: listed, details: details), project: project,
            totals: try store.totals(of: id, in: collective.id, at: cutoff),
            tally: try store.tally(on: id.raw, in: collective.id, at: cutoff),
            states: states.map { StatesAnswer(states: $0, details: details) }, unheard: unheard)
    }

    /// The same, with how far its promises have come where they are at most so many: each takes a few look-ups.
    func project(_ id: EntryID, statesOf most: Int) throws -> ProjectAnswer? {
        guard var answer = try project(id) else { return nil }
        if answer.totals != nil, answer.asks.reduce(0, { $0 + $1.pledges }) <= most {
            answer.states = try store.pledgeStates(of: id, in: collective.id, at: cutoff)
                .map { StatesAnswer(states: $0, details: details) }
        }
        return answer
    }

    /// Pledges whose states a choice by stage works out: about a second's work.
    private static let mostLookedAt = 20_000
    /// Pledges of a project whose states a list looks at.
    private static let mostPledges = 50

    func members() throws -> Listing {
        var list = Listing(MemberAnswer.columns)
        let page = try store.pageOfMembers(of: collective.id, at: cutoff, limit: limit)
        for member in page.members {
            let answer = try MemberAnswer(member, details)
            list.add(answer.json, answer.cells)
        }
        list.isCut = page.next != nil
        return list
    }

    func entries(by author: PublicKey?) throws -> Listing {
        let found = try store.listEntries(
            in: collective.id, by: author, at: cutoff, isPast: isPast, limit: limit + 1)
        return try entries(found)
    }

    func pledges(_ choice: PledgeChoice) throws -> Listing {
        var list = Listing([
            .text("id"), .text("time"), .text("what"), .text("stage"), .text("backed"), .text("conditions"), .text("author"), .text("remark"),
        ])
        // A choice by stage may pass over nearly all; who asks for more waits longer.
        let most = choice.stages.isEmpty ? Int.max : max(Self.mostLookedAt, 20 * limit)
        let found = try store.listPledges(in: collective.id, choice, at: cutoff, limit: limit + 1, lookingAt: most) {
            list.note = "Only the newest \(most) promises that can have come so far were looked at; --project, --author or a higher --limit shows more."
        }
        for pledge in found.prefix(limit) {
            let answer = ListedPledgeAnswer(pledge, details)
            list.add(.object(try answer.json()), try answer.cells(), sheet: try names(pledge.entry))
        }
        list.isCut = found.count > limit
        return list
    }

    func endorsements(_ choice: EndorsementChoice) throws -> Listing {
        var list = Listing([.text("id"), .text("time"), .text("what"), .text("as"), .text("words"), .text("author"), .text("remark")])
        let found = try store.newestEndorsements(in: collective.id, choice, at: cutoff, limit: limit + 1)
        for listed in try found.prefix(limit).compactMap({ try details.listed($0) }) {
            guard case .endorse(let endorse)? = listed.entry.reading.facts else { continue }
            let answer = EntryAnswer(listed: listed, details: details)
            let reply = endorse.re.map { " (answers \($0.short))" } ?? ""
            list.add(.object(try answer.json()), [
                listed.id.short, ISODate.text(listed.entry.entry.time), try answer.summary() + reply,
                endorse.standing == .unspecified ? "" : "\(endorse.standing)", listed.text?.text ?? "",
                try details.people.name(listed.author), try answer.fullRemark(),
            ], sheet: try names(listed))
        }
        list.isCut = found.count > limit
        return list
    }

    /// What a sheet has beside an entry's fields.
    private func names(_ listed: ListedEntry) throws -> [JSON.Field] { isSheet ? try SheetNames(details: details).of(listed.entry) : [] }

    private func entries(_ found: [ListedEntry]) throws -> Listing {
        var list = Listing([
            .text("id"), .text("time"), .text("kind"), .text("what"), .text("author"), .text("remark"),
        ])
        for listed in found.prefix(limit) {
            let answer = EntryAnswer(listed: listed, details: details)
            list.add(.object(try answer.json()), [
                listed.id.short, ISODate.text(listed.entry.entry.time), answer.kind,
                try answer.summary(), try details.people.name(listed.author), try answer.fullRemark(),
            ], sheet: try names(listed))
        }
        list.isCut = found.count > limit
        return list
    }

    /// Definitions of one kind, newest first.
    func definitions(_ kind: Kind) throws -> Listing {
        let ids = try store.listDefinitions(kind, in: collective.id, at: cutoff, limit: limit + 1)
        return try entries(ids.compactMap { try details.listed($0) })
    }

    /// Entries of one kind that name others, newest first.
    func mentions(_ kind: Kind, of target: EntryID?) throws -> Listing {
        let ids = try store.newestSaid(kind, of: target, in: collective.id, at: cutoff, limit: limit + 1)
        return try entries(ids.compactMap { try details.listed($0) })
    }

    /// The newest projects, the least reviewed first; of equally reviewed ones those that more people pledged to.
    func reviews() throws -> Listing {
        var list = Listing([
            .text("id"), .text("title"), .number("people"), .number("reports"), .number("evidence"), .number("beneficiaries"),
            .number("experts"), .text("remark"),
        ])
        let ids = try store.leastReviewed(in: collective.id, at: cutoff, newest: Self.mostReviewed, limit: limit + 1)
        let shown = Array(ids.prefix(limit))
        let reviews = try store.view(of: collective.id, at: cutoff) { source in
            try shown.map { try ProjectReviews(of: $0, in: source) }
        }
        for case (let id, let reviews?) in zip(shown, reviews) {
            guard let answer = try project(id) else { continue }
            add(answer, reviews, to: &list)
        }
        list.isCut = ids.count > limit
        return list
    }

    /// As many of the newest projects are looked at for the least reviewed.
    private static let mostReviewed = 1_000

    private func add(_ answer: ProjectAnswer, _ reviews: ProjectReviews, to list: inout Listing) {
        let id = answer.entry.listed.id, people = answer.totals?.people ?? 0
        list.add(
            .object([
                .init("id", .string(id.hex)), .init("kind", "project"), .init("title", .string(answer.entry.listed.text?.title ?? "")),
                .init("people", .number(people)), .init("reports", .number(reviews.reports)),
                .init("evidence", .number(reviews.evidence)), .init("beneficiaries", .number(reviews.beneficiaries)),
                .init("experts", .number(reviews.experts)), .init("reviews", .number(reviews.count)),
            ]),
            [
                id.short, answer.title, "\(people)", "\(reviews.reports)", "\(reviews.evidence)", "\(reviews.beneficiaries)",
                "\(reviews.experts)", [answer.entry.remark, reviews.count == 0 ? "under-reviewed" : ""].filter { !$0.isEmpty }.joined(separator: ", "),
            ])
    }

    func forks() throws -> Listing {
        var list = Listing([.text("author"), .number("place"), .text("one entry"), .text("the other")])
        let proofs = try store.forkProofs(in: collective.id)
        for proof in proofs.prefix(limit) {
            let ids = [proof.first.entry.id, proof.second.entry.id]
            let sheet = try isSheet ? SheetNames(details: details).alias("alias", proof.author) : []
            list.add(
                Self.json(proof), [try details.people.name(proof.author), "\(proof.place)"] + ids.map(\.short),
                sheet: sheet + zip(["one", "other"], ids).map { .init($0, .string($1.hex)) })
        }
        list.isCut = proofs.count > limit
        return list
    }

    /// A fork proof by its author, its place and its two entries.
    static func json(_ proof: ForkProof) -> JSON {
        let ids = [proof.first.entry.id, proof.second.entry.id]
        return .object([
            .init("kind", "fork"), .init("author", .string(KeyText.author(proof.author))),
            .init("seq", .number(proof.place)), .init("ids", .array(ids.map { .string($0.hex) })),
        ])
    }
}
