import PledgeLedger

/// A project: what it asks, who promised what, what both sides say became of it, and what others think.
struct ProjectPage {
    private let maker: PageMaker
    private let answer: ProjectAnswer
    /// Nil where the project is in no view.
    private let around: SurroundingsAnswer?

    private var reader: LedgerReader { maker.reader }
    private var listed: ListedEntry { answer.entry.listed }

    static func make(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let shown = try ShownProject(reader.project(wish.part("id")), reader.details, at: reader.cutoff)
        return try ProjectPage(maker: PageMaker(reader, wish), answer: shown.answer, around: shown.around).page()
    }

    private func page() throws -> WebAnswer {
        let parts = try [grants(), pledges(), idle(), versions(), surroundings(), reports(), endorsements(), maker.waiting(on: listed.id)]
        let own = try parts.reduce(head()) { $0.merging($1) { $1 } }
        return try maker.page(
            "project", answer.title, in: "Home", own.merging(maker.time(listed.entry.entry.time)) { $1 },
            preview: .init(words: preview, path: "/projects/\(listed.id.short)"))
    }

    /// `25.50 EUR of 1200.00 EUR; 1 person has pledged. Clean water for forty houses`.
    private var preview: String {
        let outline = listed.isErased ? "" : listed.text?.body ?? ""
        let asks = ["\(answer.shortAsks); \(maker.people(answer.totals?.people ?? 0))", SafeText.shown(outline, width: 160)]
        return asks.filter { !$0.isEmpty }.joined(separator: ". ")
    }

    private func head() throws -> Model {
        let project = answer.project, states = answer.states?.states
        let hasPledges = states.map { !$0.pledges.isEmpty } ?? false
        return [
            "title": answer.title, "author": try maker.person(listed.author), "id": listed.id.hex,
            "href": "/projects/\(listed.id.short)", "suffix": maker.suffix,
            "remarks": try answer.entry.remarks(), "outline": PageMaker.known(listed.isErased ? nil : listed.text?.body),
            "verdict": !hasPledges ? false as Any : answer.states?.standing ?? "not met yet",
            "verdictClass": states?.isMet ?? false ? "good" : "warn", "terms": terms(project),
            "asks": answer.asks.map { maker.ask($0, answer.states) }, "people": maker.people(answer.totals?.people ?? 0),
            "problems": try project.addresses.map(maker.link), "hasProblems": !project.addresses.isEmpty,
            "details": try maker.details(listed, without: ["addresses"]),
        ]
    }

    private func terms(_ project: Project) -> [String] {
        let now = reader.cutoff.time
        return [
            project.lock.map { $0 > now ? "terms locked from \(ISODate.day($0))" : "terms locked since \(ISODate.day($0))" },
            project.settleBy.map { "to be settled by \(ISODate.day($0))" },
        ].compactMap { $0 }
    }

    /// What the newest rounds would add to it; nothing to one that was taken back.
    private func grants() throws -> Model {
        let grants: [Model] = try (listed.retractedBy == nil ? reader.grants() : []).compactMap { grant in
            grant.long(listed.id, answer.project).map { ["href": maker.href(grant.round, .round), "title": grant.title, "words": $0] }
        }
        return ["grants": grants, "hasGrants": !grants.isEmpty]
    }

    // MARK: promises, and what became of them

    private func pledges() throws -> Model {
        guard let states = answer.states?.states else { return ["hasPledges": false, "hasSettlements": false] }
        let shown = states.pledges.prefix(PageMaker.rows)
        let settlements = try shown.filter { !$0.words.isEmpty }.map(settlement)
        return [
            "pledges": try shown.map(row), "hasPledges": !shown.isEmpty, "settlements": settlements,
            "hasSettlements": !settlements.isEmpty,
            "morePledges": states.pledges.count > shown.count
                ? "The first \(shown.count) of \(states.pledges.count); the API has them all." : false as Any,
        ]
    }

    private func row(_ state: PledgeState) throws -> Model {
        let unit = state.pledge.quantity.unit.name, words = StateAnswer(state: state, details: reader.details)
        // Other projects that it waits for are links, with their titles.
        let joint = try state.pledge.joint.map(maker.link)
        var alone = state.pledge
        alone.joint = []
        return [
            "author": try maker.person(state.author), "href": maker.href(state.id, .pledge),
            "amount": AmountText.shown(state.pledge.quantity.amount, unit: unit),
            "conditions": PageMaker.known(ListedPledgeAnswer.conditions(alone)), "joint": joint, "hasJoint": !joint.isEmpty,
            "text": PageMaker.known(try reader.details.listed(state.id).flatMap(maker.words)),
            "unbacked": state.stands && !state.isBacked,
            "stages": state.stageParts.map { ["words": $0.words, "class": Self.colour($0.stage)] as Model }, "lacks": try state.lacks.map { try words.words($0, unit) },
        ]
    }

