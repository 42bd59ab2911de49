import PledgeLedger

/// What the API answers from the ledger: the same JSON that commands print with `--json`.
enum API {
    private typealias Field = JSON.Field

    // MARK: lists

    static func projects(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let list = try AskedList(wish, reader)
        let page = try reader.store.pageOfDefinitions(
            .project, in: reader.id, at: reader.cutoff, after: list.after, limit: wish.limit())
        let items: [JSON] = try zip(page.ids, reader.places(page.ids)).compactMap { id, place in
            try reader.lister.project(id).map { .object(try $0.json() + version(place)) }
        }
        return answer(items, list.cursor(page.next), reader)
    }

    /// Where a project stands among its versions; none where it is the only one.
    private static func version(_ place: VersionPlace) -> [Field] { VersionWords.json(place).map { [.init("version", $0)] } ?? [] }

    static func definitions(_ kind: Kind) -> @Sendable (LedgerReader, WebRequest) throws -> WebAnswer {
        { reader, wish in
            let list = try AskedList(wish, reader)
            return try answer(reader.store.pageOfDefinitions(
                kind, in: reader.id, at: reader.cutoff, after: list.after, limit: wish.limit()), list, reader)
        }
    }

    /// Entries that name others.
    /// - Parameter parameter: what the query narrows them by: those that name one thing alone.
    static func mentions(
        _ kind: Kind, _ parameter: Kind? = nil
    ) -> @Sendable (LedgerReader, WebRequest) throws -> WebAnswer {
        { reader, wish in
            let target = try parameter.flatMap { try reader.named($0, wish) }, list = try AskedList(wish, reader, only: target?.raw)
            return try answer(reader.store.pageOfMentions(
                kind, of: target, in: reader.id, at: reader.cutoff, after: list.after, limit: wish.limit()), list, reader)
        }
    }

    static func pledges(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let project = try reader.named(.project, wish), list = try AskedList(wish, reader, only: project?.raw)
        let page = try reader.store.pageOfPledges(
            in: reader.id, to: project, at: reader.cutoff, after: list.after, limit: wish.limit())
        let pledges = try reader.store.listedPledges(page.ids, in: reader.id, at: reader.cutoff)
        return answer(try pledges.map { .object(try ListedPledgeAnswer($0, reader.details).json()) }, list.cursor(page.next), reader)
    }

    static func entries(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let author = try wish.query["author"].map { text in
            guard let key = try? KeyText.parseAuthor(text) else { throw WebFault(.notFound, "author is no key; a whole one is pledge1 and 58 letters and digits, or 64 hex digits") }
            return key
        }
        let list = try AskedList(wish, reader, only: author?.raw)
        let page = try reader.store.pageOfEntries(in: reader.id, by: author, after: list.after, limit: wish.limit())
        return answer(try reader.entries(page.ids).map(whole), list.cursor(page.next), reader)
    }

    /// Members' newest, latest claimed time first, and who said something that waits.
    static func recent(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let found = try reader.store.listEntries(
            in: reader.id, keptOnly: true, at: reader.cutoff, isPast: false, limit: min(wish.limit(), WebLimits.items.usual))
        let waiting = try reader.strangers().strangers.map { stranger in
            JSON.object([.init("author", .string(KeyText.author(stranger.author)))]
                + (try reader.details.people.alias(stranger.author).map { [.init("alias", .string($0))] } ?? [])
                + [.init("entries", .number(stranger.entries.count))])
        }
        return answer(try found.map { .object(try plain(reader.answer($0))) }, nil, reader, [.init("waiting", .array(waiting))])
    }

    static func members(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        if try reader.laterCharter() != nil { return answer([], nil, reader) }
        let list = try AskedList(wish, reader)
        let page = try reader.store.pageOfMembers(of: reader.id, at: reader.cutoff, after: list.after, limit: wish.limit())
        return answer(try page.members.map { try MemberAnswer($0, reader.details).json }, list.cursor(page.next), reader)
    }

    static func forks(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let list = try AskedList(wish, reader)
        let page = try reader.store.pageOfForks(in: reader.id, after: list.after, limit: wish.limit())
        return answer(page.proofs.map(Lister.json), list.cursor(page.next), reader)
    }

    static func roots(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let answer = RootsAnswer(try reader.roots(), reader.details, limit: try wish.limit())
        return Self.answer(try answer.objects(), nil, reader)
    }

    static func rally(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let lines = try reader.rally().lines.prefix(wish.limit())
        return answer(zip(lines, try reader.places(lines.map(\.project))).map { RallyCommand.json($0, $1) }, nil, reader)
    }

    // MARK: single things

    static func project(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        one(try ShownProject(reader.project(wish.part("id")), reader.details, at: reader.cutoff).json(), reader)
    }

    /// A project's versions, and which of them counts.
    static func history(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let id = try reader.entry(wish.part("id"), .project).id
        guard let revisions = try reader.store.view(of: reader.id, at: reader.cutoff, { try Revisions(of: id, in: $0) }) else {
            throw WebFault(.notFound, "this project is in no view: it waits, or came later than the time asked for")
        }
        return one([.init("id", .string(id.hex))] + (try HistoryAnswer(revisions: revisions, details: reader.details).json()), reader)
    }

    static func entry(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let listed = try reader.entry(wish.part("id"))
        return one(try ShownEntry(listed, reader.details, at: reader.cutoff).json() + bytes(listed), reader)
    }

    static func round(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        one(try ShownEntry(reader.entry(wish.part("id"), .round), reader.details, at: reader.cutoff).json(), reader)
    }

