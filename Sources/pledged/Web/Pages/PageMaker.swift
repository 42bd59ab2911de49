import Foundation
import GossipNet
import PledgeLedger

/// What pages are made with: the ledger at a moment, and how things are named and linked.
struct PageMaker {
    let reader: LedgerReader
    /// What links carry on: the collective and the moment, where somebody chose them.
    let suffix: String
    /// Scheme and host by which this node was asked.
    let address: String
    /// The same page as it is now; nil where nobody chose a moment.
    private let now: String?

    /// Rows of a list within a page; the API has the rest.
    static let rows = 100
    /// Promises and terms of one project that a round's page shows.
    static let terms = 20
    /// Entries of one person who is no member yet that stand unfolded; what more they said stays behind one row.
    private static let unfolded = 2
    /// Names in a row; the API has the rest.
    static let names = 12

    init(_ reader: LedgerReader, _ wish: WebRequest) {
        self.reader = reader
        (address, suffix, now) = (wish.address, wish.suffix(), wish.now)
    }

    /// A page with its frame.
    /// - Parameters:
    ///   - place: which of the pages it belongs to, by its name in the navigation.
    ///   - preview: what other programs show of it where somebody shares its address.
    ///   - tellsNow: whether it tells how the node is now, whatever moment was chosen.
    func page(
        _ template: String, _ title: String, in place: String, _ model: Model, preview: Preview? = nil, tellsNow: Bool = false
    ) throws -> WebAnswer {
        let collectives = try reader.store.collectives().filter { $0.charter != nil && $0.id != reader.id }
        let others: [Model] = try collectives.map {
            ["short": $0.id.short, "name": try CollectiveStatus.name(of: $0.id, in: reader.store)]
        }
        return try reader.site.templates.page(template, model, [
            "title": title, "collective": try CollectiveStatus.name(of: reader.id, in: reader.store), "id": reader.id.hex,
            "change": reader.collective.row.change, "suffix": suffix, "version": Pledged.version,
            "nav": Self.nav(here: place, suffix), "moment": now.map { Self.moment(reader, back: $0, tellsNow: tellsNow) } ?? false as Any,
            "asOf": ISODate.text(reader.cutoff.time), "note": ViewNote.trust(reader.cutoff),
            "others": others.isEmpty ? false : ["collectives": others] as Model,
            "preview": preview.map { ["words": $0.words, "address": address + $0.path + suffix] as Model } ?? false as Any,
        ])
    }

    /// What a page of a chosen moment says of it.
    private static func moment(_ reader: LedgerReader, back: String, tellsNow: Bool) -> Model {
        ["now": back, "tellsNow": tellsNow, "isAhead": reader.isAhead, "isClaimed": reader.cutoff.timing.isProvisional]
    }

    /// What other programs show of a page where somebody shares its address. There is no picture: they draw no SVG.
    struct Preview {
        var words: String
        var path: String
    }

    /// The pages that every page leads to.
    static func nav(here place: String, _ suffix: String) -> [Model] {
        places.map { ["name": $0.name, "href": $0.href + suffix, "here": $0.name == place] }
    }

    private static let places: [(name: String, href: String)] = [
        ("Home", "/"), ("Causes", "/causes"), ("Members", "/members"), ("Rounds", "/rounds"), ("Audit", "/audit"),
        ("Network", "/network"),
    ]

    // MARK: names and links

    /// A text that may be missing: a section of that name is left out then, whatever stands around it.
    static func known(_ text: String?) -> Any { text.flatMap { $0.isEmpty ? nil : $0 } ?? false as Any }

    func person(_ key: PublicKey) throws -> Model {
        let alias = try reader.details.people.alias(key)
        return [
            "href": "/members/\(KeyText.author(key))\(suffix)", "key": KeyText.short(key),
            "name": alias.map { SafeText.shown($0, width: 40) } ?? (reader.collective.charter.witnesses.contains(key) ? "a witness" : "somebody"),
        ]
    }

    /// Several people in one line.
    func names(_ keys: [PublicKey]) throws -> String {
        try keys.map { try reader.details.people.name($0) }.joined(separator: ", ")
    }

    /// Where an entry is shown, and what it is called.
    func link(_ id: EntryID) throws -> Model {
        let held = try reader.store.entry(id, in: reader.id)
        let kind = held?.entry.reading.kind
        let title = kind?.isTitled ?? false ? held?.text?.title ?? "" : ""
        return [
            "href": href(id, kind), "kind": kind.map { "\($0)" } ?? "entry",
            "text": title.isEmpty ? "\(kind.map { "\($0) " } ?? "")\(id.short)" : SafeText.shown(title, width: 120),
        ]
    }

    func href(_ id: EntryID, _ kind: Kind?) -> String {
        let folder = switch kind {
        case .project: "projects"
        case .problem: "problems"
        case .round: "rounds"
        default: "entries"
        }
        return "/\(folder)/\(id.short)\(suffix)"
    }

