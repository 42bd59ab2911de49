import PledgeLedger

/// Finding what somebody means by the beginning of an id, or by a key.
extension Workspace {
    /// The one thing that a prefix or a key means.
    func find(_ text: String, in collective: CollectiveID) throws -> Finding {
        if Self.isKey(text) { return .author(try key(text, in: collective)) }
        let prefix = try Self.prefix(text)
        let findings = try store.find(prefix, in: collective)
        guard let found = findings.first else {
            try refuseElsewhere(prefix, but: collective)
            throw CommandFault(
                .missing, "nothing here begins with \(prefix); `pledged list entries` shows the newest ids")
        }
        guard findings.count == 1 else { throw Self.ambiguous(prefix, try findings.map { try words($0, collective) }) }
        return found
    }

    /// What is said in one collective can't be about another's entries.
    private func refuseElsewhere(_ prefix: IDPrefix, but collective: CollectiveID) throws {
        for other in try store.collectives() where other.id != collective {
            guard case .entry(let id)? = try store.find(prefix, in: other.id).first else { continue }
            throw CommandFault(
                .missing, "\(id.short) is in another collective, \(try name(of: other.id)); say so there with "
                    + "--collective \(other.id.short)")
        }
    }

    /// The entry that a prefix means.
    /// - Parameter orCharter: whether the collective's own charter will do.
    func entry(_ text: String, in collective: CollectiveID, orCharter: Bool = false) throws -> ListedEntry {
        let found = try find(text, in: collective)
        let id: EntryID? = switch found {
        case .entry(let id): id
        case .collective(collective) where orCharter: collective
        case .collective, .author: nil
        }
        guard let id, let listed = try store.listed(id, in: collective) else {
            throw CommandFault(
                .missing, "\(try words(found, collective)) is no entry; `pledged list entries` shows the newest")
        }
        return listed
    }

    /// The project that a prefix means.
    func project(_ text: String, in collective: CollectiveID) throws -> (entry: ListedEntry, project: Project) {
        let listed = try definition(.project, text, in: collective)
        guard case .project(let project) = listed.entry.reading.facts else { throw CommandFault(.missing, "no project") }
        return (listed, project)
    }

    /// The pledge that a prefix means.
    func pledge(_ text: String, in collective: CollectiveID) throws -> (entry: ListedEntry, pledge: Pledge) {
        let listed = try definition(.pledge, text, in: collective)
        guard case .pledge(let pledge) = listed.entry.reading.facts else { throw CommandFault(.missing, "no pledge") }
        return (listed, pledge)
    }

    /// The entry of one kind that a prefix means.
    /// - Parameter orKind: another kind that will do.
    func definition(
        _ kind: Kind, or orKind: Kind? = nil, _ text: String, in collective: CollectiveID
    ) throws -> ListedEntry {
        let found = try find(text, in: collective)
        if case .entry(let id) = found, let listed = try store.listed(id, in: collective),
            let held = listed.entry.reading.facts?.kind, held == kind || held == orKind
        {
            return listed
        }
        let other = orKind.map { " and no \($0)" } ?? ""
        throw CommandFault(
            .missing, "\(try words(found, collective)) is no \(kind)\(other); `pledged list \(kind)s` shows them")
    }

    /// Entries of one kind, each named once.
    func definitions(
        _ kind: Kind, _ texts: [String], in collective: CollectiveID, flag: String, atMost: Int
    ) throws -> [EntryID] {
        guard texts.count <= atMost else { throw CommandFault(.badData, "\(flag) can be given \(atMost) times at most") }
        var ids: [EntryID] = []
        for text in texts {
            let id = try definition(kind, text, in: collective).id
            guard !ids.contains(id) else { throw CommandFault(.badData, "\(flag) names \(kind) \(id.short) twice") }
            ids.append(id)
        }
        return ids
    }

    /// A key that can sign at all, by its whole text or, where it is known here, by its beginning.
    func goodKey(_ text: String, in collective: CollectiveID) throws -> PublicKey {
        if !Self.isKey(text), let prefix = IDPrefix(text), text.utf8.count < 64 {
            guard case .author(let key) = try find(prefix.digits, in: collective) else {
                throw CommandFault(.badData, "\(prefix) is nobody's key; `pledged list members` shows keys")
            }
            return key
        }
        let key = try key(text, in: collective)
        try Sodium.start()
        return try KeyText.good(key, text)
    }

    /// The key that a whole text means, or the one known here that begins so, as lists print it.
    private func key(_ text: String, in collective: CollectiveID) throws -> PublicKey {
        guard let prefix = KeyPrefix(text) else { return try KeyText.parseAuthor(text) }
        // A founder or somebody vouched for may have said nothing yet, and have no feed.
        var found = Set(try store.members(of: collective, at: .end).map(\.key).filter(prefix.matches))
        for case .author(let key) in try store.find(prefix.hex, in: collective) where prefix.matches(key) {
            found.insert(key)
        }
        guard let key = found.first else {
            throw CommandFault(
                .missing, "no key here begins with \(prefix); write all 65 letters and digits of it")
        }
        guard found.count == 1 else {
            let people = People(store, collective)
            let names = try found.sorted().map { "\(KeyText.author($0)) \(try people.alias($0).map(SafeText.quoted) ?? "")" }
            throw CommandFault(.badData, "\(prefix) could be any of: \(names.joined(separator: ", ")); write more of it")
        }
        return key
    }

    private func words(_ finding: Finding, _ collective: CollectiveID) throws -> String {
        switch finding {
        case .collective(let id): return "\(id.short) (collective \(try name(of: id)))"
        case .author(let key): return "\(key.raw.bytes.hex.prefix(12)) (the key \(KeyText.short(key)))"
        case .entry(let id):
            let listed = try store.listed(id, in: collective)
            let kind = listed?.entry.reading.kind?.noun ?? "entry"
            let title = listed?.text?.title ?? ""
            return title.isEmpty ? "\(id.short) (\(kind))" : "\(id.short) (\(kind) \(SafeText.quoted(title)))"
        }
    }

    private static func isKey(_ text: String) -> Bool {
        let small = text.lowercased()
        return small.hasPrefix("pledge") || small.hasPrefix("node1")
    }
}

extension KeyText {
    /// The beginning of a key, to tell people of one name apart.
    static func short(_ key: PublicKey) -> String { "\(author(key).prefix(15))…" }
}