    static func problem(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let listed = try reader.entry(wish.part("id"), .problem)
        let roots = try reader.roots(), place = try ProblemStanding(listed.id, roots, reader.details, at: reader.cutoff)
        let explanation = ProblemExplanation(place, roots, reader.details)
        return one(try ShownEntry(listed, reader.details, at: reader.cutoff).json() + (explanation?.edges() ?? []), reader)
    }

    /// Which pledges make up each number of a project, and what would change them.
    static func explanation(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let id = try reader.entry(wish.part("id"), .project).id
        guard let answer = try StatesExplanation(of: id, reader.details, at: reader.cutoff) else {
            throw WebFault(.notFound, "this project is in no view: it waits, or came later than the time asked for")
        }
        return one(try answer.json(), reader)
    }

    static func member(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        one(try KeyAnswer(reader.key(wish.part("key")), reader.store, reader.collective, reader.cutoff).json(), reader)
    }

    /// The vouches between a member and the founders.
    static func chains(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let key = try reader.key(wish.part("key"))
        let (chains, received) = try reader.store.membership(of: key, in: reader.id, at: reader.cutoff)
        guard let chains else { throw WebFault(.notFound, "this key is no member at the time asked for") }
        return one(
            MembershipExplanation(
                chains: chains, people: reader.details.people, charter: reader.collective.charter, received: received).json(), reader)
    }

    /// Where an author's feed ends: what the next entry of theirs has to build on.
    static func head(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        guard let key = try? KeyText.parseAuthor(wish.part("key")) else {
            throw WebFault(.notFound, "a member's key is pledge1 and 58 letters and digits, or 64 hex digits")
        }
        let feed = try reader.store.feed(of: key, in: reader.id)
        return one([
            .init("author", .string(KeyText.author(key))), .init("collective", .string(reader.id.hex)),
            .init("seq", .number(feed?.head.stop ?? 0)), .init("head", .string((feed?.head.id ?? .zero).hex)),
            .init("fork", .number(feed?.head.fork ?? 0)), .init("counts", .bool(feed?.isKept ?? false)),
        ], reader)
    }

    /// How this node's copy stands, for whoever wants to compare it with another.
    static func audit(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let row = reader.collective.row, counts = try reader.store.counts(in: reader.id)
        return one([
            .init("collective", .string(reader.id.hex)), .init("root", try reader.root().map { .string($0.hex) } ?? .null),
            .init("entries", .number(row.entries)), .init("feeds", .number(row.feeds)), .init("bytes", .number(row.bytes)),
            .init("forks", .number(counts.forks)), .init("waiting", .number(counts.waiting)),
            .init("missing_texts", .number(counts.lackingTexts)), .init("missing_projects", .number(counts.missingDefinitions)),
            .init("partial", .bool(row.isPartial)), .init("importing", .bool(row.isImporting)),
            .init("uncovered", .number(try reader.store.uncoveredEntries(in: reader.id))),
            .init("witnesses", .array(try reader.collective.charter.witnesses.map { key in
                .object([
                    .init("key", .string(KeyText.author(key))),
                    .init("last_covers", try reader.store.lastCoverTime(of: key, in: reader.id).map { .number($0) } ?? .null),
                ])
            })),
            .init("witness_conflicts", .array(try reader.store.witnessConflicts(in: reader.id).map(\.json))),
            .init("backdated_covers", .array(try reader.backdated().map(\.json))),
        ], reader)
    }

    /// Checkpoints that this node holds, latest first.
    static func checkpoints(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let items = try reader.store.checkpoints(of: reader.id).map { note in
            JSON.object(note.checkpoint.json + [
                .init("signers", .array(note.signers.map { .string(KeyText.author($0)) })),
                .init("is_quorum", .bool(Cosigners(signers: note.signers, charter: reader.collective.charter).isQuorum)),
                .init("note", .string(String(decoding: note.bytes, as: UTF8.self))),
            ])
        }
        return answer(items, nil, reader)
    }

    /// The latest checkpoint as it was signed.
    static func checkpoint(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        guard let note = try reader.store.checkpoints(of: reader.id).first else {
            throw WebFault(.notFound, "this node holds no checkpoint; `pledged checkpoint` makes one")
        }
        return WebAnswer(.text, bytes: Array(note.bytes))
    }

    // MARK: shapes

    private static func answer(_ page: ListPage, _ list: AskedList, _ reader: LedgerReader) throws -> WebAnswer {
        answer(try reader.entries(page.ids).map { .object(try plain($0)) }, list.cursor(page.next), reader)
    }

    /// A part of a list.
    /// - Parameter next: the cursor of the next part; nil where nothing follows.
    private static func answer(_ items: [JSON], _ next: String?, _ reader: LedgerReader, _ more: [JSON.Field] = []) -> WebAnswer {
        WebAnswer(.object([
            .init("items", .array(items)), .init("next", next.map { .string($0) } ?? .null),
        ] + more + ViewNote.fields(reader.cutoff)))
    }

    private static func one(_ fields: [JSON.Field], _ reader: LedgerReader) -> WebAnswer {
        WebAnswer(.object(fields + ViewNote.fields(reader.cutoff)))
    }

    private static func plain(_ answer: EntryAnswer) throws -> [JSON.Field] {
        try answer.json()
    }

    /// An entry with its bytes, so that whoever gets it can verify it.
    private static func whole(_ answer: EntryAnswer) throws -> JSON { .object(try plain(answer) + bytes(answer.listed)) }

    private static func bytes(_ listed: ListedEntry) -> [JSON.Field] {
        let entry = listed.entry.entry
        return [.init("collective", .string(entry.home.hex)), .init("prev", .string(entry.prev.hex)), .init("bytes", .string(entry.bytes.hex))]
            + (listed.text.map { [.init("salted_text", .string($0.bytes.hex))] } ?? [])
    }
}