    /// What an entry is, as people say it.
    func kind(_ listed: ListedEntry) -> String { listed.entry.reading.kind?.noun ?? "unknown" }

    func time(_ ms: UInt64) -> Model {
        ["time": String(ISODate.text(ms).prefix(16)), "stamp": ISODate.stamp(ms)]
    }

    /// A list's next part of a page.
    func next(_ path: String, _ cursor: String?) -> Any {
        cursor.map { "\(path)\(suffix.isEmpty ? "?" : suffix + "&")cursor=\($0)" } ?? false as Any
    }

    /// The way from a later part of a list to its first one.
    func back(_ path: String, _ list: AskedList) -> Any { list.after == nil ? false : path + suffix as Any }

    // MARK: pieces that several pages show

    func ask(_ total: ProjectTotals.AskTotal, _ states: StatesAnswer?) -> Model {
        let ask = total.ask, unit = ask.unit.name, target = UInt128(ask.target)
        let state = states?.states.asks.first { $0.ask.number == ask.number }
        let paid = state.map { $0.amounts[.paid] } ?? 0
        let reached = state?.backed ?? total.pledged, percent = ProgressBar.share(reached, of: target, parts: 100) ?? 0
        let unbacked = total.pledged > reached ? AmountText.shown(total.pledged - reached, unit: unit) : nil
        let pledged = AmountText.shown(total.pledged, unit: unit), wanted = AmountText.shown(ask.target, unit: unit)
        let least = ProgressBar.share(UInt128(ask.minimum), of: target, parts: 100) ?? 0
        let told = total.pledges == 0 ? nil : state, verdict = told.flatMap { states?.verdict($0) } ?? ""
        let words = "\(AmountText.shown(reached, unit: unit)) of \(wanted) \(state == nil ? "pledged" : "backed"), \(percent) percent"
            + (unbacked.map { "; \($0) not backed" } ?? "") + (paid > 0 ? "; \(AmountText.shown(paid, unit: unit)) paid" : "")
        // A share of what nobody may be able to carry says nothing.
        let share = state == nil && total.pledges > 0 ? "pledged, backed or not" : "\(percent) %"
        let leastWords = ask.minimum > 0 ? AmountText.shown(ask.minimum, unit: unit) : nil
        let paidWidth = min(ProgressBar.share(paid, of: target, parts: 100) ?? 0, 100)
        return [
            "reached": AmountText.shown(reached, unit: unit), "pledged": pledged, "wanted": wanted, "tag": Self.known(ask.tag), "percent": share,
            "pledgedWidth": "\(min(percent, 100))", "paidWidth": "\(paidWidth)", "barWords": words,
            "leastAt": Self.known(ask.minimum > 0 && least < 100 ? "\(least)" : nil), "least": Self.known(leastWords),
            "state": Self.known(verdict), "shares": Self.known(told.flatMap { states?.shares($0) }),
            "backed": Self.known(told.map { AmountText.shown($0.backed, unit: unit) }),
            "unbacked": Self.known(unbacked),
        ]
    }

    func people(_ count: Int) -> String { Count.words(count, "person has", "people have") + " pledged" }

    func voices(_ tally: Tally) -> String {
        tally.people.isEmpty ? "" : "\(tally.inFavour) for, \(tally.against) against"
    }

    /// The same as a sentence.
    /// - Parameter done: what nobody did yet where nobody counts, such as `has endorsed it`.
    func tally(_ tally: Tally, _ unheard: UnheardWords, _ done: String) -> String {
        let voices = voices(tally)
        return !voices.isEmpty ? voices : "Nobody\(unheard.isEmpty ? "" : " with a voice") \(done) yet."
    }

    func card(_ answer: ProjectAnswer, _ place: VersionPlace) throws -> Model {
        let listed = answer.entry.listed
        let grants: [Model] = try reader.grants().compactMap { grant in
            grant.short(listed.id).map { ["href": href(grant.round, .round), "title": grant.title, "words": $0] }
        }
        return [
            "grants": grants, "href": href(listed.id, .project), "title": answer.title, "author": try person(listed.author),
            "remark": Self.known([answer.entry.remark, VersionWords.remark(place)].filter { !$0.isEmpty }.joined(separator: ", ")), "asks": answer.asks.map { ask($0, answer.states) },
            "met": answer.states?.states.isMet ?? false, "people": people(answer.totals?.people ?? 0),
            "voices": Self.known(voices(answer.tally)),
        ]
    }

