import PledgeLedger

/// The first page: projects, what changed lately, and how the node is.
enum HomePage {
    private static let mostCards = 24
    private static let mostChanges = 12
    private static let mostRanks = 5
    /// Pledges of a project whose states a card shows: each takes a few look-ups.
    private static let mostPledges = 100

    static func make(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let maker = PageMaker(reader, wish), list = try AskedList(wish, reader), text = try reader.store.entry(reader.id, in: reader.id)?.text
        let page = try reader.store.pageOfDefinitions(
            .project, in: reader.id, at: reader.cutoff, after: list.after, limit: mostCards)
        let cards: [Model] = try zip(page.ids, reader.places(page.ids)).compactMap { id, place in
            try project(id, reader).map { try maker.card($0, place) }
        }
        let deepest = try reader.rally().lines.prefix(mostRanks)
        let rally = try zip(deepest, reader.places(deepest.map(\.project))).map { line, place -> Model in
            let link = try maker.link(line.project)
            return [
                "href": link["href"] ?? "", "title": link["text"] ?? "",
                "unmet": AmountText.shown(line.unmet, unit: line.unit.name), "target": AmountText.shown(line.target, unit: line.unit.name),
                "remark": PageMaker.known(VersionWords.remark(place)),
            ]
        }
        let (strangers, more) = try reader.strangers()
        let model: Model = [
            "name": try CollectiveStatus.name(of: reader.id, in: reader.store), "purpose": PageMaker.known(text?.body),
            "projects": cards, "hasProjects": !cards.isEmpty, "next": maker.next("/", list.cursor(page.next)), "back": maker.back("/", list),
            "changes": try changes(maker), "rally": rally, "hasRally": !rally.isEmpty,
            "strangers": try strangers.map { ["author": try maker.person($0.author), "words": $0.words] as Model },
            "hasStrangers": !strangers.isEmpty, "moreStrangers": PageMaker.others(more),
            "isImporting": reader.collective.row.isImporting, "importing": ViewNote.importing,
        ]
        let purpose = SafeText.shown(text?.body ?? "", width: 200)
        let words = purpose.isEmpty ? "Projects, and what people promised and did." : purpose
        return try maker.page(
            "home", "Home", in: "Home", model.merging(maker.health()) { own, _ in own }, preview: .init(words: words, path: "/"))
    }

    /// A project, with what became of its promises where they are few enough for a card; nil for one that was
    /// taken back.
    private static func project(_ id: EntryID, _ reader: LedgerReader) throws -> ProjectAnswer? {
        try reader.lister.project(id, statesOf: mostPledges).flatMap { $0.entry.listed.retractedBy == nil ? $0 : nil }
    }

    private static func changes(_ maker: PageMaker) throws -> [Model] {
        let reader = maker.reader
        // Witnesses sign after everybody; what they say is on the page for audits.
        let found = try reader.store.listEntries(in: reader.id, keptOnly: true, at: reader.cutoff, isPast: reader.isPast, limit: 4 * mostChanges)
            .filter { $0.entry.reading.kind != .witness }
        let line = ChangeLine(reader: reader)
        return try found.prefix(mostChanges).map { listed in
            let answer = reader.answer(listed)
            let model: Model = [
                "kind": maker.kind(listed), "href": maker.href(listed.id, listed.entry.reading.kind),
                "words": try line.words(listed),
                "remark": PageMaker.known(try answer.fullRemark()), "author": try maker.person(listed.author),
            ]
            return model.merging(maker.time(listed.entry.entry.time)) { own, _ in own }
        }
    }
}
