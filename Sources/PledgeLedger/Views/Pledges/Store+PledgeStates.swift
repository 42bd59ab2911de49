import GRDB

/// The states of pledges as the store answers them, from its rows.
extension Store {
    /// One project's pledges with every total that follows from them; nil when no such project is in
    /// the view. Equal to ``PledgeStates/of(_:at:)``.
    ///
    /// Reads the pledges of the project and of those that they are joint with, and a few rows of each
    /// author's: no feed whole, unless its author claims to have taken something back after the cutoff.
    public func pledgeStates(
        of project: EntryID, in id: CollectiveID, at cutoff: Cutoff
    ) throws -> ProjectStates? {
        try reading(id) { database, row in
            let reader = PledgeReader(database, row, at: cutoff) { try self.voiceless(database, row, at: $0) }
            try reader.read([project])
            guard let listed = reader.book.projects[project] else { return nil }
            let met = MetSet(reader.book, at: cutoff)
            return ProjectStates(listed, reader.book, met, at: cutoff, isProvisional: cutoff.timing.isProvisional)
        }
    }

    /// An author's record by unit, as a donor and as a borrower. Equal to ``PledgeStates/record(of:_:at:)``.
    ///
    /// Only projects of pledges that are over and not settled are read whole; a borrower's are found
    /// by who receives.
    public func record(
        of author: PublicKey, in id: CollectiveID, at cutoff: Cutoff
    ) throws -> [Record] {
        try recordSheet(of: author, in: id, at: cutoff).result
    }

    /// An author's record by unit, and the promises and loans that it is made of, by pledge.
    public func recordTerms(
        of author: PublicKey, in id: CollectiveID, at cutoff: Cutoff
    ) throws -> (records: [Record], terms: [RecordTerm]) {
        let sheet = try recordSheet(of: author, in: id, at: cutoff)
        return (sheet.result, sheet.terms.sorted { $0.pledge < $1.pledge })
    }

    private func recordSheet(of author: PublicKey, in id: CollectiveID, at cutoff: Cutoff) throws -> RecordSheet {
        try reading(id) { database, row in
            let reader = PledgeReader(database, row, at: cutoff) { try self.voiceless(database, row, at: $0) }
            var sheet = RecordSheet(of: author)
            try reader.countPledges(on: &sheet)
            try reader.countLoans(on: &sheet)
            return sheet
        }
    }
}

extension PledgeReader {
    /// Counts what the author promised.
    fileprivate func countPledges(on sheet: inout RecordSheet) throws {
        guard let feed = try feed(of: sheet.author)?.number else { return }
        var seqs: [UInt64] = []
        try Prepared(database, "SELECT seq FROM pledge WHERE feed = ? AND time <= ? ORDER BY seq").bind(1, feed)
            .bind(2, Int64(clamping: cutoff.lastClaimed)).each {
                seqs.append($0.uint(0))
                return true
            }
        var projects: [EntryID] = [], seen: Set<EntryID> = []
        for seq in seqs {
            guard let said = try pledge(feed, seq), !seen.contains(said.content.to),
                let listed = try project(said.content.to), try mayCount(said, listed)
            else { continue }
            seen.insert(listed.id)
            projects.append(listed.id)
        }
        try readEnough(projects.map { ($0, [feed]) })
        let met = MetSet(book, at: cutoff)
        for id in projects {
            guard let listed = book.projects[id] else { continue }
            let judge = PledgeJudge(listed: listed, met: met, cutoff: cutoff)
            for promise in listed.promises where promise.said.author == sheet.author && promise.ask != nil {
                let state = judge.state(of: promise, words: book.words[promise.said.id] ?? [])
                try sheet.count(made: state, to: listed.project, at: cutoff, hasVoice: hasVoice)
            }
        }
    }