    /// What people say of something, word by word.
    /// - Parameter replies: what was answered to some of it, by the word that it answers.
    func said(on target: Bytes32, replies: [EntryID: [StandingWord]] = [:]) throws -> [Model] {
        let said = try reader.store.words(on: target, in: reader.id, at: reader.cutoff, limit: 4 * Self.rows).prefix(Self.rows)
            .compactMap { try reader.details.listed($0) }
        let silent = try reader.store.voiceless(among: Set(said.map(\.author)), in: reader.id, at: reader.cutoff)
        return try said.compactMap { listed in
            guard case .endorse(let word) = listed.entry.reading.facts else { return nil }
            return [
                "stance": Details.words(stance: word.stance), "class": word.stance > 0 ? "good" : word.stance < 0 ? "bad" : "",
                "isFor": word.stance > 0, "author": try person(listed.author),
                "standing": word.standing == .unspecified ? false as Any : "as \(word.standing)",
                "silent": silent.contains(listed.author),
                "text": Self.known(words(listed)), "replies": try (replies[listed.id] ?? []).prefix(Self.replies).map(reply),
            ]
        }
    }

    /// Answers of a project's stewards that are shown below one word.
    private static let replies = 5

    private func reply(_ word: StandingWord) throws -> Model {
        let listed = try reader.details.listed(word.id)
        return ["author": try person(word.author), "text": Self.known(listed.flatMap(words))]
    }

    /// An entry's words; what stands in for them where they were erased.
    func words(_ listed: ListedEntry) -> String? {
        listed.isErased ? "(erased by its author)" : listed.text?.text
    }

    /// An entry's facts, as rows.
    func details(_ listed: ListedEntry, without fields: Set<String> = []) throws -> [Model] {
        guard let facts = listed.entry.reading.facts else { return [] }
        return try reader.details.of(facts).filter { !fields.contains($0.field) }.map { ["label": $0.label, "words": $0.words] }
    }

    /// A table; what a row is about is the link of its first cell.
    func table(_ table: Table) throws -> Model {
        [
            "columns": table.columns.map { ["title": $0.title, "isNumber": $0.isNumber] as Model },
            "rows": try zip(table.rows, table.subjects).map { row, subject in
                let href = try subject.flatMap { EntryID(hex: $0) }.map { try link($0)["href"] ?? false } ?? false
                let cells = zip(row, table.columns).enumerated().map { place, cell in
                    ["text": cell.0, "label": cell.1.title, "isNumber": cell.1.isNumber, "href": place == 0 ? href : false] as Model
                }
                return ["cells": cells] as Model
            },
        ]
    }

    func blocks(_ blocks: [Block]) throws -> [Model] {
        try blocks.compactMap { block in
            switch block {
            case .words(""): nil
            case .words(let words): ["words": words, "table": false]
            case .table(let table): ["words": false, "table": try self.table(table)]
            }
        }
    }

    /// What waits for its authors to become members, each entry a link, with why it would not count even then.
    /// - Parameter isOwn: whether it is their own page, which is called by their name.
    func waiting(_ strangers: [Stranger], more: Int = 0, isOwn: Bool = false) throws -> Model {
        let line = ChangeLine(reader: reader)
        let rows: [Model] = try strangers.map { stranger in
            let person = try person(stranger.author), folds = !isOwn && stranger.entries.count > Self.unfolded
            let said: [Model] = try stranger.entries.map { listed in
                [
                    "kind": kind(listed), "href": href(listed.id, listed.entry.reading.kind), "words": try line.words(listed),
                    "why": Self.known(try reader.answer(listed).ownFault()), "author": isOwn || folds ? false as Any : person,
                ]
            }
            return ["said": said, "fold": folds ? ["author": person, "words": stranger.words, "short": stranger.author.raw.bytes.hex.prefix(12)] as Model : false as Any]
        }
        return [
            "strangers": rows, "hasWaiting": !rows.isEmpty,
            "moreWaiting": Self.others(more),
        ]
    }

    /// What is said of those who are left out; none where nobody is.
    static func others(_ count: Int) -> Any { known(count > 0 ? "and what \(Count.words(count, "other", "others")) said" : nil) }

    /// What people who are no members yet say of one thing.
    func waiting(on target: EntryID) throws -> Model {
        let (strangers, more) = try reader.strangers(on: target)
        return try waiting(strangers, more: more)
    }

    /// How the node is, in words that need no glossary.
    func health() -> Model {
        let status = reader.site.board.status(), health = Health(status)
        let there = status.peers.filter { $0.collectives.contains { $0.id == reader.id.hex } }
        let inStep = there.filter { $0.collectives.contains { $0.id == reader.id.hex && $0.isInStep } }.count
        let words = status.isReadOnly ? "This node shows what it held when its disk ran full; others may hold more."
            : there.isEmpty ? "This node is alone just now: it reaches no other that keeps this ledger."
            : inStep == there.count ? "This node holds the same ledger as \(Count.words(inStep, "other", "others"))."
            : inStep > 0 ? "This node holds the same ledger as \(inStep) of \(there.count) others; the rest are catching up."
            : "This node is comparing its ledger with \(Count.words(there.count, "other", "others"))."
        return ["health": words, "healthClass": inStep > 0 ? "well" : "", "warnings": health.warnings]
    }
}
