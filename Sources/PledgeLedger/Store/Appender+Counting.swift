import GRDB

/// What begins to count, and what no longer does.
extension Appender {
    /// An entry of a kept feed begins to count.
    func count(_ placed: PlacedEntry) throws {
        switch placed.entry.reading.facts {
        case .vouch(let vouch) where vouch.scope == .member:
            isCounting = true
            try vouches.insert(vouch, placed)
            try climb(by: vouch, placed)
        case .retract(let retract):
            if let target = try ownEarlier(retract.target, than: placed), try markRetracted(target, by: placed) {
                for fold in folds { try fold.retract(target, by: placed, in: context) }
            }
        case .witness(let witness) where witness.counts(in: collective.id, of: charter):
            isCounting = true
            try covers.insert(witness, placed)
            noteCovers(witness)
        case .project, .round, .problem:
            try definitions.setInChain(placed.entry.entry.id, true)
            try define(placed.entry)
        default: break
        }
        for id in placed.entry.reading.facts?.named ?? [] {
            if try !definitions.name(id).held, let entry = try definitions.entry(id) { try define(entry) }
        }
        for fold in folds { try fold.apply(placed, in: context) }
    }

    /// An entry no longer counts: its feed forked below it, or is no longer kept.
    func uncount(_ placed: PlacedEntry) throws {
        for fold in folds { try fold.unapply(placed, in: context) }
        switch placed.entry.reading.facts {
        case .vouch(let vouch) where vouch.scope == .member:
            isCounting = true
            try vouches.delete(placed)
            ladderIsStale = ladderIsStale || charter.admission == .vouched
        case .retract(let retract):
            if let target = try ownEarlier(retract.target, than: placed), try unmarkRetracted(target, by: placed) {
                for fold in folds { try fold.restore(target, in: context) }
            }
        case .witness(let witness) where charter.witnesses.contains(witness.key):
            isCounting = true
            mustStartAnew = try covers.delete(witness, placed) || mustStartAnew
            noteCovers(witness)
        case .project, .round, .problem:
            try definitions.setInChain(placed.entry.entry.id, false)
        default: break
        }
        for id in placed.entry.reading.facts?.named ?? [] { _ = try definitions.name(id, times: -1) }
    }

    /// Where these feeds forked, they may go on otherwise.
    private func noteCovers(_ witness: Witness) {
        for cover in witness.covers {
            staleStops.insert(cover.author)
            wantedBranches[cover.author] = nil
        }
    }

    /// The author's own entry with this id, before the given one.
    func ownEarlier(_ id: EntryID, than placed: PlacedEntry) throws -> PlacedEntry? {
        guard let target = try entries.find(id, collective: collective.number) else { return nil }
        return target.feed == placed.feed && target.seq < placed.seq ? target : nil
    }

    /// Notes the first retraction of an entry. - Returns: whether this is the first.
    private func markRetracted(_ target: PlacedEntry, by placed: PlacedEntry) throws -> Bool {
        try Prepared(database, "INSERT OR IGNORE INTO retracted (place, by) VALUES (?, ?)")
            .bind(1, target.place).bind(2, placed.seq).run()
        return database.changesCount > 0
    }

    private func unmarkRetracted(_ target: PlacedEntry, by placed: PlacedEntry) throws -> Bool {
        try Prepared(database, "DELETE FROM retracted WHERE place = ? AND by = ?")
            .bind(1, target.place).bind(2, placed.seq).run()
        return database.changesCount > 0
    }

    /// What is held in its feed needs no copy beside it; the copy's text moves over.
    func dropAside(_ placed: PlacedEntry) throws {
        guard let row = try aside.find(placed.entry.entry.id) else { return }
        if let text = try aside.text(number: row.number).flatMap({ try? SaltedText(bytes: $0) }) {
            try keepText(text, of: placed)
        }
        try aside.delete(number: row.number)
    }

    /// Before a feed goes: what counted entries name stays, as a definition aside.
    /// - Returns: the author's erasures, to be honoured on their own once the feed is gone.
    func keepDefinitions(of feed: Int64) throws -> [VerifiedEntry] {
        var erasures = try aside.erasures(of: feed)
        for entry in try entries.all(of: feed) {
            if entry.erasedTarget != nil { erasures.append(entry) }
            guard try definitions.record(entry.entry.id)?.held ?? false else { continue }
            let text = try entries.text(place: EntryTable.place(feed: feed, seq: entry.entry.seq))
            try putAside(entry, why: .definition, text: text)
        }
        return erasures
    }

    /// What counted entries name is here, in a feed or aside.
    func define(_ entry: VerifiedEntry) throws {
        guard let record = try definitions.hold(entry) else { return }
        if let row = try aside.find(entry.entry.id) { try aside.setWhy(.definition, number: row.number) }
        for fold in folds { try fold.define(record.number, as: entry, in: context) }
    }

    /// Takes a definition that counted entries name and that was missing.
    /// - Returns: whether it was wanted.
    func takeDefinition(_ entry: VerifiedEntry, text: SaltedText?) throws -> Bool {
        guard entry.entry.collective == collective.id, entry.entry.seq <= charter.quota.entries,
            let record = try definitions.record(entry.entry.id)
        else { return false }
        guard !record.held else {
            if let text { _ = try takeText(text, of: entry.entry.id) }
            return false
        }
        besideChanged = true
        try noteFork(shownBy: entry)
        let isErased = try erased.isErased(entry.entry.id, by: entry.entry.author)
        let committed = text.flatMap { $0.commitment == entry.entry.commitment && !isErased ? $0.bytes : nil }
        try putAside(entry, why: .definition, text: committed)
        try define(entry)
        try eraseBeside(entry, isHeld: true)
        return true
    }
}
