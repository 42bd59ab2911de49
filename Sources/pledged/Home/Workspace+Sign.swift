import PledgeLedger

/// Signing in the name of the home's owner.
extension Workspace {
    /// An entry that was signed and is on the disk.
    struct Signed {
        let entry: Entry
        /// Whether it waits until enough members vouch for its author.
        let isWaiting: Bool
    }

    /// Signs one entry; the first of all in a collective is the owner's profile, where a name is known.
    func sign(
        _ facts: Facts, text: String?, in collective: CharteredCollective, _ options: SigningOptions
    ) throws -> Signed {
        try Sodium.start()
        let key = try home.authorKey()
        if try store.owner() != key.publicKey { try store.setOwner(key.publicKey) }
        try home.makeMarks()
        let signer = try Signer(store: store, key: key, marks: home.marksPath)
        let salted = try text.map { try SaltedText($0) }
        // Facts that can't be signed are refused before the profile is.
        let bytes = try FactsCodec.encode(facts)
        if let late = try signer.recover(in: collective.id) {
            let words = try tell(late, in: collective.id)
            if late.facts.elementsEqual(bytes) {
                throw CommandFault(.exists, "you said the same in \(words), so it was not said again; say it once more if you mean it")
            }
        }
        if facts.kind != .profile { try introduce(signer, key.publicKey, in: collective.id, options) }
        let entry = try signer.sign(
            facts, text: salted, in: collective.id, now: Moment.now, insisting: options.insistence)
        ControlClient.wake(home)
        let isKept = try store.feed(of: key.publicKey, in: collective.id)?.isKept ?? false
        return Signed(entry: entry, isWaiting: !isKept)
    }

    /// The entry that was signed last and did not get into the store.
    func notStored(in collective: CollectiveID) throws -> EntryID? {
        guard home.has(home.authorKeyPath) else { return nil }
        let key = try home.authorKey().publicKey
        // A damaged mark is what `check` finds, and no reason to show nothing else.
        guard case .ahead(let entry) = try? MarkStanding(of: key, in: collective, store, marks: home.marksPath) else { return nil }
        return entry.id
    }

    /// Says that an entry came into the store later than it was signed. - Returns: what it is, in words.
    private func tell(_ late: Entry, in collective: CollectiveID) throws -> String {
        ControlClient.wake(home)
        let details = Details(store, collective)
        let listed = try store.listed(late.id, in: collective)
        let content = try listed.map { try EntryAnswer(listed: $0, details: details).summary() } ?? ""
        let entry = "entry \(late.id.short) (\(content))"
        Output.note("\(entry), signed at \(ISODate.text(late.time)) but not stored then, is in now")
        return entry
    }

    /// Signs the profile at the start of an empty feed.
    private func introduce(
        _ signer: Signer, _ author: PublicKey, in collective: CollectiveID, _ options: SigningOptions
    ) throws {
        guard let alias = try home.alias() else { return }
        if let head = try store.feed(of: author, in: collective)?.head, head.stop > 0 || head.fork > 0 { return }
        _ = try signer.sign(
            .profile(Profile()), text: try SaltedText(alias), in: collective, now: Moment.now,
            insisting: options.insistence)
    }

    /// Prints what was signed: the fields that scripts need, or a friendly line.
    func report(_ signed: Signed, _ done: String, in collective: CharteredCollective, _ common: CommonOptions) throws {
        let entry = signed.entry
        common.answer(
            .object([.init("entry", .string(entry.id.hex)), .init("seq", .number(entry.seq))]),
            words: "\(done) (entry \(entry.id.short), place \(entry.seq) of your feed)")
        do { try Output.flush() } catch {
            Output.note("It was signed all the same: entry \(entry.id.hex).")
        }
        guard signed.isWaiting else { return }
        let needed = collective.charter.vouchesNeeded
        Output.note("It waits in the waiting room: you are no member yet. It counts once \(needed) "
            + "\(needed == 1 ? "member vouches" : "members vouch") for your key, \(KeyText.author(entry.author)).")
    }
}

/// Words that somebody is about to sign.
enum OwnWords {
    /// A title and what follows it, as one text: first line, blank line, the rest.
    static func titled(_ title: String, _ body: String?, what: String) throws -> String {
        let title = try line(title, what: what)
        guard let body = try body.map({ try text($0, what: "text") }), !body.isEmpty else { return title }
        return try text("\(title)\n\n\(body)", what: "text")
    }

    /// One line of at most 200 characters.
    static func line(_ text: String, what: String) throws -> String {
        let line = trimmed(text)
        guard !line.isEmpty else { throw CommandFault(.badData, "the \(what) is empty; write a few words") }
        guard line.count <= 200 else {
            throw CommandFault(.badData, "the \(what) has \(line.count) characters; the most are 200")
        }
        try SafeText.refuseUnsafe(line, what: what)
        return line
    }

    /// Words of any length that an entry can carry.
    static func text(_ text: String, what: String) throws -> String {
        let words = trimmed(text)
        guard words.utf8.count <= SaltedText.maximumText else { throw TextFault.tooLong(words.utf8.count) }
        try SafeText.refuseUnsafe(words, lines: true, what: what)
        return words
    }

    private static func trimmed(_ text: String) -> String {
        var words = text[...]
        while words.first?.isWhitespace ?? false { words.removeFirst() }
        while words.last?.isWhitespace ?? false { words.removeLast() }
        return String(words)
    }
}
