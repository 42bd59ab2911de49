import PledgeLedger

/// Finding what somebody means by the beginning of an id, or by a key.
extension Workspace {
    /// The one thing that a prefix or a key means.
    func find(_ text: String, in collective: CollectiveID) throws -> Finding {
        if Self.isKey(text) { return .author(try KeyText.parseAuthor(text)) }
        let prefix = try Self.prefix(text)
        let findings = try store.find(prefix, in: collective)
        guard let found = findings.first else {
            throw CommandFault(
                .missing, "nothing here begins with \(prefix); `pledged list entries` shows the newest ids")
        }
        guard findings.count == 1 else { throw Self.ambiguous(prefix, try findings.map { try words($0, collective) }) }
        return found
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
        let found = try find(text, in: collective)
        if case .entry(let id) = found, let listed = try store.listed(id, in: collective),
            case .project(let project) = listed.entry.reading.facts
        {
            return (listed, project)
        }
        throw CommandFault(.missing, "\(try words(found, collective)) is no project; `pledged list projects` shows them")
    }

    private func words(_ finding: Finding, _ collective: CollectiveID) throws -> String {
        switch finding {
        case .collective(let id): return "\(id.short) (collective \(try name(of: id)))"
        case .author(let key): return "\(key.raw.bytes.hex.prefix(12)) (the key \(KeyText.short(key)))"
        case .entry(let id):
            let listed = try store.listed(id, in: collective)
            let kind = listed?.entry.reading.kind.map { "\($0)" } ?? "entry"
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