    /// Reads of some projects as much as tells what became of the promises of some authors, by feed.
    func readEnough(_ wanted: [(project: EntryID, feeds: Set<Int64>)]) throws {
        var enough: [(listed: PledgeBook.Listed, own: [Promise])] = [], whole: [EntryID] = []
        for (id, feeds) in wanted {
            if let part = try enoughPart(of: id, for: feeds) { enough.append(part) } else { whole.append(id) }
        }
        try read(whole)
        // What one of those waits for was read whole.
        for part in enough where book.projects[part.listed.id] == nil { try take(part.listed, wordsOn: part.own) }
    }

    /// Reads of a project what some authors promised, and of others only as much as meets their asks without
    /// conditions: a set that holds by itself is part of the largest one.
    /// - Returns: the project with these promises and the authors' own; nil where more is needed to know which
    ///   of the authors' pledges are met.
    private func enoughPart(of id: EntryID, for feeds: Set<Int64>) throws -> (listed: PledgeBook.Listed, own: [Promise])? {
        guard var listed = try project(id) else { return nil }
        let places = try places(of: listed)
        func isOwn(_ some: ArraySlice<Place>) -> Bool { some.first.map { feeds.contains($0.feed) } ?? false }
        let own = try places.filter(isOwn).flatMap { try promises(at: $0, listed) }
        guard own.allSatisfy(\.isUnconditional) else { return nil }
        var enough = own, sums: [UInt32: UInt128] = [:]
        func add(_ promise: Promise) {
            if promise.isBinding, let ask = promise.ask { sums[ask.number, default: 0] += UInt128(promise.said.content.quantity.amount) }
        }
        own.forEach(add)
        let wanted = own.filter(\.isBinding).compactMap(\.ask)
        func isShort() -> Bool { wanted.contains { sums[$0.number, default: 0] < UInt128($0.minimum) } }
        for some in places where !isOwn(some) && isShort() {
            let more = try promises(at: some, listed).filter { $0.isBinding && $0.isUnconditional }
            more.forEach(add)
            enough += more
        }
        guard !isShort() else { return nil }
        listed.promises = enough.sorted { ($0.said.author, $0.said.seq) < ($1.said.author, $1.said.seq) }
        return (listed, own)
    }

    /// Whether a pledge may be in the record at all: its time is over, or somebody spoke.
    private func mayCount(_ said: Said<Pledge>, _ listed: PledgeBook.Listed) throws -> Bool {
        if let settleBy = listed.project.settleBy, cutoff.time > settleBy { return true }
        try readWords(on: said, receivers: listed.receivers)
        return book.words[said.id].map { !$0.isEmpty } ?? false
    }

    /// Counts what the author borrowed: of each project that they get something of.
    fileprivate func countLoans(on sheet: inout RecordSheet) throws {
        let nothingMet = MetSet(PledgeBook(), at: cutoff)
        for listed in try projects(of: sheet.author) {
            // What is lent and repaid is both sides' word alone.
            let judge = PledgeJudge(listed: listed, met: nothingMet, cutoff: cutoff)
            for promise in try loans(to: listed) {
                try readWords(on: promise.said, receivers: listed.receivers)
                let state = judge.state(of: promise, words: book.words[promise.said.id] ?? [])
                try sheet.count(borrowed: state, hasVoice: hasVoice)
            }
        }
    }

    /// Projects of the view that a key gets something of.
    private func projects(of receiver: PublicKey) throws -> [PledgeBook.Listed] {
        var ids: [EntryID] = []
        try Prepared(database, """
            SELECT id FROM receiver JOIN definition ON definition.number = receiver.definition
            WHERE receiver.collective = ? AND author = ? AND held = 1 AND (in_chain = 1 OR named > 0) ORDER BY id
            """).bind(1, row.number).bind(2, receiver).each {
                ids.append($0.value(0))
                return true
            }
        return try ids.compactMap(listedProject)
    }

    private func loans(to listed: PledgeBook.Listed) throws -> [Promise] {
        try pledges(to: listed.id).compactMap { said in
            guard said.content.repayBy != nil, let ask = listed.project.asks.first(where: { said.content.fits($0) })
            else { return nil }
            return Promise(
                said: said, ask: ask, stands: true, isTakenBack: false, missingCapacity: 0, timeliness: .onTime)
        }
    }
}