    private static func colour(_ stage: PledgeStage) -> String {
        switch stage {
        case .paid, .refunded: "good"
        case .due, .half: "warn"
        case .disputed, .defaulted: "bad"
        case .open, .firm, .lapsed, .retracted: ""
        }
    }

    private func settlement(_ state: PledgeState) throws -> Model {
        let said: [(isDonor: Bool, model: Model)] = try state.words.compactMap { id in
            guard let word = try reader.details.listed(id), case .settle(let settle) = word.entry.reading.facts
            else { return nil }
            let amount = settle.amount == 0 ? "all of it" : AmountText.shown(settle.amount, unit: state.pledge.quantity.unit.name)
            return (word.author == state.author, [
                "href": maker.href(id, .settle), "words": "\(amount) \(settle.side), \(ISODate.day(word.entry.entry.time))",
                "text": PageMaker.known(maker.words(word)),
            ])
        }
        let given = said.filter(\.isDonor).map(\.model), received = said.filter { !$0.isDonor }.map(\.model)
        return try row(state).merging([
            "given": given, "hasGiven": !given.isEmpty, "received": received, "hasReceived": !received.isEmpty,
        ]) { $1 }
    }

    /// Promises that answer no ask, with why.
    private func idle() throws -> Model {
        let idle: [Model] = try (answer.states?.states.idle ?? []).prefix(PageMaker.rows).compactMap { id in
            guard let listed = try reader.details.listed(id) else { return nil }
            let entry = reader.answer(listed)
            return [
                "href": maker.href(id, .pledge), "words": try entry.summary(), "author": try maker.person(listed.author),
                "why": try entry.idleness()?.words ?? "counts for nothing: it answers no ask",
            ]
        }
        return ["idle": idle, "hasIdle": !idle.isEmpty]
    }

    // MARK: its versions, and what is around it

    private func versions() throws -> Model {
        guard let revisions = around?.revisions, revisions.versions.count > 1 else { return ["hasVersions": false, "newer": false] }
        let history = HistoryAnswer(revisions: revisions, details: reader.details), current = revisions.current
        let versions: [Model] = try revisions.versions.prefix(PageMaker.rows).map { version in
            let own: Model = [
                "version": try maker.link(version.id), "author": try maker.person(version.author), "why": try history.words(version),
                "isCurrent": version.id == current, "isHere": version.id == listed.id,
            ]
            return own.merging(maker.time(version.time)) { $1 }
        }
        let newer = current.flatMap { $0 == listed.id ? nil : $0 }
        return [
            "hasVersions": true, "versions": versions, "newer": try newer.map(maker.link) ?? false as Any,
            "accepted": revisions.accepted.contains(listed.id), "noneCounts": current == nil ? history.noneCounts() : false as Any,
        ]
    }

    private func surroundings() throws -> Model {
        let around = around?.surroundings
        let offers: [Model] = try (around?.offers ?? []).map { offer in
            let people = try offer.people.prefix(PageMaker.names).map(maker.person), more = offer.people.count - people.count
            return [
                "skill": offer.skill, "people": people, "hasPeople": !people.isEmpty, "more": more > 0 ? "and \(more) more" : false as Any,
            ]
        }
        let neighbours = try (around?.neighbours ?? []).prefix(PageMaker.names).map { try maker.link($0.project) }
        return ["offers": offers, "hasOffers": !offers.isEmpty, "neighbours": neighbours, "hasNeighbours": !neighbours.isEmpty]
    }

    // MARK: what came of it, and what others think

    private func reports() throws -> Model {
        let page = try reader.store.pageOfMentions(
            .report, of: listed.id, in: reader.id, at: reader.cutoff, after: nil, limit: PageMaker.rows)
        let reports: [Model] = try page.ids.compactMap { try reader.details.listed($0) }.map { report in
            let said = try maker.said(on: report.id.raw)
            let model: Model = [
                "href": maker.href(report.id, .report), "author": try maker.person(report.author),
                "text": PageMaker.known(maker.words(report)), "details": try maker.details(report, without: ["project", "unit"]),
                "said": said, "hasSaid": !said.isEmpty,
            ]
            return model.merging(maker.time(report.entry.entry.time)) { $1 }
        }
        return ["reports": reports, "hasReports": !reports.isEmpty]
    }

    private func endorsements() throws -> Model {
        func holds(_ name: String, _ word: Model) -> Bool { word[name] as? Bool ?? false }
        let all = try maker.said(on: listed.id.raw, replies: around?.surroundings.replies ?? [:])
        let said = all.filter { !holds("silent", $0) }, unheard = all.filter { holds("silent", $0) }
        let inFavour = said.filter { holds("isFor", $0) }, others = said.filter { !holds("isFor", $0) }
        return [
            "tally": maker.tally(answer.tally, answer.unheard, "has endorsed it"), "hasSaid": !said.isEmpty, "inFavour": inFavour,
            "others": others, "hasFavour": !inFavour.isEmpty, "hasOthers": !others.isEmpty,
            "unheard": unheard, "hasUnheard": !unheard.isEmpty,
        ]
    }
}
