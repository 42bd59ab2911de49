import PledgeLedger

/// Any entry: what it says, who said it when, what became of it; a problem with its weight, a round with its split.
struct EntryPage {
    private let maker: PageMaker
    private let shown: ShownEntry

    private var reader: LedgerReader { maker.reader }
    private var listed: ListedEntry { shown.answer.listed }

    static func make(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let listed = try reader.entry(wish.part("id"))
        if listed.entry.reading.facts?.kind == .project { return try ProjectPage.make(reader, wish) }
        return try EntryPage(
            maker: PageMaker(reader, wish), shown: ShownEntry(listed, reader.details, at: reader.cutoff)).page()
    }

    static func problem(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        _ = try reader.entry(wish.part("id"), .problem)
        return try make(reader, wish)
    }

    static func round(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        _ = try reader.entry(wish.part("id"), .round)
        return try make(reader, wish)
    }

    private func page() throws -> WebAnswer {
        let place = switch listed.entry.reading.kind {
        case .problem, .cause: "Causes"
        case .round: "Rounds"
        case .vouch, .profile: "Members"
        case .witness: "Audit"
        default: "Home"
        }
        let own = try head().merging(round()) { $1 }.merging(problem()) { $1 }.merging(claim()) { $1 }.merging(maker.waiting(on: listed.id)) { $1 }
        return try maker.page("entry", title, in: place, own.merging(maker.time(listed.entry.entry.time)) { $1 })
    }

    private var isTitled: Bool { listed.entry.reading.kind?.isTitled ?? false }

    private var title: String {
        let title = isTitled ? listed.text?.title ?? "" : (try? ChangeLine(reader: reader).words(listed)) ?? ""
        if !title.isEmpty { return SafeText.shown(title, width: 160) }
        return listed.isErased ? "(erased by its author)" : "\(maker.kind(listed)) \(listed.id.short)"
    }

    private func head() throws -> Model {
        let text = isTitled ? listed.text?.body : listed.text?.text
        let said = try maker.said(on: listed.id.raw)
        let links = try (listed.entry.reading.facts.map(named) ?? []).map(maker.link)
        let state = try (shown.state?.lines() ?? []) + (shown.pool?.lines() ?? [])
        return [
            "kind": maker.kind(listed), "title": title, "author": try maker.person(listed.author), "id": listed.id.hex,
            "place": listed.entry.entry.collective.isZero ? false as Any : "place \(listed.entry.entry.seq) of their feed",
            "remarks": try shown.answer.remarks(), "text": PageMaker.known(text), "details": try maker.details(listed, without: ["eligible"]),
            "links": links, "hasLinks": !links.isEmpty, "state": state, "hasState": !state.isEmpty, "said": said,
            "tally": maker.tally(shown.tally, shown.unheard, "has endorsed or denied it"), "suffix": maker.suffix,
        ]
    }

    /// Other entries that one is about.
    private func named(_ facts: Facts) -> [EntryID] {
        switch facts {
        case .cause(let cause): [cause.cause, cause.effect]
        case .pledge(let pledge): [pledge.to] + pledge.joint
        case .settle(let settle): [settle.pledge]
        case .report(let report): [report.project]
        case .endorse(let endorse): (try? reader.details.listed(EntryID(endorse.target))).map { _ in [EntryID(endorse.target)] } ?? []
        case .retract(let retract): [retract.target]
        case .round(let round): round.eligible
        default: []
        }
    }

    private func round() throws -> Model {
        guard let round = shown.round else { return ["hasBlocks": false, "blocks": [Model]()] }
        return [
            "hasBlocks": true, "blocks": try maker.blocks(round.blocks()),
            "fold": ["blocks": try maker.blocks(RoundExplanation(round, most: PageMaker.terms).terms())] as Model,
        ]
    }

    /// What a claim carries, and whose voices it has.
    private func claim() throws -> Model {
        guard listed.entry.reading.facts?.kind == .cause,
            let explanation = try ClaimExplanation(listed.id, reader.roots(), reader.details, at: reader.cutoff)
        else { return ["hasVoices": false] }
        return [
            "hasVoices": true, "carried": try explanation.lead() + ".", "counted": try explanation.shareLine(),
            "voices": try (explanation.sourceLines() + [""] + explanation.voiceLines()).joined(separator: "\n"),
        ]
    }

    private func problem() throws -> Model {
        guard listed.entry.reading.facts?.kind == .problem else { return ["hasExplanation": false, "hasProjects": false] }
        let roots = try reader.roots()
        let place = try ProblemStanding(listed.id, roots, reader.details, at: reader.cutoff)
        let explanation = try ProblemExplanation(place, roots, reader.details)?.lines().joined(separator: "\n")
        let projects = try reader.store.pageOfMentions(
            .project, of: listed.id, in: reader.id, at: reader.cutoff, after: nil, limit: PageMaker.rows).ids.map(maker.link)
        return [
            "hasExplanation": explanation != nil, "explanation": explanation ?? "",
            "weight": place.standing == nil ? "" : "\(place.weight) of all that people suffer comes to rest here.",
            "projects": projects, "hasProjects": !projects.isEmpty,
        ]
    }
}
